import type { SearchUpdates } from '../ports/order-search.js';
import type { Runner } from './connection.js';
import type { OrderStatisticsOptions } from './order-statistics.js';
import { MAY_UPDATE_SEARCH, UPDATE_SEARCH } from './statements/update-search.js';

/** The search on PostgreSQL. On a server that only reads it is updated only where that is allowed, as the statistics are. */
export function createSearchUpdates(
  database: Runner,
  { onlyIfAllowed = false }: OrderStatisticsOptions = {},
): SearchUpdates {
  return {
    async update(limit) {
      if (onlyIfAllowed && !(await database.run(MAY_UPDATE_SEARCH, {}))[0]?.may) return 0;
      const [row] = await database.run(UPDATE_SEARCH, { limit });
      return row?.events ?? 0;
    },
  };
}
