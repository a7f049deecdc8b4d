/** Something that is derived from the events. */
interface Derived {
  /** Takes in up to `limit` further events. Returns how many. */
  update(limit: number): Promise<number>;
}

/** Statements of one run, so that a long backlog does not occupy a connection without a pause. */
const MAX_STATEMENTS = 50;

/**
 * Takes in the events since the last run, up to `maxEvents` with one statement. Stops between two statements on `signal`.
 */
export async function updateFromEvents(derived: Derived, maxEvents: number, signal: AbortSignal): Promise<void> {
  for (let statements = 0; statements < MAX_STATEMENTS && !signal.aborted; statements += 1) {
    if ((await derived.update(maxEvents)) < maxEvents) return;
  }
}
