/** Lets one loop sleep until its time is up or `wake` is called. */
export class Waker {
  #isWoken = false;
  #endSleep: () => void = () => undefined;

  /** Ends the sleep. While the loop is awake, its next sleep ends at once. */
  wake(): void {
    this.#isWoken = true;
    this.#endSleep();
  }

  /** Sleeps for `durationMs`, or until `wake` when that is Infinity. */
  async sleep(durationMs: number): Promise<void> {
    if (!this.#isWoken) {
      await new Promise<void>((resolve) => {
        const timer = Number.isFinite(durationMs) ? setTimeout(resolve, durationMs) : undefined;
        this.#endSleep = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#isWoken = false;
  }
}
