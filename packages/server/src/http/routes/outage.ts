import { setTimeout as wait } from 'node:timers/promises';

/**
 * How long a state that was good has been bad, in milliseconds: 0 while it is good, Infinity as long as it never was.
 *
 * @param nowMs a clock that is never set back
 */
export function createOutage(nowMs: () => number = () => performance.now()): (isGood: boolean) => number {
  let sinceMs: number | undefined = -Infinity;
  return (isGood) => {
    sinceMs = isGood ? undefined : (sinceMs ?? nowMs());
    return sinceMs === undefined ? 0 : nowMs() - sinceMs;
  };
}

/** The result, or `otherwise` if it takes longer than `timeoutMs`. */
export async function within<Value>(timeoutMs: number, result: Promise<Value>, otherwise: Value): Promise<Value> {
  const timer = new AbortController();
  const late = wait(timeoutMs, otherwise, { signal: timer.signal });
  late.catch(() => undefined); // aborted below
  try {
    return await Promise.race([result, late]);
  } finally {
    timer.abort();
  }
}
