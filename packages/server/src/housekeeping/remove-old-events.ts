import type { EventRetention } from '../ports/event-retention.js';
import { inBatches } from './in-batches.js';

/** Events of one step, and so orders that it may lock; and steps of one run. A step takes some tens of milliseconds. */
const LIMITS = { size: 500, maxBatches: 200 };

/**
 * Removes events of finished orders that are older than `maxAgeSeconds`. Stops between two steps on `signal`.
 * @returns how many events were removed
 */
export async function removeOldEvents(
  retention: EventRetention,
  maxAgeSeconds: number,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  const step = async (limit: number): Promise<number> => {
    const { passed, removed } = await retention.remove(maxAgeSeconds, limit);
    total += removed;
    return passed;
  };
  await inBatches(step, LIMITS, signal);
  return total;
}
