/** Lets one loop sleep until it is woken or its time is up. */
export class Waker {
  #woken = false;
  #rise: () => void = () => undefined;

  /** Ends the sleep; when nobody sleeps, the next sleep ends at once. */
  wake(): void {
    this.#woken = true;
    this.#rise();
  }

  /** Sleeps for `ms`, or without end when that is Infinity. */
  async sleep(ms: number): Promise<void> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
        this.#rise = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
  }
}
