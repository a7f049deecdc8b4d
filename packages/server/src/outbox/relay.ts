/**
 * The relay moves events from the outbox to the broker: at least once, and per order the first occurrences of versions in
 * order. Every replica runs one; they share the outbox without a leader. The states of an outbox row:
 *
 *   committed, or replayed
 *            │
 *            v        claim               publish                  confirm
 *   ┌──> waiting ─────────────> claimed ───────────> in flight ───────────────> removed (deleted)
 *   │                              │                    │
 *   ├── released, or lease over ───┤                    │
 *   ├── released: result unknown ──┼────────────────────┤
 *   ├── rescheduled: not before next_attempt_at ────────┤ returned, nacked or refused
 *   │                                                   │
 *   │                                                   v refused `maxRefusals` times
 *   └── an operator retries it ──────────────── dead-lettered ──> removed, when an operator skips it
 *
 * `claimed` and `in flight` are the same to the database: a claim token, and a lease in `claimed_until`. Which of them an
 * event is in, only its relay knows. Of each order only the lowest version in the outbox can be claimed, so later versions
 * wait while it is in any of these states.
 */
import type { Logger } from 'pino';
import { Waker } from '../concurrency/waker.js';
import { WarnOnce } from '../concurrency/warn-once.js';
import { ALWAYS_PUBLISHED, type EventType } from '../domain/events.js';
import type { Distribution } from '../measuring/distribution.js';
import { createConfirmMeasurements } from '../measuring/measurements.js';
import type { BrokerState, EventPublisher } from '../ports/event-publisher.js';
import type { OutboxStore } from '../ports/outbox-store.js';
import type { RelayStatus } from '../ports/relay-status.js';
import { ClaimTiming } from './claim-timing.js';
import { Deliveries } from './deliveries.js';
import { RELAY_DEFAULTS, type RelayOptions, type RelayStep } from './relay-options.js';
import { Resolutions } from './resolutions.js';

export interface RelayDependencies {
  readonly store: OutboxStore;
  readonly publisher: EventPublisher;
  /** Events of other types leave the outbox without a message. Those of `ALWAYS_PUBLISHED` if absent. */
  readonly publishedTypes?: ReadonlySet<EventType>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly options?: Partial<RelayOptions>;
  /** In [0, 1), as Math.random. */
  readonly random?: () => number;
  /** Called at each step, and awaited except at `published`. */
  readonly failpoint?: (step: RelayStep) => Promise<void> | void;
  /** Where the seconds until the broker's answers are counted. */
  readonly confirms?: Distribution;
}

export interface Relay {
  start(): void;
  /** An event was committed just now. Cheap; may be called at any time. */
  notify(): void;
  /** Waits for the results of published events, releases the others, and disconnects. Idempotent. */
  stop(): Promise<void>;
  status(): RelayStatus;
}

export function createRelay({
  options,
  random = Math.random,
  failpoint = () => undefined,
  publishedTypes = new Set(ALWAYS_PUBLISHED),
  confirms = createConfirmMeasurements(),
  ...rest
}: RelayDependencies): Relay {
  return new OutboxRelay({
    ...{ ...rest, random, failpoint, publishedTypes, confirms },
    options: { ...RELAY_DEFAULTS, ...options },
  });
}

type CompleteDependencies = Required<RelayDependencies> & { readonly options: RelayOptions };

/** Part of the lease in which a claimed event may be published. */
export const PUBLISH_SHARE = 1 / 4;

/** Unresolved claims that stop further claims, in windows: the database is slower than the broker. */
const MAX_UNWRITTEN_WINDOWS = 5;

/** The claim loop. Claimed events go through the deliveries, and their results through the resolutions. */
class OutboxRelay implements Relay {
  readonly #deps: CompleteDependencies;
  readonly #timing: ClaimTiming;
  readonly #resolutions: Resolutions;
  readonly #deliveries: Deliveries;
  readonly #warnOnce: WarnOnce;
  readonly #waker = new Waker();
  #isWaitingForRoom = false;
  #claiming: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(dependencies: CompleteDependencies) {
    this.#deps = dependencies;
    this.#timing = new ClaimTiming(dependencies.options, dependencies.random);
    this.#warnOnce = new WarnOnce(dependencies.logger);
    this.#resolutions = new Resolutions({
      ...dependencies,
      onWritten: (hasNextVersions) => {
        if (hasNextVersions) this.notify();
        this.#wakeIfRoom();
      },
    });
    this.#deliveries = new Deliveries({
      ...dependencies,
      resolutions: this.#resolutions,
      onRoom: () => this.#wakeIfRoom(),
    });
  }

  start(): void {
    if (this.#claiming || this.#stopping) return;
    this.#deps.publisher.start((state) => this.#onBrokerState(state));
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
    const { state, problem } = this.#deps.publisher;
    return { broker: state, brokerProblem: problem, ...this.#deliveries.counts };
  }

  async #stop(): Promise<void> {
    const { drainTimeoutMs } = this.#deps.options;
    await waitAtMost(drainTimeoutMs, this.#drain());
    await this.#deps.publisher.close();
    this.#deliveries.releaseWaiting();
    await this.#deliveries.drained();
    await waitAtMost(drainTimeoutMs, this.#resolutions.flush());
  }

  async #drain(): Promise<void> {
    this.#waker.wake();
    await this.#claiming;
    this.#deliveries.releaseWaiting();
    await this.#deliveries.drained();
  }

  #onBrokerState(state: BrokerState): void {
    if (state === 'connected') this.notify();
    else this.#deliveries.releaseWaiting(); // another replica may be connected, and memory stays flat
  }

  async #claimLoop(): Promise<void> {
    while (!this.#stopping) {
      this.#isWaitingForRoom = !this.#hasRoom();
      const waitMs = this.#isWaitingForRoom ? Infinity : this.#timing.waitMs();
      if (waitMs > 0) await this.#waker.sleep(waitMs);
      else await this.#claim();
    }
  }

  /** Whether to claim more events: the broker accepts messages, and less than a batch waits to be published. */
  #hasRoom(): boolean {
    const { window, batch } = this.#deps.options;
    const isConnected = this.#deps.publisher.state === 'connected';
    const maxUnwritten = MAX_UNWRITTEN_WINDOWS * window;
    return isConnected && this.#deliveries.waitingCount < batch && this.#resolutions.size < maxUnwritten;
  }

  #wakeIfRoom(): void {
    if (this.#isWaitingForRoom && this.#hasRoom()) this.#waker.wake();
  }

  async #claim(): Promise<void> {
    const { batch, leaseMs } = this.#deps.options;
    // By this process's monotonic clock, so that the confirm, or its timeout, comes before the lease is over.
    const publishUntilMs = performance.now() + leaseMs * PUBLISH_SHARE;
    this.#timing.begin();
    try {
      const events = await this.#deps.store.claim(batch, leaseMs);
      this.#timing.claimed(events.length, batch);
      if (events.length > 0) await this.#deps.failpoint('claimed');
      this.#deliveries.add(events, publishUntilMs);
      this.#warnOnce.clear('claim');
    } catch (error) {
      this.#timing.failed();
      this.#warnOnce.warn('claim', { err: error }, 'relay: the outbox cannot be read, retrying');
    }
    if (this.#stopping || this.#deps.publisher.state !== 'connected') this.#deliveries.releaseWaiting();
  }
}

/** Waits for `work`, at most for `timeoutMs`; the work itself goes on after that. */
async function waitAtMost(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
