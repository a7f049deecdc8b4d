import type { OrderStatistics } from '../ports/order-statistics.js';
import type { Runner } from './connection.js';
import type { MAY_UPDATE_STATISTICS, UPDATE_STATISTICS } from './statements/statistics.js';

export interface DerivedUpdatesOptions {
  /**
   * Whether not to update where the database or the role of the session does not allow it, as on a server that only
   * reads: its database gets its rows by replication, which brings nothing that is derived. It then shows an earlier `asOf`.
   */
  readonly onlyIfAllowed?: boolean;
}

interface UpdateStatements {
  readonly update: typeof UPDATE_STATISTICS;
  readonly mayUpdate: typeof MAY_UPDATE_STATISTICS;
}

/** Updates what is derived from the events. */
export function createDerivedUpdates(
  database: Runner,
  { update, mayUpdate }: UpdateStatements,
  { onlyIfAllowed = false }: DerivedUpdatesOptions = {},
): Pick<OrderStatistics, 'update'> {
  return {
    async update(limit) {
      if (onlyIfAllowed && !(await database.run(mayUpdate, {}))[0]?.may) return 0;
      const [row] = await database.run(update, { limit });
      return row?.events ?? 0;
    },
  };
}
