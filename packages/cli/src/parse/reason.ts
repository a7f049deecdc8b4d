import { UsageError } from '../errors.js';

const MAX_REASON_LENGTH = 500;

/** Reads a reason: 1 to 500 characters. Throws UsageError. */
export function parseReason(text: string): string {
  const length = Array.from(text).length;
  if (length >= 1 && length <= MAX_REASON_LENGTH) return text;
  throw new UsageError(`--reason takes 1 to ${MAX_REASON_LENGTH} characters.`);
}

/** What to tell a person who types a reason that is none; `true` for one that is. */
export function checkReason(text: string): true | string {
  const length = Array.from(text.trim()).length;
  return (length >= 1 && length <= MAX_REASON_LENGTH) || `1 to ${MAX_REASON_LENGTH} characters, please`;
}
