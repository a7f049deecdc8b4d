import { setImmediate, setTimeout as delay } from 'node:timers/promises';

/** Timers are late by a millisecond or more. */
const TIMER_MARGIN_MS = 5;

/**
 * A consumer may need less than a timer is exact to, so the end is waited for in a loop. Only the end: the loop takes a
 * processor, which the consumer needs.
 */
export async function waitPrecisely(durationMs: number): Promise<void> {
  const endMs = performance.now() + durationMs;
  if (durationMs > TIMER_MARGIN_MS) await delay(durationMs - TIMER_MARGIN_MS);
  do await setImmediate();
  while (performance.now() < endMs);
}
