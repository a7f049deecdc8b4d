import { UsageError } from '../errors.js';

const MAX_LIMIT = 1_000_000;

/** Parses the maximum number of rows. Throws UsageError. */
export function parseLimit(text: string): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MAX_LIMIT) {
    throw new UsageError(`--limit takes a whole number from 1 to ${MAX_LIMIT}, not '${text}'.`, {
      hints: ['Use --all for all of them.'],
    });
  }
  return value;
}
