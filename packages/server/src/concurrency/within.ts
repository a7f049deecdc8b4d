import { setTimeout as wait } from 'node:timers/promises';

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
