/** How long the consumer usually needs for a delivery. */
export interface UsualTime {
  /** In milliseconds. */
  readonly ms: number;
  add(durationMs: number): void;
}

/** The time that is assumed until the first was measured. */
const ASSUMED_MS = 10;
/** The weight of the newest time in the average. */
const NEWEST_WEIGHT = 0.2;

/** A moving average, because a consumer gets faster after its first deliveries. */
export function createUsualTime(): UsualTime {
  let averageMs: number | undefined;
  return {
    get ms() {
      return averageMs ?? ASSUMED_MS;
    },
    add: (durationMs) => {
      averageMs = averageMs === undefined ? durationMs : averageMs + (durationMs - averageMs) * NEWEST_WEIGHT;
    },
  };
}
