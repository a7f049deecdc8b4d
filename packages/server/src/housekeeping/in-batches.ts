export interface BatchLimits {
  /** Of one batch. */
  readonly size: number;
  /** Of one run, so that a long backlog does not occupy a connection without a pause. */
  readonly maxBatches: number;
}

/** Takes batches until one has fewer than it may have. Stops between two on `signal`. `take` returns how many it has taken. */
export async function inBatches(
  take: (limit: number) => Promise<number>,
  { size, maxBatches }: BatchLimits,
  signal: AbortSignal,
): Promise<void> {
  for (let batches = 0; batches < maxBatches && !signal.aborted; batches += 1) {
    if ((await take(size)) < size) return;
  }
}
