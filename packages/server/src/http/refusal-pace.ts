import { InProgress } from '../concurrency/in-progress.js';

const WAKE_MS = 10;
/** What may pass at once after a pause, or after a long turn of the event loop. */
const MAX_BURST_MS = 200;

/**
 * Lets a number of refusals pass in each second; the others wait, in their order. Clients that send again as soon as they are
 * refused would otherwise have refusals take the time of the requests that are served.
 */
export class RefusalPace {
  readonly #intervalMs: number;
  readonly #now: () => number;
  readonly #waiting = new InProgress<() => void>();
  /** When the next one may pass. */
  #nextMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds of a clock that is never set back */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#intervalMs = 1_000 / perSecond;
    this.#now = now;
  }

  /** Resolves when the caller may refuse its request. */
  async turn(): Promise<void> {
    if (!this.#waiting.oldest && this.#mayPass()) return;
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      if (!this.#timer) this.#timer = setTimeout(() => this.#letPass(), WAKE_MS);
    });
  }

  #letPass(): void {
    while (this.#waiting.oldest && this.#mayPass()) this.#waiting.takeOldest()?.();
    this.#timer = this.#waiting.oldest && setTimeout(() => this.#letPass(), WAKE_MS);
  }

  #mayPass(): boolean {
    const nowMs = this.#now();
    if (this.#nextMs > nowMs) return false;
    this.#nextMs = Math.max(this.#nextMs, nowMs - MAX_BURST_MS) + this.#intervalMs;
    return true;
  }
}
