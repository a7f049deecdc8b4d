import type { OrderStatistics, Statistics, StatisticsRange } from '../ports/order-statistics.js';

/** Events that a read takes in first: more than any caller has caused since the last periodic update. */
const MAX_EVENTS = 2_000;

/** The statistics, up to date with what the caller has done before. */
export type ReadStatistics = (range: StatisticsRange) => Promise<Statistics>;

export function createReadStatistics(statistics: OrderStatistics): ReadStatistics {
  return async function readStatistics(range) {
    await statistics.update(MAX_EVENTS);
    return await statistics.read(range);
  };
}
