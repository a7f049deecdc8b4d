/**
 * How far the events of finished orders were removed. Only these may be deleted: see `EVENT_REMOVAL_GUARD`. The position is
 * that of the feed, so one comparison tells whether a cursor leads to events that are gone.
 */
export const EVENT_RETENTION = `
  CREATE TABLE event_retention (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    transaction_id xid8 NOT NULL DEFAULT '0',
    id             bigint NOT NULL DEFAULT 0,
    kept_since     timestamptz,
    CHECK ((id = 0) = (kept_since IS NULL))
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE event_retention IS
    'The feed is complete behind this position. Up to it, orders that are final have only their newest event';
  COMMENT ON COLUMN event_retention.kept_since IS 'Every event since this time is there; null while none was removed';
  INSERT INTO event_retention DEFAULT VALUES;
`;
