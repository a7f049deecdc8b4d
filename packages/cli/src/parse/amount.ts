import { UsageError } from '../errors.js';

/** Parses an amount such as `100` or `59.98`. Throws UsageError. */
export function parseAmount(text: string): string {
  if (/^\d{1,10}(\.\d{1,2})?$/.test(text)) return text;
  throw new UsageError(`An amount is a number such as 100 or 59.98, not '${text}'.`);
}
