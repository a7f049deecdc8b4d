import { parseWholeNumber } from './whole-number.js';

const MAX_LIMIT = 1_000_000;

/** Parses the maximum number of rows. Throws UsageError. */
export function parseLimit(text: string): number {
  return parseWholeNumber(text, { option: '--limit', max: MAX_LIMIT, hints: ['Use --all for all of them.'] });
}
