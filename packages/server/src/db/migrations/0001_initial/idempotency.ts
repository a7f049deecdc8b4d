import { VACUUMED_OFTEN } from './storage.js';

export const IDEMPOTENCY = `
  CREATE TABLE idempotency_keys (
    user_id     bigint NOT NULL,
    key_digest  bytea NOT NULL,
    fingerprint bytea NOT NULL,
    order_id    bigint NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key_digest)
  ) ${VACUUMED_OFTEN};
  COMMENT ON COLUMN idempotency_keys.key_digest IS 'SHA-256 of the key: callers may put personal data into keys';
  COMMENT ON COLUMN idempotency_keys.fingerprint IS
    'SHA-256 of the request; empty when the order was erased, and then any request with the key gets the order';
  CREATE INDEX idempotency_keys_oldest ON idempotency_keys (created_at);

  CREATE TABLE unacknowledged_orders (
    user_id     bigint NOT NULL,
    fingerprint bytea NOT NULL,
    order_id    bigint NOT NULL PRIMARY KEY,
    created_at  timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE unacknowledged_orders IS
    'Orders without an idempotency key whose caller disconnected before the response: the same request, repeated, gets its order';
  CREATE INDEX unacknowledged_orders_request ON unacknowledged_orders (user_id, fingerprint);
  CREATE INDEX unacknowledged_orders_oldest ON unacknowledged_orders (created_at);
`;
