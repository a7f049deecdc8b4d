export const ERASURES = `
  CREATE TABLE user_erasures (
    id               uuid NOT NULL,
    user_id          bigint NOT NULL,
    reason           text NOT NULL,
    actor            text NOT NULL,
    request_id       text NOT NULL,
    started_at       timestamptz NOT NULL DEFAULT now(),
    completed_at     timestamptz,
    orders           bigint NOT NULL DEFAULT 0,
    transaction_id   xid8 NOT NULL DEFAULT '0',
    event_id         bigint NOT NULL DEFAULT 0,
    sealed_before    xid8,
    publishing_until timestamptz,
    PRIMARY KEY (user_id, id)
  );
  COMMENT ON TABLE user_erasures IS 'Who erased the personal data of a user, when and why; and how far it has got';
  COMMENT ON COLUMN user_erasures.transaction_id IS
    'With event_id, a position of the feed: every event of the user up to it was erased with its order';
  COMMENT ON COLUMN user_erasures.sealed_before IS
    'Set at the end of the events: once all transactions below it have ended, no older event can appear any more';
  COMMENT ON COLUMN user_erasures.publishing_until IS 'When the last lease on an event of these orders ends that was taken before';
`;
