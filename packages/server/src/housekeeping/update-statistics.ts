import type { OrderStatistics } from '../ports/order-statistics.js';

/** Events of one statement, which takes some tens of milliseconds of the database's time. */
const MAX_EVENTS = 2_000;
/** Statements of one run, so that a long backlog does not occupy a connection without a pause. */
const MAX_STATEMENTS = 50;

/** Brings the statistics up to date with the events since the last run. Stops between two statements on `signal`. */
export async function updateStatistics(
  statistics: Pick<OrderStatistics, 'update'>,
  signal: AbortSignal,
): Promise<void> {
  for (let statements = 0; statements < MAX_STATEMENTS && !signal.aborted; statements += 1) {
    if ((await statistics.update(MAX_EVENTS)) < MAX_EVENTS) return;
  }
}
