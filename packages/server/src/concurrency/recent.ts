/**
 * Returns a function that reads at most once in `maxAgeMs`: callers in between, and while a read is under way, share its
 * result. A failure is shared by those that wait for it, and then read again.
 * @param nowMs a clock that is never set back
 */
export function recent<Value>(
  read: () => Promise<Value>,
  maxAgeMs: number,
  nowMs: () => number = () => performance.now(),
): () => Promise<Value> {
  let latest: Promise<Value> | undefined;
  let freshUntilMs = Infinity; // while the read is under way

  return () => {
    if (latest && nowMs() < freshUntilMs) return latest;
    const reading = read();
    const startedMs = nowMs();
    latest = reading;
    freshUntilMs = Infinity;
    reading.then(
      () => (freshUntilMs = startedMs + maxAgeMs),
      () => (latest = undefined),
    );
    return reading;
  };
}
