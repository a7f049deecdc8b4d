/**
 * Attempts without an idempotency key whose caller went away before it was answered. A gateway that times out and sends
 * the same request again must not make a second order, so the repetition takes over what the first attempt makes.
 *
 * Memory is bounded in number and time; an order made by an abandoned attempt is also remembered in the database, for
 * the repetition that reaches another replica.
 */
export class UnacknowledgedRequests<Outcome> {
  readonly #attempts = new Map<string, { readonly outcome: Promise<Outcome>; readonly expiresAtMs: number }>();
  readonly #keepMs: number;
  readonly #most: number;
  readonly #now: () => number;

  constructor({ keepMs = 60_000, most = 10_000, now = Date.now } = {}) {
    this.#keepMs = keepMs;
    this.#most = most;
    this.#now = now;
  }

  /** Leaves an attempt behind, to be taken over by the same request. */
  leave(request: string, outcome: Promise<Outcome>): void {
    outcome.catch(() => undefined); // whoever takes it over hears of it; nobody may
    this.#forgetOldest();
    this.#attempts.set(request, { outcome, expiresAtMs: this.#now() + this.#keepMs });
  }

  /** Hands over the attempt that the same request left behind, once. */
  take(request: string): Promise<Outcome> | undefined {
    const attempt = this.#attempts.get(request);
    this.#attempts.delete(request);
    return attempt && attempt.expiresAtMs > this.#now() ? attempt.outcome : undefined;
  }

  /** Insertion order is the order of expiry, so the oldest stand first. */
  #forgetOldest(): void {
    const now = this.#now();
    for (const [request, { expiresAtMs }] of this.#attempts) {
      if (expiresAtMs > now && this.#attempts.size < this.#most) return;
      this.#attempts.delete(request);
    }
  }
}
