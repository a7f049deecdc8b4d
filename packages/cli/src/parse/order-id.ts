import { UsageError } from '../errors.js';

/** Reads an order's id: a whole number from 1 to 2^53 - 1. Throws UsageError. */
export function parseOrderId(text: string): number {
  return parseId(text, 'An order id');
}

/** Reads a user's id: a whole number from 1 to 2^53 - 1. Throws UsageError. */
export function parseUserId(text: string): number {
  return parseId(text, 'A user id');
}

function parseId(text: string, what: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (value < 1 || !Number.isSafeInteger(value)) {
    throw new UsageError(`${what} is a whole number such as 42, not '${text}'.`);
  }
  return value;
}
