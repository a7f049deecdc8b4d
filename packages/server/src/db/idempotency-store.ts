import type { IdempotencyStore, KeyedOrder } from '../ports/idempotency-store.js';
import type { Runner, Statement } from './connection.js';
import { DURABLE_READ } from './durable-read.js';
import { ORDER_COLUMNS, orderFromRow, type OrderRow } from './order-rows.js';

/** How long an order that nobody was told of waits for the same request to be sent again. */
export const UNACKNOWLEDGED_FOR = '10 minutes';

const FIND_BY_KEY: Statement = {
  name: 'find_order_by_idempotency_key',
  writes: true,
  text: `
    SELECT k.fingerprint, ${ORDER_COLUMNS}
    FROM ${DURABLE_READ}, idempotency_keys k JOIN orders o ON o.id = k.order_id
    WHERE k.user_id = $1 AND k.key = $2`,
};

const REMEMBER_UNACKNOWLEDGED: Statement = {
  name: 'remember_unacknowledged_order',
  writes: true,
  text: `
    INSERT INTO unacknowledged_orders (user_id, fingerprint, order_id) VALUES ($1, $2, $3)
    ON CONFLICT (order_id) DO UPDATE SET created_at = now()`,
};

const FORGET_UNACKNOWLEDGED: Statement = {
  name: 'forget_unacknowledged_order',
  writes: true,
  text: 'DELETE FROM unacknowledged_orders WHERE order_id = $1 RETURNING order_id',
};

const TAKE_UNACKNOWLEDGED: Statement = {
  name: 'take_unacknowledged_order',
  writes: true,
  text: `
    DELETE FROM unacknowledged_orders WHERE order_id = (
      SELECT order_id FROM unacknowledged_orders
      WHERE user_id = $1 AND fingerprint = $2 AND created_at > now() - interval '${UNACKNOWLEDGED_FOR}'
      ORDER BY order_id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING order_id`,
};

/** By their places in the table, which are found without a plan that depends on how many there are. */
export const PURGE_KEYS: Statement = {
  name: 'purge_idempotency_keys',
  writes: true,
  text: `
    WITH purged AS (
      DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_keys
        WHERE created_at < now() - make_interval(hours => $1) ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ))
      RETURNING 1
    ), forgotten AS (
      DELETE FROM unacknowledged_orders WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM unacknowledged_orders
        WHERE created_at < now() - make_interval(hours => $1) ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ))
    )
    SELECT count(*) AS purged FROM purged`,
};

export interface IdempotencyPurge {
  /** Deletes at most `limit` keys older than `hours`; returns how many it deleted. */
  purge(hours: number, limit: number): Promise<number>;
}

export function createIdempotencyStore(database: Runner): IdempotencyStore & IdempotencyPurge {
  return {
    async find(userId, key): Promise<KeyedOrder | undefined> {
      const [row] = await database.run<OrderRow & { fingerprint: Buffer }>(FIND_BY_KEY, [userId, key]);
      return row && { fingerprint: row.fingerprint, order: orderFromRow(row) };
    },
    async rememberUnacknowledged(userId, fingerprint, orderId): Promise<void> {
      await database.run(REMEMBER_UNACKNOWLEDGED, [userId, fingerprint, orderId]);
    },
    async forgetUnacknowledged(orderId): Promise<boolean> {
      return (await database.run(FORGET_UNACKNOWLEDGED, [orderId])).length > 0;
    },
    async takeUnacknowledged(userId, fingerprint): Promise<number | undefined> {
      const [row] = await database.run<{ order_id: number }>(TAKE_UNACKNOWLEDGED, [userId, fingerprint]);
      return row?.order_id;
    },
    async purge(hours, limit): Promise<number> {
      const [row] = await database.run<{ purged: number }>(PURGE_KEYS, [hours, limit]);
      return row?.purged ?? 0;
    },
  };
}
