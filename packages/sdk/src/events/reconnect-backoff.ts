import { backoffMs } from '../http/retry-policy.js';

/** When a stream whose connection ended is to be opened again. */
export class ReconnectBackoff {
  readonly #maxReconnectMs: number;
  #attempts = 0;
  #disconnectedAtMs: number | undefined;
  /** The delay that the service asked for (`retry:`), in milliseconds. */
  askedDelayMs: number | undefined;

  constructor(maxReconnectMs = Number.POSITIVE_INFINITY) {
    this.#maxReconnectMs = maxReconnectMs;
  }

  /** Data has arrived: the next failure starts a new backoff. */
  reset(): void {
    this.#attempts = 0;
    this.#disconnectedAtMs = undefined;
  }

  /**
   * How long to wait before the next attempt, in milliseconds.
   *
   * @throws the cause, when reconnecting has taken `maxReconnectMs`
   */
  nextDelayMs(cause: unknown): number {
    const nowMs = performance.now();
    this.#disconnectedAtMs ??= nowMs;
    if (nowMs - this.#disconnectedAtMs >= this.#maxReconnectMs) throw cause;
    this.#attempts += 1;
    return Math.max(this.askedDelayMs ?? 0, backoffMs(this.#attempts, Math.random()));
  }
}
