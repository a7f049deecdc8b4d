import { inBatches } from './in-batches.js';

/** Something that is derived from the events. */
interface Derived {
  /** Takes in up to `limit` further events. Returns how many. */
  update(limit: number): Promise<number>;
}

/** Statements of one run. */
const MAX_STATEMENTS = 50;

/**
 * Takes in the events since the last run, up to `maxEvents` with one statement. Stops between two statements on `signal`.
 */
export async function updateFromEvents(derived: Derived, maxEvents: number, signal: AbortSignal): Promise<void> {
  await inBatches((limit) => derived.update(limit), { size: maxEvents, maxBatches: MAX_STATEMENTS }, signal);
}
