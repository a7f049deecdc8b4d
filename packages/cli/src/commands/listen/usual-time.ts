/** How long the consumer usually needs for a delivery. */
export interface UsualTime {
  /** In milliseconds. */
  readonly ms: number;
  add(durationMs: number): void;
}

/** The time that is assumed until the first was measured. */
const ASSUMED_MS = 10;
const MEASURED_DELIVERIES = 5;

/**
 * The median of the last deliveries: a consumer gets faster after its first ones, and a single one that the machine has held
 * up must not move the next crash.
 */
export function createUsualTime(): UsualTime {
  const lastMs: number[] = [];
  return {
    get ms() {
      const sorted = lastMs.toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? ASSUMED_MS;
    },
    add: (durationMs) => {
      lastMs.push(durationMs);
      if (lastMs.length > MEASURED_DELIVERIES) lastMs.shift();
    },
  };
}
