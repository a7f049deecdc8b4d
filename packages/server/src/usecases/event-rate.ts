interface Sample {
  readonly atMs: number;
  readonly count: number;
}

/** How fast a counter grows, over the last ten seconds or so. */
export class EventRate {
  readonly #samples: Sample[] = [];

  /**
   * @param count the counter as it is now
   * @param now milliseconds of a clock that is never set back
   */
  constructor(
    private readonly count: () => number,
    private readonly now: () => number = () => performance.now(),
    private readonly windowMs = 10_000,
  ) {
    this.sample();
  }

  /** To be called about once a second. */
  sample(): void {
    const atMs = this.now();
    this.#samples.push({ atMs, count: this.count() });
    // One sample from before the window stays, for the rate to reach back to.
    while (this.#samples.length > 1 && (this.#samples[1]?.atMs ?? atMs) <= atMs - this.windowMs) this.#samples.shift();
  }

  perSecond(): number {
    const [oldest] = this.#samples;
    if (!oldest) return 0;
    const seconds = Math.max(1, (this.now() - oldest.atMs) / 1_000);
    return (this.count() - oldest.count) / seconds;
  }
}
