import type { OrderStatus } from '../domain/order-status.js';
import type { OrderFigures, OrderStatistics, Statistics } from '../ports/order-statistics.js';
import type { Runner, Statement } from './connection.js';

/** A plan that was kept from a small table would read all of a large one. */
const UNPREPARED = '';

/**
 * Adds settled events to the figures and moves the position past them, in one statement: both or neither. Whoever holds
 * the position's row folds; others pass by. The row is read as it is once it is locked, so that nothing counts twice,
 * and the events are read below the oldest transaction under way, so that nothing is left out. Orders are looked up one
 * by one: a join might read all of them for the sake of a few events.
 */
const FOLD: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    WITH position AS (
      SELECT transaction_id, id FROM order_stats_position FOR UPDATE SKIP LOCKED
    ), settled AS MATERIALIZED (
      SELECT e.*, o.total_amount, date_trunc('hour', o.created_at, 'UTC') AS hour
      FROM position p
      CROSS JOIN LATERAL (
        SELECT e.transaction_id, e.id, e.order_id, e.from_status, e.to_status FROM order_events e
        WHERE (e.transaction_id, e.id) > (p.transaction_id, p.id)
          AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY e.transaction_id, e.id LIMIT $1
      ) e
      CROSS JOIN LATERAL (SELECT total_amount, created_at FROM orders WHERE id = e.order_id LIMIT 1) o
    ), counted AS (
      INSERT INTO order_status_counts AS c (status, orders)
      SELECT status, sum(change)
      FROM (SELECT to_status AS status, 1 AS change FROM settled
            UNION ALL SELECT from_status, -1 FROM settled WHERE from_status IS NOT NULL) moves
      GROUP BY status
      ON CONFLICT (status) DO UPDATE SET orders = c.orders + excluded.orders
    ), summed AS (
      INSERT INTO order_stats_hourly AS h (hour, orders, revenue, cancelled, cancelled_amount)
      SELECT hour, count(*) FILTER (WHERE placed), coalesce(sum(total_amount) FILTER (WHERE placed), 0),
             count(*) FILTER (WHERE NOT placed), coalesce(sum(total_amount) FILTER (WHERE NOT placed), 0)
      FROM (SELECT hour, total_amount, from_status IS NULL AS placed FROM settled
            WHERE from_status IS NULL OR to_status = 'cancelled') changes
      GROUP BY hour
      ON CONFLICT (hour) DO UPDATE
      SET orders = h.orders + excluded.orders, revenue = h.revenue + excluded.revenue,
          cancelled = h.cancelled + excluded.cancelled, cancelled_amount = h.cancelled_amount + excluded.cancelled_amount
    ), moved AS (
      UPDATE order_stats_position SET transaction_id = last.transaction_id, id = last.id
      FROM (SELECT transaction_id, id FROM settled ORDER BY transaction_id DESC, id DESC LIMIT 1) last
    )
    SELECT count(*) AS folded FROM settled`,
};

/**
 * Reads everything in one snapshot. A move may settle before the one that led to it, when they were made side by side:
 * for that moment a status would have fewer than no orders.
 */
export const READ_STATISTICS: Statement = {
  name: UNPREPARED,
  writes: false,
  text: `
    WITH reached AS (
      SELECT coalesce((
        SELECT least(e.occurred_at, now()) FROM order_events e
        WHERE (e.transaction_id, e.id) > (p.transaction_id, p.id) ORDER BY e.transaction_id, e.id LIMIT 1
      ), now()) AS as_of
      FROM order_stats_position p
    ), counted AS (
      SELECT json_object_agg(status, greatest(orders, 0)) AS by_status FROM order_status_counts
    ), buckets AS (
      SELECT b.start, coalesce(sum(h.orders), 0)::bigint AS orders, coalesce(sum(h.revenue), 0)::numeric(24,2) AS revenue,
             coalesce(sum(h.cancelled), 0)::bigint AS cancelled,
             coalesce(sum(h.cancelled_amount), 0)::numeric(24,2) AS cancelled_amount
      FROM generate_series($1::timestamptz, $2::timestamptz - $3::interval, $3::interval) AS b (start)
      LEFT JOIN order_stats_hourly h ON h.hour >= b.start AND h.hour < b.start + $3::interval
      GROUP BY b.start
    ), total AS (
      SELECT sum(orders)::bigint AS all_orders, sum(revenue) AS all_revenue, sum(cancelled)::bigint AS all_cancelled,
             sum(cancelled_amount) AS all_cancelled_amount
      FROM buckets
    )
    SELECT * FROM reached, counted, total, buckets ORDER BY start`,
};

interface FiguresRow {
  readonly as_of: string;
  readonly by_status: Record<OrderStatus, number>;
  readonly start: string;
  readonly orders: number;
  readonly revenue: string;
  readonly cancelled: number;
  readonly cancelled_amount: string;
  readonly all_orders: number;
  readonly all_revenue: string;
  readonly all_cancelled: number;
  readonly all_cancelled_amount: string;
}

export function createOrderStatistics(database: Runner): OrderStatistics {
  return {
    async fold(limit) {
      const [row] = await database.run<{ folded: number }>(FOLD, [limit]);
      return row?.folded ?? 0;
    },
    async read({ interval, since, until }) {
      return statisticsFrom(await database.run<FiguresRow>(READ_STATISTICS, [since, until, `1 ${interval}`]));
    },
  };
}

function statisticsFrom(rows: readonly FiguresRow[]): Statistics {
  const [first] = rows;
  if (!first) throw new Error('A range of statistics holds no hour or day');
  return {
    asOf: first.as_of,
    byStatus: first.by_status,
    total: {
      orders: first.all_orders,
      revenue: first.all_revenue,
      cancelled: first.all_cancelled,
      cancelledAmount: first.all_cancelled_amount,
    },
    buckets: rows.map((row) => ({ start: row.start, ...figuresFrom(row) })),
  };
}

function figuresFrom(row: FiguresRow): OrderFigures {
  return {
    orders: row.orders,
    revenue: row.revenue,
    cancelled: row.cancelled,
    cancelledAmount: row.cancelled_amount,
  };
}
