import { limits } from '@order-service/sdk';
import { UsageError } from '../errors.js';

/** Parses an order id. Throws UsageError. */
export function parseOrderId(text: string): number {
  return parseId(text, 'An order id');
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
