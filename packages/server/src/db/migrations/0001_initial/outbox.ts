import { VACUUMED_OFTEN } from './storage.js';

/**
 * A queue: rows live for milliseconds, except during an outage of the broker. A claim changes no indexed column, so with
 * free space in the pages it is a HOT update; a rescheduled row leaves the index that claims scan.
 */
export const OUTBOX = `
  CREATE TABLE outbox (
    id               bigint GENERATED ALWAYS AS IDENTITY,
    order_id         bigint NOT NULL,
    version          integer NOT NULL,
    event_id         uuid NOT NULL,
    attempts         integer NOT NULL DEFAULT 0,
    refusals         integer NOT NULL DEFAULT 0,
    last_error       text,
    claimed_until    timestamptz,
    claim_token      uuid,
    next_attempt_at  timestamptz,
    dead_lettered_at timestamptz,
    replayed_at      timestamptz,
    PRIMARY KEY (order_id, version)
  ) WITH (
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0
  );
  COMMENT ON TABLE outbox IS 'Events that the broker has not confirmed; of each order only the lowest version is claimed';
  COMMENT ON COLUMN outbox.next_attempt_at IS 'When a rescheduled or replayed event is due; null for a new one';
  COMMENT ON COLUMN outbox.replayed_at IS 'When an event that had been published was queued again; null for a new one';

  CREATE INDEX outbox_new ON outbox (id) WHERE next_attempt_at IS NULL AND dead_lettered_at IS NULL;
  CREATE INDEX outbox_rescheduled ON outbox (next_attempt_at) WHERE next_attempt_at IS NOT NULL AND dead_lettered_at IS NULL;
  CREATE INDEX outbox_dead_lettered ON outbox (dead_lettered_at) WHERE dead_lettered_at IS NOT NULL;

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
  COMMENT ON TABLE skipped_events IS 'Events that an operator removed from the outbox: they are never published';

  CREATE TABLE event_deliveries (
    order_id            bigint NOT NULL,
    version             integer NOT NULL,
    attempts            integer NOT NULL,
    confirmed_at        timestamptz NOT NULL,
    replayed_at         timestamptz,
    replay_confirmed_at timestamptz,
    PRIMARY KEY (order_id, version)
  ) ${VACUUMED_OFTEN};
  COMMENT ON TABLE event_deliveries IS 'When the broker confirmed each event, written by the statement that deletes it from the outbox';
  COMMENT ON COLUMN event_deliveries.attempts IS 'How often the broker had returned, nacked or refused the event before';
  COMMENT ON COLUMN event_deliveries.replayed_at IS 'When the last replay that the broker confirmed was requested; null without one';
`;
