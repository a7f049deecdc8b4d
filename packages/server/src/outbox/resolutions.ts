import type { Logger } from 'pino';
import { retryDelayMs } from '../concurrency/retry-delay.js';
import { Waker } from '../concurrency/waker.js';
import type { ClaimedEvent, OutboxStore, Reschedule, ResolvedEvent } from '../ports/outbox-store.js';
import type { RelayOptions } from './relay-options.js';

/** Rows in one statement. */
const MAX_BATCH = 500;
const RETRY_BACKOFF = { baseMs: 100, capMs: 2_000 };

export interface ResolutionsDependencies {
  readonly store: Pick<OutboxStore, 'remove' | 'release' | 'reschedule'>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly options: Pick<RelayOptions, 'gatherMs' | 'window'>;
  readonly random: () => number;
  /** Awaited before and after confirmed events are removed. */
  readonly failpoint: (step: 'confirmed' | 'removed') => Promise<void> | void;
  /** Called after each write; `hasNextVersions` when a removal has made the next version of an order claimable. */
  readonly onWritten: (hasNextVersions: boolean) => void;
}

/**
 * The queue of resolved claims that are not in the database yet: events to remove, to release and to reschedule. One
 * statement runs at a time, and takes everything that was queued meanwhile. While the database is down, writes are
 * retried and nothing is dropped; the claim token makes a write harmless that comes after the lease.
 */
export class Resolutions {
  readonly #deps: ResolutionsDependencies;
  #confirmed: ResolvedEvent[] = [];
  #released: ClaimedEvent[] = [];
  #rescheduled: Reschedule[] = [];
  #writing: Promise<void> | undefined;
  #isGathering = false;
  #notBeforeMs = 0;
  #isFlushing = false;
  readonly #waker = new Waker();

  constructor(dependencies: ResolutionsDependencies) {
    this.#deps = dependencies;
  }

  /** Events whose resolution is not written yet. */
  get size(): number {
    return this.#confirmed.length + this.#released.length + this.#rescheduled.length;
  }

  /** The broker has the event, or is not to have it: it leaves the outbox. */
  confirm(resolved: ResolvedEvent): void {
    this.#confirmed.push(resolved);
    this.#startWriting();
  }

  /** These events were not published, or their result is unknown: any relay may claim them again at once. */
  release(claimed: readonly ClaimedEvent[]): void {
    this.#released.push(...claimed);
    this.#startWriting();
  }

  /** The broker has not accepted the event: it is published later, or dead-lettered. */
  reschedule(reschedule: Reschedule): void {
    this.#rescheduled.push(reschedule);
    this.#startWriting();
  }

  /** Writes everything without waiting for more. After this a failed write is not retried: those claims expire. */
  async flush(): Promise<void> {
    this.#isFlushing = true;
    this.#waker.wake();
    await this.#writing;
  }

  #startWriting(): void {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    if (this.#isGathering && this.#isFull()) this.#waker.wake();
  }

  #isFull(): boolean {
    return this.size >= this.#deps.options.window;
  }

  async #writeAll(): Promise<void> {
    const { logger, random } = this.#deps;
    for (let failures = 0; this.size > 0;) {
      await this.#gather();
      try {
        await this.#writeBatch();
        failures = 0;
      } catch (error) {
        if (this.#isFlushing) {
          logger.warn({ err: error }, 'relay: claims are left to expire');
          return;
        }
        failures += 1;
        if (failures === 1) logger.warn({ err: error }, 'relay: the outbox cannot be written, retrying');
        await this.#waker.sleep(retryDelayMs(failures, RETRY_BACKOFF, random));
      }
    }
  }

  /** Soon after the last write, a few resolutions wait for more: a statement costs about the same for all of them. */
  async #gather(): Promise<void> {
    // A burst of confirms is read in one turn of the event loop; this lets the whole burst queue first.
    await new Promise((resolve) => setImmediate(resolve));
    const waitMs = this.#notBeforeMs - performance.now();
    if (waitMs > 0 && !this.#isFlushing && !this.#isFull()) {
      this.#isGathering = true;
      await this.#waker.sleep(waitMs);
      this.#isGathering = false;
    }
    this.#notBeforeMs = performance.now() + this.#deps.options.gatherMs;
  }

  async #writeBatch(): Promise<void> {
    const { store, failpoint, onWritten } = this.#deps;
    let hasNextVersions = false;
    await writeFirst(this.#confirmed, async (batch) => {
      await failpoint('confirmed');
      hasNextVersions = await store.remove(batch);
      await failpoint('removed');
    });
    await writeFirst(this.#released, (batch) => store.release(batch));
    await writeFirst(this.#rescheduled, (batch) => store.reschedule(batch));
    onWritten(hasNextVersions);
  }
}

/** Writes the first items of `queue`, and removes them from it once they are written. */
async function writeFirst<T>(queue: T[], write: (batch: T[]) => Promise<void>): Promise<void> {
  const batch = queue.slice(0, MAX_BATCH);
  if (batch.length === 0) return;
  await write(batch);
  queue.splice(0, batch.length);
}
