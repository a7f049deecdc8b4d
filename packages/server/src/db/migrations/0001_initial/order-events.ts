import { ORDER_STATUS_UPDATED } from '../../../domain/events.js';
import { LANES } from '../../../domain/lane.js';
import { EVENT_TYPES } from './as-released.js';
import { literals } from './sql-literals.js';
import { VACUUMED_OFTEN } from './storage.js';

export const ORDER_EVENTS = `
  CREATE TABLE order_events (
    id             bigint GENERATED ALWAYS AS IDENTITY (START WITH ${LANES} INCREMENT BY ${LANES}) PRIMARY KEY,
    event_id       uuid NOT NULL UNIQUE,
    order_id       bigint NOT NULL REFERENCES orders (id),
    user_id        bigint NOT NULL,
    version        integer NOT NULL,
    type           text NOT NULL CHECK (type IN (${literals(EVENT_TYPES)})),
    from_status    text,
    to_status      text NOT NULL,
    actor          text NOT NULL,
    reason         text,
    traceparent    text,
    request_id     text,
    occurred_at    timestamptz NOT NULL,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    received_at    timestamptz DEFAULT CASE WHEN current_setting('session_replication_role') = 'replica' THEN now() END,
    UNIQUE (order_id, version),
    CHECK ((type = '${ORDER_STATUS_UPDATED}') = (from_status IS NOT NULL))
  ) ${VACUUMED_OFTEN};
  COMMENT ON COLUMN order_events.id IS 'A multiple of ${LANES}, and the number of the cell: no two cells make the same id';
  COMMENT ON COLUMN order_events.version IS 'That of the order; 0 for an event that does not change it';
  COMMENT ON COLUMN order_events.from_status IS 'Null for an event that does not change a status';
  COMMENT ON COLUMN order_events.transaction_id IS
    'The feed is read in (transaction_id, id) order below the oldest transaction under way, so that it misses no late commit';
  COMMENT ON COLUMN order_events.received_at IS 'When an event of another cell came by replication; null for one that was made here';

  CREATE INDEX order_events_feed ON order_events (transaction_id, id);
  -- Where a lane is moved, changes are sent that are found by (order_id, version), of which order_id tells the lane.
  ALTER TABLE order_events REPLICA IDENTITY USING INDEX order_events_order_id_version_key;

  CREATE INDEX order_events_received ON order_events (received_at) WHERE received_at IS NOT NULL;
  CREATE INDEX order_events_user_feed ON order_events (user_id, transaction_id, id);
`;

/**
 * Ids follow times, except for statements that ran side by side. So a binary search over the primary key finds a time
 * without an index on it, which every order would have to maintain. Each round is one probe, there are at most 63, and
 * gaps between ids do no harm. The probe is planned each time: a plan from when the table was empty would read all of it.
 */
export const EVENT_TIMES = `
  CREATE FUNCTION last_event_before(moment timestamptz) RETURNS bigint
  LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET search_path FROM CURRENT AS $$
  DECLARE
    low bigint;
    high bigint;
    middle bigint;
    probe record;
  BEGIN
    SELECT min(id) - 1, max(id) + 1 INTO low, high FROM order_events;
    WHILE high - low > 1 LOOP
      middle := low + (high - low) / 2;
      SELECT id, occurred_at INTO probe FROM order_events WHERE id >= middle AND id < high ORDER BY id LIMIT 1;
      IF probe.id IS NULL OR probe.occurred_at >= moment THEN
        high := middle;
      ELSE
        low := probe.id;
      END IF;
    END LOOP;
    RETURN coalesce(low, 0);
  END $$;
  COMMENT ON FUNCTION last_event_before IS
    'An id that separates the events before this time from those after it, except that statements which ran side by side may be out of order by some seconds';

  CREATE FUNCTION feed_position_before(moment timestamptz) RETURNS TABLE (transaction_id xid8, id bigint)
  LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET search_path FROM CURRENT AS $$
  DECLARE
    low bigint;
    high bigint;
    middle bigint;
    probe record;
  BEGIN
    IF NOT EXISTS (SELECT FROM order_events e WHERE e.received_at IS NOT NULL) THEN
      RETURN QUERY
        SELECT e.transaction_id, e.id FROM order_events e WHERE e.id = last_event_before(moment - interval '1 minute');
      RETURN;
    END IF;
    -- Events of other cells have ids that do not follow the times here. Transactions follow those at which events came.
    SELECT e.transaction_id::text::bigint - 1 INTO low FROM order_events e ORDER BY e.transaction_id, e.id LIMIT 1;
    SELECT e.transaction_id::text::bigint + 1 INTO high FROM order_events e ORDER BY e.transaction_id DESC, e.id DESC LIMIT 1;
    WHILE high - low > 1 LOOP
      middle := low + (high - low) / 2;
      SELECT e.transaction_id AS xid, e.id, coalesce(e.received_at, e.occurred_at) AS came_at INTO probe
      FROM order_events e
      WHERE e.transaction_id >= middle::text::xid8 AND e.transaction_id < high::text::xid8
      ORDER BY e.transaction_id, e.id LIMIT 1;
      IF probe.id IS NULL OR probe.came_at >= moment - interval '1 minute' THEN
        high := middle;
      ELSE
        low := probe.xid::text::bigint;
        transaction_id := probe.xid;
        id := probe.id;
      END IF;
    END LOOP;
    IF id IS NOT NULL THEN
      RETURN NEXT;
    END IF;
  END $$;
  COMMENT ON FUNCTION feed_position_before IS
    'A position of the feed that every event since this time follows, and about a minute of earlier ones; no row when that is the beginning';
`;
