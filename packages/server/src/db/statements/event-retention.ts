import { FINAL_STATUSES } from '../../domain/order-status.js';
import { arrayOf, bigint, float8, int } from '../sql-types.js';
import { statement } from '../statement.js';
import { isHeld } from './held-lanes.js';

/* None of these statements is prepared: they run seldom, and each is planned for the tables as they are. */

const FINAL = FINAL_STATUSES.map((status) => `'${status}'`).join(', ');

/**
 * Moves the position over the next events, up to the first one that is too young, or whose order has an event in the outbox.
 * Returns how many it has passed, and the orders that became final with one of them: their earlier events are older still. An
 * event of another cell counts from its arrival, since which it has its position.
 */
export const PASS_EVENTS = statement({
  name: 'pass_old_events',
  writes: true,
  prepared: false,
  parameters: { maxAgeSeconds: float8, limit: int },
  columns: { passed: bigint, orderIds: arrayOf(bigint) },
  text: `
    WITH position AS (
      SELECT transaction_id, id FROM event_retention WHERE NOT EXISTS (SELECT FROM lane_moves) FOR UPDATE SKIP LOCKED
    ), next AS MATERIALIZED (
      SELECT e.*
      FROM position p CROSS JOIN order_stats_position s CROSS JOIN order_search_position q CROSS JOIN LATERAL (
        SELECT e.transaction_id, e.id, e.order_id, e.user_id, e.version, e.to_status,
               coalesce(e.received_at, e.occurred_at) AS came_at
        FROM order_events e
        WHERE (e.transaction_id, e.id) > (p.transaction_id, p.id)
          AND (e.transaction_id, e.id) <= (s.transaction_id, s.id) AND (e.transaction_id, e.id) <= (q.transaction_id, q.id)
        ORDER BY e.transaction_id, e.id LIMIT @limit
      ) e
    ), judged AS (
      SELECT n.*, bool_or(n.came_at >= now() - @maxAgeSeconds * interval '1 second'
                          OR EXISTS (SELECT FROM outbox w WHERE w.order_id = n.order_id))
                    OVER (ORDER BY n.transaction_id, n.id) AS is_kept
      FROM next n
    ), passed AS MATERIALIZED (
      SELECT * FROM judged WHERE NOT is_kept
    ), moved AS (
      UPDATE event_retention r
      SET transaction_id = last.transaction_id, id = last.id,
          kept_since = greatest(r.kept_since, (SELECT max(came_at) FROM passed) + interval '1 microsecond')
      FROM (SELECT transaction_id, id FROM passed ORDER BY transaction_id DESC, id DESC LIMIT 1) last
    )
    SELECT count(*) AS passed,
           coalesce(array_agg(order_id ORDER BY order_id)
                      FILTER (WHERE version > 1 AND to_status IN (${FINAL}) AND ${isHeld('user_id')}), '{}') AS "orderIds"
    FROM passed`,
});

/** In the order of their ids, like erasures, which lock orders before their events. */
export const LOCK_FINISHED_ORDERS = statement({
  name: 'lock_finished_orders',
  writes: true,
  prepared: false,
  parameters: { orderIds: arrayOf(bigint) },
  columns: { id: bigint },
  text: 'SELECT id FROM orders WHERE id = ANY (@orderIds) ORDER BY id FOR NO KEY UPDATE',
});

/** In the order of their ids, like replays. What a replay has queued before is visible to the next statement. */
export const LOCK_OLD_EVENTS = statement({
  name: 'lock_old_events',
  writes: true,
  prepared: false,
  parameters: { orderIds: arrayOf(bigint) },
  columns: { id: bigint },
  text: 'SELECT id FROM order_events WHERE order_id = ANY (@orderIds) ORDER BY id FOR UPDATE',
});

/** The same conditions as those of the trigger, which rejects every other deletion. Skipped events stay with their record. */
export const REMOVE_OLD_EVENTS = statement({
  name: 'remove_old_events',
  writes: true,
  prepared: false,
  parameters: { orderIds: arrayOf(bigint) },
  columns: { removed: bigint },
  text: `
    WITH removed AS (
      DELETE FROM order_events e USING orders o
      WHERE e.order_id = ANY (@orderIds) AND o.id = e.order_id AND e.version > 0 AND e.version < o.version
        AND NOT EXISTS (SELECT FROM outbox w WHERE w.order_id = e.order_id)
        AND NOT EXISTS (SELECT FROM skipped_events s WHERE s.event_id = e.event_id)
      RETURNING e.order_id, e.version
    ), deliveries AS (
      DELETE FROM event_deliveries d USING removed r WHERE d.order_id = r.order_id AND d.version = r.version
    )
    SELECT count(*) AS removed FROM removed`,
});
