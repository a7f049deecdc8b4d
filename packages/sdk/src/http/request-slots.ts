import { interruptible } from './deadline.js';

/** Bounds how many requests are in flight at a time. Those that wait get their turn in the order in which they came. */
export class RequestSlots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  /** @param max at least 1; Infinity for no bound */
  constructor(max: number) {
    this.#free = max;
  }

  /** Resolves when a slot is taken; rejects with the signal's reason when it ends earlier. */
  async take(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    let grant: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      grant = resolve;
    });
    this.#waiting.add(grant);
    try {
      await interruptible(turn, signal);
    } catch (error) {
      // A slot that was granted as the signal ended goes to the next in the queue.
      if (!this.#waiting.delete(grant)) this.release();
      throw error;
    }
  }

  release(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
