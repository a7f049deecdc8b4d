/** The system's clock, which a test can set forward or back. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Sets the clock forward, or back by a negative number. */
  advance(byMs: number): void;
  /** Sets the clock to the system's time again. */
  reset(): void;
}

export function createClock(): Clock {
  let offsetMs = 0;
  return {
    now: () => Date.now() + offsetMs,
    advance: (byMs) => {
      offsetMs += byMs;
    },
    reset: () => {
      offsetMs = 0;
    },
  };
}
