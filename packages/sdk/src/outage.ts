import { backoffMs } from './retry-policy.js';

/** How long the service has been away, and when to try again. */
export class Outage {
  readonly #longestMs: number;
  #attempts = 0;
  #sinceMs: number | undefined;
  everConnected = false;
  /** What the service asked to be given before a reconnection (`retry:`). */
  askedDelayMs: number | undefined;

  constructor(longestMs = Number.POSITIVE_INFINITY) {
    this.#longestMs = longestMs;
  }

  over(): void {
    this.#attempts = 0;
    this.#sinceMs = undefined;
  }

  /** @throws the cause, when the outage has lasted too long */
  nextDelayMs(cause: unknown): number {
    const nowMs = performance.now();
    this.#sinceMs ??= nowMs;
    if (nowMs - this.#sinceMs >= this.#longestMs) throw cause;
    this.#attempts += 1;
    return Math.max(this.askedDelayMs ?? 0, backoffMs(this.#attempts, Math.random()));
  }
}
