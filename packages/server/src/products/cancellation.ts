/**
 * Stops one call, as an AbortController does, at a fraction of its cost: an order has one for each of its products, and
 * making controllers and listening to them was a fifth of what a look-up takes.
 */
export class Cancellation {
  #reason: Error | undefined;
  #stop: ((reason: Error) => void) | undefined;

  /** Why the call was cancelled; undefined while it was not. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** Cancels with `reason`. Only the first time counts. */
  cancel(reason: Error): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#stop?.(reason);
  }

  /** Has `stop` called once the call is cancelled, in place of whatever was to be called before. */
  whenCancelled(stop: (reason: Error) => void): void {
    this.#stop = stop;
    if (this.#reason) stop(this.#reason);
  }
}
