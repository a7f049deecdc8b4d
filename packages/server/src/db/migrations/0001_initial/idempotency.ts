export const IDEMPOTENCY = `
  CREATE TABLE idempotency_keys (
    user_id     bigint NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    order_id    bigint NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
  );
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
