import type { OrderStatistics, Statistics } from '../ports/order-statistics.js';
import type { Runner } from './connection.js';
import { createDerivedUpdates, type DerivedUpdatesOptions } from './derived-updates.js';
import { MAY_UPDATE_STATISTICS, READ_STATISTICS, UPDATE_STATISTICS } from './statements/statistics.js';
import type { RowOf } from './statement.js';

export function createOrderStatistics(database: Runner, options?: DerivedUpdatesOptions): OrderStatistics {
  const statements = { update: UPDATE_STATISTICS, mayUpdate: MAY_UPDATE_STATISTICS };
  return {
    ...createDerivedUpdates(database, statements, options),
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
