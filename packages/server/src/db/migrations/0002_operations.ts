import type { Knex } from 'knex';

/** What operators need: what was skipped and why, finding events by time, and figures that are kept up, not counted. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(REPLAY);
  await knex.raw(SKIPPED_EVENTS);
  await knex.raw(EVENTS_BY_TIME);
  await knex.raw(STATISTICS);
}

export { down } from './0001_initial.js';

const REPLAY = `
  ALTER TABLE outbox ADD COLUMN replayed_at timestamptz;
  COMMENT ON COLUMN outbox.replayed_at IS 'When an event that had been published was put back; null for a new one';
`;

const SKIPPED_EVENTS = `
  CREATE TABLE skipped_events (
    event_id   uuid PRIMARY KEY REFERENCES order_events (event_id),
    order_id   bigint NOT NULL,
    version    integer NOT NULL,
    attempts   integer NOT NULL,
    last_error text,
    reason     text NOT NULL,
    actor      text NOT NULL,
    request_id text,
    skipped_at timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE skipped_events IS 'Events that an operator took out of the outbox unpublished: they are never published';

  CREATE TRIGGER skipped_events_keep BEFORE UPDATE OR DELETE ON skipped_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER skipped_events_keep_all BEFORE TRUNCATE ON skipped_events EXECUTE FUNCTION refuse_change();
`;

/**
 * Ids grow with time, but for statements that ran side by side: a binary search over the primary key finds a time
 * without an index on it, which every order would have to keep up. Each round is one probe, there are at most 63, and
 * gaps do no harm. The plan is made anew each time, as one that was kept from an empty table would read all of it.
 */
const EVENTS_BY_TIME = `
  CREATE FUNCTION last_event_before(moment timestamptz) RETURNS bigint
  LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
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
    'An id before which about every event, and after which about no event, occurred before this time: by seconds, statements that ran side by side may be out of order';

  CREATE FUNCTION feed_position_before(moment timestamptz) RETURNS TABLE (transaction_id xid8, id bigint)
  LANGUAGE sql STABLE AS $$
    SELECT e.transaction_id, e.id FROM order_events e WHERE e.id = last_event_before(moment - interval '1 minute')
  $$;
  COMMENT ON FUNCTION feed_position_before IS
    'A position of the feed behind which lies every event that occurred at this time or later, and at most a minute or so of earlier ones; none when that is the beginning';
`;

const STATISTICS = `
  CREATE TABLE order_status_counts (
    status text PRIMARY KEY,
    orders bigint NOT NULL
  ) WITH (fillfactor = 50);
  INSERT INTO order_status_counts (status, orders)
  VALUES ('pending', 0), ('confirmed', 0), ('shipped', 0), ('delivered', 0), ('cancelled', 0);

  CREATE TABLE order_stats_hourly (
    hour             timestamptz PRIMARY KEY,
    orders           bigint NOT NULL,
    revenue          numeric(20,2) NOT NULL,
    cancelled        bigint NOT NULL,
    cancelled_amount numeric(20,2) NOT NULL
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE order_stats_hourly IS 'By the hour in which orders were placed, whenever they were cancelled';

  CREATE TABLE order_stats_position (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    transaction_id xid8 NOT NULL,
    id             bigint NOT NULL
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE order_stats_position IS 'The last event of the feed that the statistics hold';
  INSERT INTO order_stats_position (transaction_id, id) VALUES ('0', 0);
`;
