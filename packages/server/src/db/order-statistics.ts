import type { OrderStatistics, Statistics } from '../ports/order-statistics.js';
import type { Runner } from './connection.js';
import { READ_STATISTICS, UPDATE_STATISTICS } from './statements/statistics.js';
import type { RowOf } from './statement.js';

export function createOrderStatistics(database: Runner): OrderStatistics {
  return {
    async update(limit) {
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
