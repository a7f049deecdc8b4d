const BASE_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;

/**
 * How long to wait after the given failed attempt (1, 2, …), in milliseconds: exponential, capped, and in its upper half
 * random, so that orders that failed together are not retried together.
 *
 * @param random a number from 0 up to, but not including, 1
 */
export function retryDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(ceiling * (1 - random / 2));
}
