import type { EventRetention } from '../ports/event-retention.js';

/** Events of one step, and so orders that it may lock. A step takes some tens of milliseconds. */
const MAX_EVENTS = 500;
/** Steps of one run. */
const MAX_STEPS = 200;

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
  for (let steps = 0; steps < MAX_STEPS && !signal.aborted; steps += 1) {
    const { passed, removed } = await retention.remove(maxAgeSeconds, MAX_EVENTS);
    total += removed;
    if (passed < MAX_EVENTS) break;
  }
  return total;
}
