import type { SearchUpdates } from '../ports/order-search.js';

/** Events of one statement, which takes about a tenth of a second of the database's time. */
const MAX_EVENTS = 1_000;
/** Statements of one run, so that a long backlog does not occupy a connection without a pause. */
const MAX_STATEMENTS = 50;

/** Brings the search up to date with the events since the last run. Stops between two statements on `signal`. */
export async function updateSearch(search: SearchUpdates, signal: AbortSignal): Promise<void> {
  for (let statements = 0; statements < MAX_STATEMENTS && !signal.aborted; statements += 1) {
    if ((await search.update(MAX_EVENTS)) < MAX_EVENTS) return;
  }
}
