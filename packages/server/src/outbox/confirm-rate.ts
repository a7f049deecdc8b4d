/** Seconds that the rate is the mean of. */
const WINDOW_SECONDS = 10;

/** How many messages the broker confirms per second, over the last ten seconds. */
export class ConfirmRate {
  readonly #now: () => number;
  readonly #startedMs: number;
  /** Confirms by the second they came in; a slot is used again after the window. */
  readonly #slots = Array.from({ length: WINDOW_SECONDS }, () => ({ second: -1, confirms: 0 }));

  /** @param now milliseconds of a clock that is never set back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#startedMs = now();
  }

  /** Counts a confirm. */
  add(): void {
    const second = Math.floor(this.#now() / 1_000);
    const slot = this.#slots[second % WINDOW_SECONDS];
    if (!slot) return;
    if (slot.second !== second) Object.assign(slot, { second, confirms: 0 });
    slot.confirms += 1;
  }

  perSecond(): number {
    const nowMs = this.#now();
    const firstSecond = Math.floor(nowMs / 1_000) - WINDOW_SECONDS + 1;
    const confirms = this.#slots.reduce((sum, slot) => sum + (slot.second >= firstSecond ? slot.confirms : 0), 0);
    const sinceMs = Math.max(this.#startedMs, firstSecond * 1_000);
    return confirms / Math.max(1, (nowMs - sinceMs) / 1_000);
  }
}
