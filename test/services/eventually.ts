import { setTimeout as delay } from 'node:timers/promises';

const MIN_POLL_INTERVAL_MS = 20;
const MAX_POLL_INTERVAL_MS = 500;
/** The longer a wait takes, the less often it is polled, so that waiting leaves the processor to other tests. */
const POLL_INTERVAL_SHARE = 0.1;

/** Polls `condition` until it is true; fails with `what` if that takes longer than `timeoutMs`. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const startedMs = performance.now();
  while (!(await condition())) {
    const waitedMs = performance.now() - startedMs;
    if (waitedMs > timeoutMs) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await delay(Math.min(Math.max(waitedMs * POLL_INTERVAL_SHARE, MIN_POLL_INTERVAL_MS), MAX_POLL_INTERVAL_MS));
  }
}
