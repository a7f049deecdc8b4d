import type { EventReplay } from '../ports/event-replay.js';
import type { Runner, Statement } from './connection.js';

/** Planned for the outbox as it is, as the relay's statements are. */
const UNPREPARED = '';

/**
 * Queues `found` events. They are overdue from the start: a claim takes as many overdue events as new ones, so however
 * many are replayed, new ones do not wait behind them. What is skipped stays so: consumers have seen later versions.
 */
const QUEUE = `
  INSERT INTO outbox (order_id, version, event_id, replayed_at, next_attempt_at)
  SELECT f.order_id, f.version, f.event_id, now(), now() + row_number() OVER (ORDER BY f.id) * interval '1 microsecond'
  FROM found f
  WHERE NOT EXISTS (SELECT FROM skipped_events s WHERE s.event_id = f.event_id)
  ORDER BY f.id
  ON CONFLICT DO NOTHING
  RETURNING 1`;

const REPLAY_ORDER: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    WITH found AS MATERIALIZED (
      SELECT id, order_id, version, event_id FROM order_events WHERE order_id = $1
    ), queued AS (${QUEUE})
    SELECT (SELECT count(*) FROM found) AS found, (SELECT count(*) FROM queued) AS queued`,
};

/**
 * Ids tell times but for a minute, in which statements that ran side by side may be out of order; in between, every
 * event's own time decides. What commits while a replay goes on is published anyway.
 */
const REPLAY_SINCE: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    WITH range AS MATERIALIZED (
      SELECT greatest($3, last_event_before($1::timestamptz - interval '1 minute')) AS after_id,
             last_event_before($2::timestamptz + interval '1 minute') AS last_id
    ), page AS MATERIALIZED (
      SELECT id, order_id, version, event_id FROM order_events
      WHERE id > (SELECT after_id FROM range) AND id <= (SELECT last_id FROM range)
        AND occurred_at >= $1 AND occurred_at < $2
      ORDER BY id LIMIT $4::bigint + 1
    ), found AS MATERIALIZED (
      SELECT * FROM page ORDER BY id LIMIT $4
    ), queued AS (${QUEUE})
    SELECT (SELECT count(*) FROM queued) AS queued, (SELECT max(id) FROM found) AS last_id,
           (SELECT count(*) > $4 FROM page) AS has_more`,
};

export function createEventReplay(database: Runner): EventReplay {
  return {
    async ofOrder(orderId) {
      const [row] = await database.run<{ found: number; queued: number }>(REPLAY_ORDER, [orderId]);
      return row?.found ? row.queued : undefined;
    },
    async since({ since, until, afterId, limit }) {
      const [row] = await database.run<{ queued: number; last_id: number | null; has_more: boolean }>(REPLAY_SINCE, [
        since,
        until,
        afterId,
        limit,
      ]);
      return { queued: row?.queued ?? 0, lastId: row?.last_id ?? undefined, hasMore: row?.has_more ?? false };
    },
  };
}
