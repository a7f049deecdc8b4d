import { UsageError } from '../errors.js';

export const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 64;

/** Parses the maximum number of concurrent requests: 1 to 64. Throws UsageError. */
export function parseConcurrency(text: string): number {
  const value = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MAX_CONCURRENCY) return value;
  throw new UsageError(`--concurrency takes a whole number from 1 to ${MAX_CONCURRENCY}, not '${text}'.`);
}
