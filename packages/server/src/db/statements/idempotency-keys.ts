import { hash } from 'node:crypto';
import { bigint, bytea, float8, int } from '../sql-types.js';
import { statement } from '../statement.js';
import { DURABLE_READ } from './durable-read.js';
import { ORDER } from './order-columns.js';

/** As which a key is stored. Callers may put personal data into keys. */
export function digestOfKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

export const FIND_ORDER_BY_KEY = statement({
  name: 'find_order_by_idempotency_key',
  writes: true,
  parameters: { userId: bigint, keyDigest: bytea },
  columns: { fingerprint: bytea, ...ORDER.columns },
  text: `
    SELECT k.fingerprint, ${ORDER.list}
    FROM ${DURABLE_READ}, idempotency_keys k JOIN orders o ON o.id = k.order_id
    WHERE k.user_id = @userId AND k.key_digest = @keyDigest`,
});

/** Rows are deleted by their ctid, so that the plan does not depend on how many there are. */
export const PURGE_KEYS = statement({
  name: 'purge_idempotency_keys',
  writes: true,
  parameters: { maxAgeSeconds: float8, limit: int },
  columns: { purged: bigint },
  text: `
    WITH purged AS (
      DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_keys
        WHERE created_at < now() - make_interval(secs => @maxAgeSeconds) ORDER BY created_at LIMIT @limit FOR UPDATE SKIP LOCKED
      ))
      RETURNING 1
    ), forgotten AS (
      DELETE FROM unacknowledged_orders WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM unacknowledged_orders
        WHERE created_at < now() - make_interval(secs => @maxAgeSeconds) ORDER BY created_at LIMIT @limit FOR UPDATE SKIP LOCKED
      ))
    )
    SELECT count(*) AS purged FROM purged`,
});
