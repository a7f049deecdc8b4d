import type { IdempotencyPurge } from '../ports/idempotency-purge.js';

/** Keys that one statement deletes. */
const MAX_KEYS = 1_000;
/** Statements of one run. */
const MAX_STATEMENTS = 100;

/** Deletes keys that are older than `maxAgeSeconds`. Stops between two statements on `signal`. */
export async function purgeIdempotencyKeys(
  idempotency: IdempotencyPurge,
  maxAgeSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  for (let statements = 0; statements < MAX_STATEMENTS && !signal.aborted; statements += 1) {
    if ((await idempotency.purge(maxAgeSeconds, MAX_KEYS)) < MAX_KEYS) return;
  }
}
