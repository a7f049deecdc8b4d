import { limits, patterns } from '@order-service/sdk';
import { UsageError } from '../errors.js';

const { minIdempotencyKeyLength: MIN_LENGTH, maxIdempotencyKeyLength: MAX_LENGTH } = limits;

export const IDEMPOTENCY_KEY_FORM = `${MIN_LENGTH} to ${MAX_LENGTH} visible ASCII characters, without spaces`;

/** Parses an idempotency key. Throws UsageError. */
export function parseIdempotencyKey(text: string): string {
  if (patterns.idempotencyKey.test(text) && text.length >= MIN_LENGTH && text.length <= MAX_LENGTH) return text;
  throw new UsageError(`--idempotency-key takes ${IDEMPOTENCY_KEY_FORM}.`);
}
