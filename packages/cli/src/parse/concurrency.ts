import { parseWholeNumber } from './whole-number.js';

export const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 64;

/** Parses the maximum number of concurrent requests: 1 to 64. Throws UsageError. */
export function parseConcurrency(text: string): number {
  return parseWholeNumber(text, { option: '--concurrency', max: MAX_CONCURRENCY });
}
