import type { Logger } from 'pino';
import type { ClaimedEvent, OutboxStore, Reschedule } from '../ports/outbox-store.js';
import type { RelayOptions } from './relay-options.js';
import { retryDelayMs } from '../concurrency/retry-delay.js';
import { Waker } from '../concurrency/waker.js';

/** Rows in one statement. */
const MAX_BATCH = 500;
const RETRY = { baseMs: 100, capMs: 2_000 };

export interface ResolutionsOptions {
  readonly store: Pick<OutboxStore, 'remove' | 'release' | 'reschedule'>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly options: Pick<RelayOptions, 'gatherMs' | 'window'>;
  readonly random: () => number;
  /** Awaited before and after confirmed events are removed. */
  readonly failpoint: (step: 'confirmed' | 'removed') => Promise<void> | void;
  /** Called after each write; `followersWait` when it let the next version of an order through that was waiting. */
  readonly onWritten: (followersWait: boolean) => void;
}

/**
 * What became of claimed events, on its way into the outbox. One statement is under way at a time, and takes along all
 * that has gathered meanwhile. A database that is away is tried again: nothing is dropped, and the fence makes a
 * write that comes too late harmless.
 */
export class Resolutions {
  readonly #options: ResolutionsOptions;
  #confirmed: ClaimedEvent[] = [];
  #released: ClaimedEvent[] = [];
  #rescheduled: Reschedule[] = [];
  #writing: Promise<void> | undefined;
  #gathering = false;
  #notBeforeMs = 0;
  #abandoned = false;
  readonly #waker = new Waker();

  constructor(options: ResolutionsOptions) {
    this.#options = options;
  }

  /** Events whose fate is not written down yet. */
  get size(): number {
    return this.#confirmed.length + this.#released.length + this.#rescheduled.length;
  }

  confirmed(claimed: ClaimedEvent): void {
    this.#confirmed.push(claimed);
    this.#write();
  }

  released(claimed: readonly ClaimedEvent[]): void {
    this.#released.push(...claimed);
    this.#write();
  }

  rescheduled(reschedule: Reschedule): void {
    this.#rescheduled.push(reschedule);
    this.#write();
  }

  /** Resolves when everything is written; a database that fails now is not tried again. */
  async finish(): Promise<void> {
    this.#abandoned = true;
    this.#waker.wake();
    await this.#writing;
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    if (this.#gathering && this.#isEnough()) this.#waker.wake();
  }

  #isEnough(): boolean {
    return this.size >= this.#options.options.window;
  }

  async #writeAll(): Promise<void> {
    for (let failures = 0; this.size > 0;) {
      await this.#gather();
      try {
        await this.#writeBatch();
        failures = 0;
      } catch (error) {
        if (this.#abandoned) {
          this.#options.logger.warn({ err: error }, 'relay: claims are left to expire');
          return;
        }
        if (++failures === 1)
          this.#options.logger.warn({ err: error }, 'relay: the outbox cannot be written, retrying');
        await this.#waker.sleep(retryDelayMs(failures, RETRY, this.#options.random));
      }
    }
  }

  /** Few that come soon after the last write wait a moment for more: a statement costs about the same for all of them. */
  async #gather(): Promise<void> {
    // Leaves the turn of the event loop in which a burst of confirms is being read, to take them all along.
    await new Promise((resolve) => setImmediate(resolve));
    const waitMs = this.#notBeforeMs - performance.now();
    if (waitMs > 0 && !this.#abandoned && !this.#isEnough()) {
      this.#gathering = true;
      await this.#waker.sleep(waitMs);
      this.#gathering = false;
    }
    this.#notBeforeMs = performance.now() + this.#options.options.gatherMs;
  }

  async #writeBatch(): Promise<void> {
    const { store, failpoint, onWritten } = this.#options;
    let followersWait = false;
    await takeBatch(this.#confirmed, async (batch) => {
      await failpoint('confirmed');
      followersWait = await store.remove(batch);
      await failpoint('removed');
    });
    await takeBatch(this.#released, (batch) => store.release(batch));
    await takeBatch(this.#rescheduled, (batch) => store.reschedule(batch));
    onWritten(followersWait);
  }
}

/** Writes the first items of `queue`, and takes them off it once they are written. */
async function takeBatch<T>(queue: T[], write: (batch: T[]) => Promise<void>): Promise<void> {
  const batch = queue.slice(0, MAX_BATCH);
  if (batch.length === 0) return;
  await write(batch);
  queue.splice(0, batch.length);
}
