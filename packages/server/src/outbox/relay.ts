import type { Logger } from 'pino';
import type { BrokerState, EventPublisher } from '../ports/event-publisher.js';
import type { OutboxStore } from '../ports/outbox-store.js';
import type { RelayStatus } from '../ports/relay-status.js';
import { ClaimTiming } from './claim-timing.js';
import { WarnOnce } from '../concurrency/warn-once.js';
import { Deliveries } from './deliveries.js';
import { RELAY_DEFAULTS, type RelayOptions, type RelayStep } from './relay-options.js';
import { Resolutions } from './resolutions.js';
import { Waker } from '../concurrency/waker.js';

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
  notify(): void;
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

/** The claim loop; what it claims goes through the deliveries, and from there into the resolutions. */
class OutboxRelay implements Relay {
  readonly #deps: Required<RelayDependencies> & { readonly options: RelayOptions };
  readonly #options: RelayOptions;
  readonly #timing: ClaimTiming;
  readonly #resolutions: Resolutions;
  readonly #deliveries: Deliveries;
  readonly #warnOnce: WarnOnce;
  readonly #waker = new Waker();
  #waitsForRoom = false;
  #claiming: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(deps: Required<RelayDependencies> & { readonly options: RelayOptions }) {
    this.#deps = deps;
    this.#options = deps.options;
    this.#timing = new ClaimTiming(deps.options, deps.random);
    this.#warnOnce = new WarnOnce(deps.logger);
    this.#resolutions = new Resolutions({ ...deps, onWritten: (followersWait) => this.#written(followersWait) });
    this.#deliveries = new Deliveries({
      ...deps,
      resolutions: this.#resolutions,
      onRoom: () => this.#noticeRoom(),
    });
  }

  start(): void {
    if (this.#claiming || this.#stopping) return;
    this.#deps.publisher.start((state) => this.#brokerIs(state));
    this.#claiming = this.#claimLoop();
  }

  notify(): void {
    this.#timing.notify();
    this.#waker.wake();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  status(): RelayStatus {
    return { broker: this.#deps.publisher.state, ...this.#deliveries.counts };
  }

  async #stop(): Promise<void> {
    const { drainTimeoutMs } = this.#options;
    await within(drainTimeoutMs, this.#drain());
    await this.#deps.publisher.close();
    this.#deliveries.giveBack();
    await this.#deliveries.landed();
    await within(drainTimeoutMs, this.#resolutions.finish());
  }

  async #drain(): Promise<void> {
    this.#waker.wake();
    await this.#claiming;
    this.#deliveries.giveBack();
    await this.#deliveries.landed();
  }

  #brokerIs(state: BrokerState): void {
    if (state === 'connected') this.notify();
    else this.#deliveries.giveBack(); // the backlog stays in the database, where every replica can reach it
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
    const connected = this.#deps.publisher.state === 'connected';
    return connected && this.#deliveries.heldCount < batch && this.#resolutions.size < 5 * window;
  }

  #noticeRoom(): void {
    if (this.#waitsForRoom && this.#hasRoom()) this.#waker.wake();
  }

  #written(followersWait: boolean): void {
    if (followersWait) this.notify();
    this.#noticeRoom();
  }

  async #claim(): Promise<void> {
    const { batch, leaseMs } = this.#options;
    // Half the lease, by our own monotonic clock, so that the confirm comes before its end.
    const sendUntilMs = performance.now() + leaseMs / 2;
    this.#timing.begin();
    try {
      const events = await this.#deps.store.claim(batch, leaseMs);
      this.#timing.claimed(events.length, batch);
      if (events.length > 0) await this.#deps.failpoint('claimed');
      this.#deliveries.take(events, sendUntilMs);
      this.#warnOnce.clear('claim');
    } catch (error) {
      this.#timing.failed();
      this.#warnOnce.warn('claim', { err: error }, 'relay: the outbox cannot be read, retrying');
    }
    if (this.#stopping || this.#deps.publisher.state !== 'connected') this.#deliveries.giveBack();
  }
}

/** Waits for `work`, at most so long; what it does afterwards is its own affair. */
async function within(timeoutMs: number, work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
