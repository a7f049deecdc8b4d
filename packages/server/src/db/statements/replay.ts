import { bigint, boolean, int, nullable, timestamptz } from '../sql-types.js';
import { statement } from '../statement.js';

/**
 * Queues `found` events. They are overdue from the start: a claim takes as many overdue events as new ones, so however
 * many are replayed, new ones do not wait behind them. Skipped events stay out: consumers have seen later versions.
 */
const QUEUE = `
  INSERT INTO outbox (order_id, version, event_id, replayed_at, next_attempt_at)
  SELECT f.order_id, f.version, f.event_id, now(), now() + row_number() OVER (ORDER BY f.id) * interval '1 microsecond'
  FROM found f
  WHERE NOT EXISTS (SELECT FROM skipped_events s WHERE s.event_id = f.event_id)
  ORDER BY f.id
  ON CONFLICT DO NOTHING
  RETURNING 1`;

/** A removal of old events waits for these locks, and then sees the outbox; an event that it has removed is not found. */
const LOCK_EVENTS = 'FOR KEY SHARE';

export const REPLAY_ORDER = statement({
  name: 'replay_order',
  writes: true,
  prepared: false,
  parameters: { orderId: bigint },
  columns: { found: bigint, queued: bigint },
  text: `
    WITH found AS MATERIALIZED (
      SELECT id, order_id, version, event_id FROM order_events WHERE order_id = @orderId ORDER BY id ${LOCK_EVENTS}
    ), queued AS (${QUEUE})
    SELECT (SELECT count(*) FROM found) AS found, (SELECT count(*) FROM queued) AS queued`,
});

/**
 * Ids follow times, except that statements that ran side by side may be out of order by up to a minute; within that
 * margin the events' own times decide. Events that came with a lane from another cell have ids of that cell, which do not
 * follow the times: with them, every event is looked at. Events that are committed during a replay are published anyway.
 */
export const REPLAY_SINCE = statement({
  name: 'replay_since',
  writes: true,
  prepared: false,
  parameters: { since: timestamptz, until: timestamptz, afterId: bigint, limit: int },
  columns: { queued: bigint, lastId: nullable(bigint), hasMore: boolean },
  text: `
    WITH range AS MATERIALIZED (
      SELECT greatest(@afterId, CASE WHEN any_received THEN 0 ELSE last_event_before(@since - interval '1 minute') END)
               AS after_id,
             CASE WHEN any_received THEN (SELECT max(id) FROM order_events)
                  ELSE last_event_before(@until + interval '1 minute') END AS last_id
      FROM (SELECT EXISTS (SELECT FROM order_events WHERE received_at IS NOT NULL) AS any_received) received
    ), page AS MATERIALIZED (
      SELECT id, order_id, version, event_id FROM order_events
      WHERE id > (SELECT after_id FROM range) AND id <= (SELECT last_id FROM range)
        AND occurred_at >= @since AND occurred_at < @until
      ORDER BY id LIMIT @limit + 1 ${LOCK_EVENTS}
    ), found AS MATERIALIZED (
      SELECT * FROM page ORDER BY id LIMIT @limit
    ), queued AS (${QUEUE})
    SELECT (SELECT count(*) FROM queued) AS queued, (SELECT max(id) FROM found) AS "lastId",
           (SELECT count(*) > @limit FROM page) AS "hasMore"`,
});
