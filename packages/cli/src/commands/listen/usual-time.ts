/** How long the consumer usually needs for a delivery. */
export interface UsualTime {
  /** For the next delivery, in milliseconds. */
  readonly ms: number;
  /**
   * Adds the time of a delivery that was not cut short. A redelivery counts only if it is the first delivery after a start: an
   * event that the consumer remembers takes no time.
   */
  add(durationMs: number, isRedelivery?: boolean): void;
  /** The consumer's process has started: the next delivery is its first one, for which it connects and compiles. */
  restarted(): void;
  /** Adds nothing from now on: in replays of a few deliveries, most are of events that the consumer may remember. */
  keep(): void;
}

/** The time that is assumed until the first was measured. */
const ASSUMED_MS = 10;
const MEASURED_DELIVERIES = 5;

/**
 * The median of the last deliveries of the same kind: the first one after a start may take ten times as long as others, and
 * a single one that the machine has held up must not move the next crash.
 */
export function createUsualTime(): UsualTime {
  const [firstMs, laterMs]: [number[], number[]] = [[], []];
  let [isFirst, isKept] = [true, false];
  return {
    get ms() {
      const measured = isFirst && firstMs.length > 0 ? firstMs : laterMs.length > 0 ? laterMs : firstMs;
      const sorted = measured.toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? ASSUMED_MS;
    },
    add: (durationMs, isRedelivery = false) => {
      const measured = isFirst ? firstMs : laterMs;
      if (!isKept && (isFirst || !isRedelivery)) measured.push(durationMs);
      if (measured.length > MEASURED_DELIVERIES) measured.shift();
      isFirst = false;
    },
    restarted: () => {
      isFirst = true;
    },
    keep: () => {
      isKept = true;
    },
  };
}
