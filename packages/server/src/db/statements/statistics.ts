import { ORDER_CREATED, ORDER_STATUS_UPDATED } from '../../domain/events.js';
import type { OrderStatus } from '../../domain/order-status.js';
import { bigint, int, interval, jsonOf, numeric, timestamptz } from '../sql-types.js';
import { statement } from '../statement.js';
import { asOf, mayUpdate, movePast, settledEvents } from './derived-tables.js';

const CANCELLED: OrderStatus = 'cancelled';

const POSITION = 'order_stats_position';
const SETTLED = settledEvents({
  position: POSITION,
  columns: 'e.order_id, e.type, e.from_status, e.to_status',
  with: {
    columns: "o.total_amount, date_trunc('hour', o.created_at, 'UTC') AS hour",
    join: 'CROSS JOIN LATERAL (SELECT total_amount, created_at FROM orders WHERE id = e.order_id LIMIT 1) o',
  },
});

/* Neither statement is prepared: a plan that was kept from a small table would read all of a large one. */

/** Adds settled events to the statistics. Orders are looked up one by one: a join might read all of them for a few events. */
export const UPDATE_STATISTICS = statement({
  name: 'update_statistics',
  writes: true,
  prepared: false,
  parameters: { limit: int },
  columns: { events: bigint },
  text: `
    WITH ${SETTLED}, counted AS (
      INSERT INTO order_status_counts AS c (status, orders)
      SELECT status, sum(change)
      FROM (SELECT to_status AS status, 1 AS change FROM settled
            WHERE type IN ('${ORDER_CREATED}', '${ORDER_STATUS_UPDATED}')
            UNION ALL SELECT from_status, -1 FROM settled WHERE type = '${ORDER_STATUS_UPDATED}') changes
      GROUP BY status
      ON CONFLICT (status) DO UPDATE SET orders = c.orders + excluded.orders
    ), summed AS (
      INSERT INTO order_stats_hourly AS h (hour, orders, revenue, cancelled, cancelled_amount)
      SELECT hour, count(*) FILTER (WHERE placed), coalesce(sum(total_amount) FILTER (WHERE placed), 0),
             count(*) FILTER (WHERE NOT placed), coalesce(sum(total_amount) FILTER (WHERE NOT placed), 0)
      FROM (SELECT hour, total_amount, type = '${ORDER_CREATED}' AS placed FROM settled
            WHERE type = '${ORDER_CREATED}'
               OR type = '${ORDER_STATUS_UPDATED}' AND to_status = '${CANCELLED}') placed_or_cancelled
      GROUP BY hour
      ON CONFLICT (hour) DO UPDATE
      SET orders = h.orders + excluded.orders, revenue = h.revenue + excluded.revenue,
          cancelled = h.cancelled + excluded.cancelled, cancelled_amount = h.cancelled_amount + excluded.cancelled_amount
    ), ${movePast(POSITION)}`,
});

export const MAY_UPDATE_STATISTICS = mayUpdate({
  name: 'may_update_statistics',
  tables: ['order_status_counts', 'order_stats_hourly', POSITION],
});

/**
 * Reads everything in one snapshot. Transitions that were made side by side may settle in the wrong order: until both have
 * settled, the count of a status would be below zero.
 */
export const READ_STATISTICS = statement({
  name: 'read_statistics',
  writes: false,
  prepared: false,
  parameters: { since: timestamptz, until: timestamptz, step: interval },
  columns: {
    asOf: timestamptz,
    byStatus: jsonOf<Readonly<Record<OrderStatus, number>>>(),
    start: timestamptz,
    orders: bigint,
    revenue: numeric,
    cancelled: bigint,
    cancelledAmount: numeric,
    allOrders: bigint,
    allRevenue: numeric,
    allCancelled: bigint,
    allCancelledAmount: numeric,
  },
  text: `
    WITH reached AS (
      SELECT ${asOf(POSITION)} AS as_of
    ), counted AS (
      SELECT json_object_agg(status, greatest(orders, 0)) AS by_status FROM order_status_counts
    ), buckets AS (
      SELECT b.start, coalesce(sum(h.orders), 0)::bigint AS orders, coalesce(sum(h.revenue), 0)::numeric(24,2) AS revenue,
             coalesce(sum(h.cancelled), 0)::bigint AS cancelled,
             coalesce(sum(h.cancelled_amount), 0)::numeric(24,2) AS cancelled_amount
      FROM generate_series(@since, @until - @step, @step) AS b (start)
      LEFT JOIN order_stats_hourly h ON h.hour >= b.start AND h.hour < b.start + @step
      GROUP BY b.start
    ), total AS (
      SELECT sum(orders)::bigint AS orders, sum(revenue) AS revenue, sum(cancelled)::bigint AS cancelled,
             sum(cancelled_amount) AS cancelled_amount
      FROM buckets
    )
    SELECT r.as_of AS "asOf", c.by_status AS "byStatus",
           b.start, b.orders, b.revenue, b.cancelled, b.cancelled_amount AS "cancelledAmount",
           t.orders AS "allOrders", t.revenue AS "allRevenue", t.cancelled AS "allCancelled",
           t.cancelled_amount AS "allCancelledAmount"
    FROM reached r, counted c, total t, buckets b ORDER BY b.start`,
});
