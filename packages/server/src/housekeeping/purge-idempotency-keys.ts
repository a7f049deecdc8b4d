import type { IdempotencyPurge } from '../ports/idempotency-purge.js';
import { inBatches } from './in-batches.js';

/** Keys that one statement deletes, and statements of one run. */
const LIMITS = { size: 1_000, maxBatches: 100 };

/** Deletes keys that are older than `maxAgeSeconds`. Stops between two statements on `signal`. */
export async function purgeIdempotencyKeys(
  idempotency: IdempotencyPurge,
  maxAgeSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  await inBatches((limit) => idempotency.purge(maxAgeSeconds, limit), LIMITS, signal);
}
