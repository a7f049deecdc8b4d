import type { OrderStatistics, Statistics } from '../ports/order-statistics.js';
import type { Runner } from './connection.js';
import { MAY_UPDATE_STATISTICS, READ_STATISTICS, UPDATE_STATISTICS } from './statements/statistics.js';
import type { RowOf } from './statement.js';

export interface OrderStatisticsOptions {
  /**
   * Whether not to update where the database or the role of the session does not allow it, as on a server that only
   * reads: its database gets its rows by replication, which brings no statistics. They then show an earlier `asOf`.
   */
  readonly onlyIfAllowed?: boolean;
}

export function createOrderStatistics(
  database: Runner,
  { onlyIfAllowed = false }: OrderStatisticsOptions = {},
): OrderStatistics {
  async function mayUpdate(): Promise<boolean> {
    const [row] = await database.run(MAY_UPDATE_STATISTICS, {});
    return row?.may ?? false;
  }

  return {
    async update(limit) {
      if (onlyIfAllowed && !(await mayUpdate())) return 0;
      const [row] = await database.run(UPDATE_STATISTICS, { limit });
      return row?.events ?? 0;
    },
    async read({ interval, since, until }) {
      return statisticsFrom(await database.run(READ_STATISTICS, { since, until, step: `1 ${interval}` }));
    },
  };
}

function statisticsFrom(rows: readonly RowOf<typeof READ_STATISTICS.columns>[]): Statistics {
  const [first] = rows;
  if (!first) throw new Error('A range of statistics holds no hour or day');
  return {
    asOf: first.asOf,
    byStatus: first.byStatus,
    total: {
      orders: first.allOrders,
      revenue: first.allRevenue,
      cancelled: first.allCancelled,
      cancelledAmount: first.allCancelledAmount,
    },
    buckets: rows.map(({ start, orders, revenue, cancelled, cancelledAmount }) => ({
      start,
      orders,
      revenue,
      cancelled,
      cancelledAmount,
    })),
  };
}
