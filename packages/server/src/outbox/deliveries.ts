import type { Logger } from 'pino';
import { renderEvent } from '../wire/render-event.js';
import type { EventPublisher, PublishResult } from '../ports/event-publisher.js';
import type { ClaimedEvent } from '../ports/outbox-store.js';
import { WarnOnce } from '../concurrency/warn-once.js';
import { ConfirmRate } from './confirm-rate.js';
import type { RelayOptions, RelayStep } from './relay-options.js';
import { retryDelayMs } from '../concurrency/retry-delay.js';
import type { Resolutions } from './resolutions.js';

export interface DeliveriesOptions {
  readonly publisher: EventPublisher;
  readonly resolutions: Pick<Resolutions, 'confirmed' | 'released' | 'rescheduled'>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly options: Pick<RelayOptions, 'window' | 'maxRefusals' | 'backoff'>;
  readonly random: () => number;
  readonly failpoint: (step: RelayStep) => Promise<void> | void;
  /** Called when messages were handed to the broker: there may be room for more. */
  readonly onRoom: () => void;
}

/** A claimed event on its way to the broker. */
interface Held {
  readonly claimed: ClaimedEvent;
  readonly sendUntilMs: number;
}

/** An event the broker has not answered for. */
interface UnderWay {
  /** The newest claim on it: when the broker was blocked for longer than the lease, we may have claimed it again. */
  claimed: ClaimedEvent;
  readonly settled: Promise<void>;
}

/** Claimed events on their way through the broker: a window of them at a time, each to its resolution. */
export class Deliveries {
  readonly #deps: DeliveriesOptions;
  /** Claimed and not yet handed to the broker. */
  readonly #held: Held[] = [];
  readonly #underWay = new Map<string, UnderWay>();
  readonly #counts = { published: 0, confirmed: 0, returned: 0, nacked: 0, refused: 0, unknown: 0, deadLettered: 0 };
  readonly #confirmRate = new ConfirmRate();
  readonly #warnOnce: WarnOnce;
  /** How many events were under way when the broker refused one of them: so many go out one at a time. */
  #suspects = 0;

  constructor(deps: DeliveriesOptions) {
    this.#deps = deps;
    this.#warnOnce = new WarnOnce(deps.logger);
  }

  get heldCount(): number {
    return this.#held.length;
  }

  /** What has happened so far, and how many messages are under way now. */
  get counts() {
    return { ...this.#counts, inFlight: this.#underWay.size, confirmsPerSecond: this.#confirmRate.perSecond() };
  }

  /**
   * Takes events over that were just claimed, and begins to publish them.
   * @param sendUntilMs by `performance.now()`; what is not handed to the broker by then is given back
   */
  take(events: readonly ClaimedEvent[], sendUntilMs: number): void {
    for (const claimed of events) {
      const underWay = this.#underWay.get(claimed.event.eventId);
      if (underWay) underWay.claimed = claimed;
      else this.#held.push({ claimed, sendUntilMs });
    }
    this.#pump();
  }

  /** Gives back what was not handed to the broker. */
  giveBack(): void {
    const held = this.#held.splice(0);
    if (held.length > 0) this.#deps.resolutions.released(held.map(({ claimed }) => claimed));
  }

  /** Resolves when the broker has answered for what is under way now, or its connection is gone. */
  async landed(): Promise<void> {
    await Promise.all([...this.#underWay.values()].map(({ settled }) => settled));
  }

  /** Hands events to the broker as long as the window has room. */
  #pump(): void {
    const { publisher, options, resolutions, onRoom } = this.#deps;
    const window = this.#suspects > 0 ? 1 : options.window;
    while (this.#underWay.size < window && publisher.state === 'connected') {
      const held = this.#held.shift();
      if (!held) break;
      if (held.sendUntilMs < performance.now()) resolutions.released([held.claimed]);
      else this.#send(held.claimed);
    }
    onRoom();
  }

  #send(claimed: ClaimedEvent): void {
    const { eventId } = claimed.event;
    const settled = this.#publish(claimed).then((result) => {
      this.#underWay.delete(eventId);
      this.#settle(underWay.claimed, result);
      this.#pump();
    });
    const underWay: UnderWay = { claimed, settled };
    this.#underWay.set(eventId, underWay);
  }

  #publish({ event }: ClaimedEvent): Promise<PublishResult> {
    const { eventId: messageId, type, occurredAt, traceparent } = event;
    try {
      const body = renderEvent(event);
      const result = this.#deps.publisher.publish({ messageId, type, occurredAt, traceparent, body });
      this.#counts.published++;
      void this.#deps.failpoint('published');
      return result;
    } catch (error) {
      return Promise.resolve({ outcome: 'refused', reason: String(error), alone: true });
    }
  }

  #settle(claimed: ClaimedEvent, result: PublishResult): void {
    const { resolutions } = this.#deps;
    const { type } = claimed.event;
    this.#counts[result.outcome]++;
    this.#suspect(result);
    switch (result.outcome) {
      case 'confirmed':
        this.#confirmRate.add();
        this.#warnOnce.clear(type);
        resolutions.confirmed(claimed);
        break;
      case 'returned':
      case 'nacked':
        this.#warnOnce.warn(type, { type, ...result }, 'relay: events are not delivered');
        this.#reschedule(claimed, result.reason, false);
        break;
      case 'refused':
        if (result.alone) this.#reschedule(claimed, result.reason, true);
        else resolutions.released([claimed]);
        break;
      case 'unknown':
        resolutions.released([claimed]);
    }
  }

  #suspect(result: PublishResult): void {
    if (result.outcome === 'refused' && !result.alone) this.#suspects++;
    else if (result.outcome !== 'unknown' && this.#suspects > 0) this.#suspects--;
  }

  #reschedule(claimed: ClaimedEvent, error: string, refused: boolean): void {
    const { resolutions, logger, random, options } = this.#deps;
    const deadLettered = refused && claimed.refusals + 1 >= options.maxRefusals;
    if (deadLettered) this.#counts.deadLettered++;
    if (refused) {
      const { eventId, orderId, version } = claimed.event;
      logger.warn({ eventId, orderId, version, deadLettered, reason: error }, 'relay: the broker refuses an event');
    }
    const delayMs = retryDelayMs(claimed.attempts + 1, options.backoff, random);
    resolutions.rescheduled({ claimed, delayMs, error, refused, deadLettered });
  }
}
