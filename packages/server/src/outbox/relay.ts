import type { Logger } from 'pino';
import { renderEvent } from '../domain/events.js';
import type {
  BrokerState,
  ClaimedEvent,
  EventPublisher,
  OutboxStore,
  PublishResult,
  RelayStatus,
} from '../usecases/outbox-port.js';
import { ClaimTiming } from './claim-timing.js';
import { RELAY_DEFAULTS, type RelayOptions, type RelayStep } from './relay-options.js';
import { retryDelayMs } from './retry-delay.js';
import { Settlements } from './settlements.js';
import { Waker } from './waker.js';

export interface RelayDependencies {
  readonly store: OutboxStore;
  readonly publisher: EventPublisher;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly options?: Partial<RelayOptions>;
  /** In [0, 1), as Math.random. */
  readonly random?: () => number;
  /** Called at each step, and awaited except at `published`. */
  readonly failpoint?: (step: RelayStep) => Promise<void> | void;
}

/** Moves events from the outbox to the broker: at least once, and per order first occurrences in order. */
export interface Relay {
  start(): void;
  /** Says that an event has just been committed. Costs nothing; may be called at any time. */
  kick(): void;
  /** Lets what is under way end, gives the rest back, and disconnects. May be called twice. */
  stop(): Promise<void>;
  status(): RelayStatus;
}

export function createRelay({
  options,
  random = Math.random,
  failpoint = () => undefined,
  ...rest
}: RelayDependencies): Relay {
  return new OutboxRelay({ ...rest, random, failpoint, options: { ...RELAY_DEFAULTS, ...options } });
}

/** A claimed event on its way to the broker. */
interface Held {
  readonly claimed: ClaimedEvent;
  /** By our own monotonic clock: half the lease, so that the confirm comes before its end. */
  readonly sendUntilMs: number;
}

/** An event the broker has not answered for. */
interface UnderWay {
  /** The newest claim on it: when the broker was blocked for longer than the lease, we may have claimed it again. */
  claimed: ClaimedEvent;
  readonly settled: Promise<void>;
}

type Settled = PublishResult['outcome'];

