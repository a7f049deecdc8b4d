import { UsageError } from '../errors.js';

/** Reads an idempotency key: 1 to 255 visible ASCII characters. Throws UsageError. */
export function parseIdempotencyKey(text: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new UsageError('--idempotency-key takes 1 to 255 visible ASCII characters, without spaces.');
}
