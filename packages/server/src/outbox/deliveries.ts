import type { Logger } from 'pino';
import { retryDelayMs } from '../concurrency/retry-delay.js';
import { WarnOnce } from '../concurrency/warn-once.js';
import type { EventType } from '../domain/events.js';
import type { Distribution } from '../measuring/distribution.js';
import type { EventPublisher, PublishResult } from '../ports/event-publisher.js';
import type { ClaimedEvent } from '../ports/outbox-store.js';
import { renderEvent } from '../wire/render-event.js';
import { traceIds } from '../wire/traceparent.js';
import { ConfirmRate } from './confirm-rate.js';
import type { RelayOptions, RelayStep } from './relay-options.js';
import type { Resolutions } from './resolutions.js';

export interface DeliveriesDependencies {
  readonly publisher: EventPublisher;
  /** Events of other types leave the outbox without a message. */
  readonly publishedTypes: ReadonlySet<EventType>;
  readonly resolutions: Pick<Resolutions, 'confirm' | 'release' | 'reschedule'>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly options: Pick<RelayOptions, 'window' | 'maxRefusals' | 'backoff'>;
  readonly random: () => number;
  readonly failpoint: (step: RelayStep) => Promise<void> | void;
  /** Called after messages were handed to the broker: there may be room for more events. */
  readonly onRoom: () => void;
  /** Where the seconds until the broker's answer are counted. */
  readonly confirms: Distribution;
}

/** A claimed event that is not published yet. */
interface WaitingEvent {
  readonly claimed: ClaimedEvent;
  readonly publishUntilMs: number;
}

/** A published event without a result yet. */
interface InFlightEvent {
  /** The newest claim of the event: this relay may claim it again when the broker was blocked for longer than the lease. */
  claimed: ClaimedEvent;
  readonly resolved: Promise<void>;
}

/** What is counted, at the start. */
export const NO_DELIVERIES = {
  published: 0,
  confirmed: 0,
  returned: 0,
  nacked: 0,
  refused: 0,
  unknown: 0,
  deadLettered: 0,
  unpublished: 0,
};

/** Publishes claimed events, at most a window of them at a time, and resolves each claim by the broker's result. */
export class Deliveries {
  readonly #deps: DeliveriesDependencies;
  readonly #waiting: WaitingEvent[] = [];
  readonly #inFlight = new Map<string, InFlightEvent>();
  readonly #counts = { ...NO_DELIVERIES };
  readonly #confirmRate = new ConfirmRate();
  readonly #warnOnce: WarnOnce;
  /**
   * How many events to publish one at a time. When the broker closes the channel because of one of several messages, it
   * does not say which: all of them are released, and published alone until the poison message is found.
   */
  #publishAlone = 0;

  constructor(dependencies: DeliveriesDependencies) {
    this.#deps = dependencies;
    this.#warnOnce = new WarnOnce(dependencies.logger);
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** What this relay has done since its start. */
  get counts() {
    return { ...this.#counts, inFlight: this.#inFlight.size, confirmsPerSecond: this.#confirmRate.perSecond() };
  }

  /**
   * Publishes events that were just claimed, as soon as the window has room.
   * @param publishUntilMs by `performance.now()`; events that are not published by then are released
   */
  add(events: readonly ClaimedEvent[], publishUntilMs: number): void {
    for (const claimed of events) {
      if (!this.#deps.publishedTypes.has(claimed.event.type)) {
        this.#counts.unpublished += 1;
        this.#deps.resolutions.confirm({ ...claimed, published: false });
        continue;
      }
      const inFlight = this.#inFlight.get(claimed.event.eventId);
      if (inFlight) inFlight.claimed = claimed;
      else this.#waiting.push({ claimed, publishUntilMs });
    }
    this.#fillWindow();
  }

  /** Releases every event that is not published yet. */
  releaseWaiting(): void {
    const waiting = this.#waiting.splice(0);
    if (waiting.length > 0) this.#deps.resolutions.release(waiting.map(({ claimed }) => claimed));
  }

  /** Resolves when every message that is in flight now has a result. A lost connection is one, too. */
  async drained(): Promise<void> {
    await Promise.all([...this.#inFlight.values()].map(({ resolved }) => resolved));
  }

  #fillWindow(): void {
    const { publisher, options, resolutions, onRoom } = this.#deps;
    const window = this.#publishAlone > 0 ? 1 : options.window;
    while (this.#inFlight.size < window && publisher.state === 'connected') {
      const next = this.#waiting.shift();
      if (!next) break;
      if (next.publishUntilMs < performance.now()) resolutions.release([next.claimed]);
      else this.#deliver(next.claimed);
    }
    onRoom();
  }

  #deliver(claimed: ClaimedEvent): void {
    const { eventId } = claimed.event;
    const publishedMs = performance.now();
    const resolved = this.#publish(claimed).then((result) => {
      if (result.outcome !== 'unknown') this.#deps.confirms.observe((performance.now() - publishedMs) / 1_000);
      this.#inFlight.delete(eventId);
      this.#resolve(inFlight.claimed, result);
      this.#fillWindow();
    });
    const inFlight: InFlightEvent = { claimed, resolved };
    this.#inFlight.set(eventId, inFlight);
  }

  #publish({ event }: ClaimedEvent): Promise<PublishResult> {
    const { eventId: messageId, type, orderId, occurredAt, traceparent } = event;
    try {
      const body = renderEvent(event);
      const result = this.#deps.publisher.publish({ messageId, type, orderId, occurredAt, traceparent, body });
      this.#counts.published += 1;
      void this.#deps.failpoint('published');
      return result;
    } catch (error) {
      return Promise.resolve({ outcome: 'refused', reason: String(error), alone: true });
    }
  }

  #resolve(claimed: ClaimedEvent, result: PublishResult): void {
    const { resolutions } = this.#deps;
    const { type } = claimed.event;
    this.#counts[result.outcome] += 1;
    this.#isolate(result);
    switch (result.outcome) {
      case 'confirmed':
        this.#confirmRate.add();
        this.#warnOnce.clear(type);
        resolutions.confirm(claimed);
        break;
      case 'returned':
      case 'nacked':
        this.#warnOnce.warn(type, { type, ...result }, 'relay: events are not delivered');
        this.#reschedule(claimed, result.reason, false);
        break;
      case 'refused':
        if (result.alone) this.#reschedule(claimed, result.reason, true);
        else resolutions.release([claimed]);
        break;
      case 'unknown':
        resolutions.release([claimed]);
    }
  }

  #isolate(result: PublishResult): void {
    if (result.outcome === 'refused' && !result.alone) this.#publishAlone += 1;
    else if (result.outcome !== 'unknown' && this.#publishAlone > 0) this.#publishAlone -= 1;
  }

  #reschedule(claimed: ClaimedEvent, error: string, refused: boolean): void {
    const { resolutions, logger, random, options } = this.#deps;
    const deadLettered = refused && claimed.refusals + 1 >= options.maxRefusals;
    if (deadLettered) this.#counts.deadLettered += 1;
    if (refused) {
      const { eventId, orderId, version, traceparent } = claimed.event;
      const ids = { eventId, orderId, version, ...traceIds(traceparent) };
      logger.warn({ ...ids, deadLettered, reason: error }, 'relay: the broker refuses an event');
    }
    const delayMs = retryDelayMs(claimed.attempts + 1, options.backoff, random);
    resolutions.reschedule({ claimed, delayMs, error, refused, deadLettered });
  }
}