class OutboxRelay implements Relay {
  readonly #options: RelayOptions;
  readonly #timing: ClaimTiming;
  readonly #settlements: Settlements;
  readonly #waker = new Waker();
  /** Claimed and not yet handed to the broker. */
  readonly #held: Held[] = [];
  readonly #underWay = new Map<string, UnderWay>();
  readonly #counts: Record<Settled, number> = { confirmed: 0, returned: 0, nacked: 0, refused: 0, unknown: 0 };
  readonly #warned = new Set<string>();
  #published = 0;
  #parked = 0;
  /** How many events were under way when the broker refused one of them: so many go out one at a time. */
  #suspects = 0;
  #waitsForRoom = false;
  #claiming: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(private readonly deps: Required<RelayDependencies> & { readonly options: RelayOptions }) {
    this.#options = deps.options;
    this.#timing = new ClaimTiming(deps.options, deps.random);
    this.#settlements = new Settlements({ ...deps, onWritten: (followersWait) => this.#written(followersWait) });
  }

  start(): void {
    if (this.#claiming || this.#stopping) return;
    this.deps.publisher.start((state) => this.#brokerIs(state));
    this.#claiming = this.#claimLoop();
  }

  kick(): void {
    this.#timing.kick();
    this.#waker.wake();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  status(): RelayStatus {
    return {
      broker: this.deps.publisher.state,
      published: this.#published,
      ...this.#counts,
      parked: this.#parked,
      inFlight: this.#underWay.size,
    };
  }

  async #stop(): Promise<void> {
    const { drainTimeoutMs } = this.#options;
    await within(drainTimeoutMs, this.#drain());
    await this.deps.publisher.close();
    this.#giveBack();
    await this.#landed();
    await within(drainTimeoutMs, this.#settlements.finish());
  }

  async #drain(): Promise<void> {
    this.#waker.wake();
    await this.#claiming;
    this.#giveBack();
    await this.#landed();
  }

  async #landed(): Promise<void> {
    await Promise.all([...this.#underWay.values()].map(({ settled }) => settled));
  }

  #brokerIs(state: BrokerState): void {
    if (state === 'connected') this.kick();
    else this.#giveBack(); // the backlog stays in the database, where every replica can reach it
  }

  #giveBack(): void {
    const held = this.#held.splice(0);
    if (held.length > 0) this.#settlements.released(held.map(({ claimed }) => claimed));
  }

  async #claimLoop(): Promise<void> {
    while (!this.#stopping) {
      this.#waitsForRoom = !this.#hasRoom();
      const waitMs = this.#waitsForRoom ? Infinity : this.#timing.waitMs();
      if (waitMs > 0) await this.#waker.sleep(waitMs);
      else await this.#claim();
    }
  }

  /** Whether more events are wanted: the broker takes them, and what is held will not keep it busy for long. */
  #hasRoom(): boolean {
    const { window, batch } = this.#options;
    return (
      this.deps.publisher.state === 'connected' && this.#held.length < batch && this.#settlements.size < 5 * window
    );
  }

  async #claim(): Promise<void> {
    const { batch, leaseMs } = this.#options;
    const sendUntilMs = performance.now() + leaseMs / 2;
    this.#timing.begin();
    try {
      const events = await this.deps.store.claim(batch, leaseMs);
      this.#timing.claimed(events.length, batch);
      if (events.length > 0) await this.deps.failpoint('claimed');
      for (const claimed of events) this.#hold(claimed, sendUntilMs);
    } catch (error) {
      this.#timing.failed();
      this.#warnOnce('claim', { err: error }, 'relay: the outbox cannot be read, retrying');
      return;
    }
    this.#warned.delete('claim');
    if (this.#stopping || this.deps.publisher.state !== 'connected') this.#giveBack();
    this.#pump();
  }

  /** Hands events to the broker as long as the window has room. */
  #pump(): void {
    const window = this.#suspects > 0 ? 1 : this.#options.window;
    while (this.#underWay.size < window && this.deps.publisher.state === 'connected') {
      const held = this.#held.shift();
      if (!held) break;
      if (held.sendUntilMs < performance.now()) this.#settlements.released([held.claimed]);
      else this.#send(held.claimed);
    }
    this.#noticeRoom();
  }

  #noticeRoom(): void {
    if (this.#waitsForRoom && this.#hasRoom()) this.#waker.wake();
  }

  #written(followersWait: boolean): void {
    if (followersWait) this.kick();
    this.#noticeRoom();
  }

  #hold(claimed: ClaimedEvent, sendUntilMs: number): void {
    const underWay = this.#underWay.get(claimed.event.eventId);
    if (underWay) underWay.claimed = claimed;
    else this.#held.push({ claimed, sendUntilMs });
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
      const result = this.deps.publisher.publish({
        messageId,
        type,
        occurredAt,
        traceparent,
        body: renderEvent(event),
      });
      this.#published++;
      void this.deps.failpoint('published');
      return result;
    } catch (error) {
      return Promise.resolve({ outcome: 'refused', reason: String(error), alone: true });
    }
  }

  #settle(claimed: ClaimedEvent, result: PublishResult): void {
    const { type } = claimed.event;
    this.#counts[result.outcome]++;
    this.#suspect(result);
    switch (result.outcome) {
      case 'confirmed':
        this.#warned.delete(`returned ${type}`);
        this.#warned.delete(`nacked ${type}`);
        this.#settlements.confirmed(claimed);
        break;
      case 'returned':
      case 'nacked':
        this.#warnOnce(`${result.outcome} ${type}`, { type, reason: result.reason }, 'relay: events are not delivered');
        this.#postpone(claimed, result.reason, false);
        break;
      case 'refused':
        if (result.alone) this.#postpone(claimed, result.reason, true);
        else this.#settlements.released([claimed]);
        break;
      case 'unknown':
        this.#settlements.released([claimed]);
    }
  }

  #suspect(result: PublishResult): void {
    if (result.outcome === 'refused' && !result.alone) this.#suspects++;
    else if (result.outcome !== 'unknown' && this.#suspects > 0) this.#suspects--;
  }

  #postpone(claimed: ClaimedEvent, error: string, refused: boolean): void {
    const { refusalsMax, backoff } = this.#options;
    const parked = refused && claimed.refusals + 1 >= refusalsMax;
    if (parked) this.#parked++;
    if (refused) {
      const { eventId, orderId, version } = claimed.event;
      this.deps.logger.warn({ eventId, orderId, version, parked, reason: error }, 'relay: the broker refuses an event');
    }
    const delayMs = retryDelayMs(claimed.attempts + 1, backoff, this.deps.random);
    this.#settlements.postponed({ claimed, delayMs, error, refused, parked });
  }

  #warnOnce(topic: string, details: object, message: string): void {
    if (this.#warned.has(topic)) return;
    this.#warned.add(topic);
    this.deps.logger.warn(details, message);
  }
}

/** Waits for `work`, at most so long; what it does afterwards is its own affair. */
async function within(timeoutMs: number, work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
