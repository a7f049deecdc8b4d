import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

const OBJECTS = 100_000;

/** Makes garbage until some is collected: the metric of garbage collections has no series before the first one. */
export async function untilGarbageIsCollected(): Promise<void> {
  let collections = 0;
  const observer = new PerformanceObserver(() => (collections += 1));
  observer.observe({ entryTypes: ['gc'] });
  while (collections === 0) {
    Array.from({ length: OBJECTS }, () => ({}));
    await nextTurn();
  }
  observer.disconnect();
}
