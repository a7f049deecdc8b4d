import type { IdempotencyPurge } from '../ports/idempotency-purge.js';
import type { IdempotencyStore } from '../ports/idempotency-store.js';
import type { Runner } from './connection.js';
import { digestOfKey, FIND_ORDER_BY_KEY, PURGE_KEYS } from './statements/idempotency-keys.js';
import {
  FORGET_UNACKNOWLEDGED,
  REMEMBER_UNACKNOWLEDGED,
  TAKE_UNACKNOWLEDGED,
} from './statements/unacknowledged-orders.js';

export function createIdempotencyStore(database: Runner): IdempotencyStore & IdempotencyPurge {
  return {
    async find(userId, key) {
      const [row] = await database.run(FIND_ORDER_BY_KEY, { userId, keyDigest: digestOfKey(key) });
      if (!row) return undefined;
      const { fingerprint, ...order } = row;
      return { fingerprint, order };
    },
    async rememberUnacknowledged(userId, fingerprint, orderId) {
      await database.run(REMEMBER_UNACKNOWLEDGED, { userId, fingerprint, orderId });
    },
    async forgetUnacknowledged(orderId) {
      return (await database.run(FORGET_UNACKNOWLEDGED, { orderId })).length > 0;
    },
    async takeUnacknowledged(userId, fingerprint) {
      const [row] = await database.run(TAKE_UNACKNOWLEDGED, { userId, fingerprint });
      return row?.orderId;
    },
    async purge(maxAgeSeconds, limit) {
      const [row] = await database.run(PURGE_KEYS, { maxAgeSeconds, limit });
      return row?.purged ?? 0;
    },
  };
}
