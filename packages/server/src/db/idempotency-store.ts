import type { IdempotencyStore, KeyedOrder } from '../usecases/ports.js';
import type { Runner, Statement } from './connection.js';
import { LASTING } from './lasting-read.js';
import { ORDER_COLUMNS, orderFromRow, type OrderRow } from './order-rows.js';

/** How long an order that nobody was told of waits for the same request to be sent again. */
export const UNDELIVERED_FOR = '10 minutes';

const FIND_BY_KEY: Statement = {
  name: 'find_order_by_idempotency_key',
  writes: true,
  text: `
    SELECT k.fingerprint, ${ORDER_COLUMNS}
    FROM ${LASTING}, idempotency_keys k JOIN orders o ON o.id = k.order_id
    WHERE k.user_id = $1 AND k.key = $2`,
};

const REMEMBER_UNDELIVERED: Statement = {
  name: 'remember_undelivered_order',
  writes: true,
  text: `
    INSERT INTO undelivered_orders (user_id, fingerprint, order_id) VALUES ($1, $2, $3)
    ON CONFLICT (order_id) DO UPDATE SET created_at = now()`,
};

const FORGET_UNDELIVERED: Statement = {
  name: 'forget_undelivered_order',
  writes: true,
  text: 'DELETE FROM undelivered_orders WHERE order_id = $1 RETURNING order_id',
};

const TAKE_UNDELIVERED: Statement = {
  name: 'take_undelivered_order',
  writes: true,
  text: `
    DELETE FROM undelivered_orders WHERE order_id = (
      SELECT order_id FROM undelivered_orders
      WHERE user_id = $1 AND fingerprint = $2 AND created_at > now() - interval '${UNDELIVERED_FOR}'
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
      DELETE FROM undelivered_orders WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM undelivered_orders
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
    async rememberUndelivered(userId, fingerprint, orderId): Promise<void> {
      await database.run(REMEMBER_UNDELIVERED, [userId, fingerprint, orderId]);
    },
    async forgetUndelivered(orderId): Promise<boolean> {
      return (await database.run(FORGET_UNDELIVERED, [orderId])).length > 0;
    },
    async takeUndelivered(userId, fingerprint): Promise<number | undefined> {
      const [row] = await database.run<{ order_id: number }>(TAKE_UNDELIVERED, [userId, fingerprint]);
      return row?.order_id;
    },
    async purge(hours, limit): Promise<number> {
      const [row] = await database.run<{ purged: number }>(PURGE_KEYS, [hours, limit]);
      return row?.purged ?? 0;
    },
  };
}
