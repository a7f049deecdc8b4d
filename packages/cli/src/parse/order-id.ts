import { limits } from '@order-service/sdk';
import { UsageError } from '../errors.js';

/** Parses an order id. Throws UsageError. */
export function parseOrderId(text: string): number {
  return parseId(text, 'An order id');
}

/** Parses order ids, also with commas between and behind; duplicates are removed. Throws UsageError, also for no id. */
export function parseOrderIds(words: readonly string[]): number[] {
  const ids = words.flatMap((word) => word.split(',')).map((id) => id.trim());
  const named = ids.filter((id) => id !== '');
  return [...new Set((named.length > 0 ? named : ['']).map(parseOrderId))];
}

/** The same for an option that may be given again. */
export function collectOrderIds(text: string, earlier: readonly number[] = []): number[] {
  return [...new Set([...earlier, ...parseOrderIds([text])])];
}

/** Parses a user id. Throws UsageError. */
export function parseUserId(text: string): number {
  return parseId(text, 'A user id');
}

function parseId(text: string, what: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (value >= limits.minId && value <= limits.maxId) return value;
  throw new UsageError(`${what} is a whole number such as 42, not '${text}'.`);
}
