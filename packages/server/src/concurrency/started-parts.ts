interface Part {
  stop(): Promise<void>;
}

/** Parts that were started one after another, and are stopped in reverse order. */
export class StartedParts {
  readonly #stops: (() => Promise<void> | void)[] = [];
  #stopping: Promise<void> | undefined;

  /** Adds a part, to be stopped before those that were added before it. Returns it. */
  add<Added extends Part>(part: Added): Added {
    this.onStop(() => part.stop());
    return part;
  }

  /** Adds a function that stops a part without a `stop` method. */
  onStop(stop: () => Promise<void> | void): void {
    this.#stops.push(stop);
  }

  /** Stops every part, also after one that fails to stop. Idempotent. @throws the first failure */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  async #stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.#stops.reverse()) {
      try {
        await stop();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** Runs `start`. When it fails, the parts that it has started are stopped. */
export async function startTogether<Started>(start: (parts: StartedParts) => Promise<Started>): Promise<Started> {
  const parts = new StartedParts();
  try {
    return await start(parts);
  } catch (error) {
    await parts.stop().catch(() => undefined); // the reason why it did not start matters more
    throw error;
  }
}
