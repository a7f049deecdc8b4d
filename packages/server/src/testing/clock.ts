/** A clock that runs as the system's does, and can be put forward or back. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Puts it forward, or back by a negative number. */
  advance(byMs: number): void;
  /** Puts it right. */
  reset(): void;
}

export function createClock(): Clock {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
    advance: (byMs) => {
      aheadMs += byMs;
    },
    reset: () => {
      aheadMs = 0;
    },
  };
}
