import { jittered } from '../concurrency/retry-delay.js';
import type { RelayOptions } from './relay-options.js';

type Timing = Pick<RelayOptions, 'pollMs' | 'idlePollMs' | 'gatherMs'>;

/** From this many empty polls on, the pause is no longer doubled, so that 2 ** n stays a usable number. */
const MAX_DOUBLINGS = 10;

/** When the next claim is due: soon after a notify, else at the next poll. Polls slow down while the outbox is empty. */
export class ClaimTiming {
  readonly #options: Timing;
  readonly #random: () => number;
  readonly #now: () => number;
  #notBeforeMs = 0;
  #pollAtMs = 0;
  #notified = false;
  #emptyPolls = 0;

  /** @param now milliseconds of a monotonic clock */
  constructor(options: Timing, random: () => number, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#random = random;
    this.#now = now;
  }

  /** There may be an event to claim. */
  notify(): void {
    this.#notified = true;
  }

  /** Milliseconds until the next claim is due; 0 or less when it is due now. */
  waitMs(): number {
    const dueMs = this.#notified ? this.#notBeforeMs : Math.max(this.#pollAtMs, this.#notBeforeMs);
    return dueMs - this.#now();
  }

  /** A claim begins. It may miss events that are committed from now on, so a notify from now on asks for another one. */
  begin(): void {
    this.#notified = false;
  }

  /** A claim has returned `count` events of at most `limit`. */
  claimed(count: number, limit: number): void {
    const isFull = count >= limit;
    if (isFull) this.#notified = true;
    this.#emptyPolls = count > 0 ? 0 : this.#emptyPolls + 1;
    this.#schedule(isFull ? 0 : this.#options.gatherMs);
  }

  /** A claim has failed: the next one is due at the next poll, even after a notify. */
  failed(): void {
    this.#emptyPolls += 1;
    this.#schedule(jittered(this.#pollMs(), this.#random));
  }

  #schedule(minPauseMs: number): void {
    this.#notBeforeMs = this.#now() + minPauseMs;
    this.#pollAtMs = this.#now() + jittered(this.#pollMs(), this.#random);
  }

  #pollMs(): number {
    const { pollMs, idlePollMs } = this.#options;
    return Math.min(idlePollMs, pollMs * 2 ** Math.min(this.#emptyPolls, MAX_DOUBLINGS));
  }
}
