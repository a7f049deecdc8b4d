import type { RelayOptions } from './relay-options.js';
import { jittered } from '../concurrency/retry-delay.js';

type Timing = Pick<RelayOptions, 'pollMs' | 'idlePollMs' | 'gatherMs'>;

/** When the outbox is to be asked next: soon after a notify, else at a poll that slows down while there is nothing. */
export class ClaimTiming {
  readonly #options: Timing;
  readonly #random: () => number;
  readonly #now: () => number;
  #notBeforeMs = 0;
  #pollAtMs = 0;
  #notified = false;
  #emptyPolls = 0;

  constructor(options: Timing, random: () => number, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#random = random;
    this.#now = now;
  }

  /** There may be something to claim. */
  notify(): void {
    this.#notified = true;
  }

  /** How long until the next claim is due; 0 or less when it is due now. */
  waitMs(): number {
    const dueMs = this.#notified ? this.#notBeforeMs : Math.max(this.#pollAtMs, this.#notBeforeMs);
    return dueMs - this.#now();
  }

  /** A claim begins: notifies that come from now on ask for another one. */
  begin(): void {
    this.#notified = false;
  }

  /** A claim brought so many of at most `limit` events. */
  claimed(count: number, limit: number): void {
    const more = count >= limit;
    if (more) this.#notified = true;
    this.#emptyPolls = count > 0 ? 0 : this.#emptyPolls + 1;
    this.#plan(more ? 0 : this.#options.gatherMs);
  }

  /** A claim failed: ask again at the pace of an idle outbox, whatever the notifies. */
  failed(): void {
    this.#emptyPolls++;
    this.#plan(jittered(this.#pollMs(), this.#random));
  }

  #plan(pauseMs: number): void {
    this.#notBeforeMs = this.#now() + pauseMs;
    this.#pollAtMs = this.#now() + jittered(this.#pollMs(), this.#random);
  }

  #pollMs(): number {
    const { pollMs, idlePollMs } = this.#options;
    return Math.min(idlePollMs, pollMs * 2 ** Math.min(this.#emptyPolls, 10));
  }
}
