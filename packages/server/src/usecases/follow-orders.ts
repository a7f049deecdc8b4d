import type { OrderStatistics } from '../ports/order-statistics.js';

/** Events that one statement takes into the figures: some tens of milliseconds of the database's time. */
const BATCH = 2_000;
/** So that a long history is worked off in turns; the next turn comes within a second or so. */
const MAX_BATCHES = 50;

/** Takes what has happened since the last time into the statistics. Stops between two batches when `signal` aborts. */
export async function followOrders(statistics: Pick<OrderStatistics, 'fold'>, signal: AbortSignal): Promise<void> {
  for (let batch = 0; batch < MAX_BATCHES && !signal.aborted; batch += 1) {
    if ((await statistics.fold(BATCH)) < BATCH) return;
  }
}

/** One batch, for an answer that shall hold what its caller has just done. */
export async function catchUp(statistics: Pick<OrderStatistics, 'fold'>): Promise<void> {
  await statistics.fold(BATCH);
}
