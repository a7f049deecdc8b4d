interface Part {
  stop(): Promise<void>;
}

/** What has been started one after another, to be stopped in the opposite order. */
export class StartedParts {
  readonly #parts: Part[] = [];
  #stopping: Promise<void> | undefined;

  /** Remembers a part. Returns it. */
  add<Added extends Part>(part: Added): Added {
    this.#parts.push(part);
    return part;
  }

  /** Stops everything, also what comes after a part that fails to; twice is once. @throws the first failure */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  async #stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const part of this.#parts.reverse()) await part.stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

/** Runs `start`; when it fails, nothing of what it has started is left running. */
export async function startTogether<Started>(start: (parts: StartedParts) => Promise<Started>): Promise<Started> {
  const parts = new StartedParts();
  try {
    return await start(parts);
  } catch (error) {
    await parts.stop().catch(() => undefined); // why it did not start matters more
    throw error;
  }
}
