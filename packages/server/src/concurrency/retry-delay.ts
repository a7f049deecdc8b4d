export interface Backoff {
  /** The longest first delay. */
  readonly baseMs: number;
  readonly capMs: number;
}

const MAX_DOUBLINGS = 30; // beyond, 2 ** n only loses precision

/**
 * How long to wait before attempt `attempt + 1`: doubles from `baseMs` up to `capMs`. The upper half is random, so that
 * callers that failed together do not retry together.
 * @param attempt how often it has failed, from 1
 * @param random in [0, 1), as Math.random
 */
export function retryDelayMs(attempt: number, { baseMs, capMs }: Backoff, random: () => number): number {
  const doublings = Math.min(Math.max(attempt, 1) - 1, MAX_DOUBLINGS);
  return jittered(Math.min(capMs, baseMs * 2 ** doublings), random);
}

/** A random delay between half of `delayMs` and all of it. */
export function jittered(delayMs: number, random: () => number): number {
  return Math.round(delayMs * (0.5 + random() / 2));
}
