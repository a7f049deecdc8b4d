import { UsageError } from '../errors.js';
import { faultOfText } from './wire-text.js';

const MAX_REASON_LENGTH = 500;

/** Reads a reason: 1 to 500 characters. Throws UsageError. */
export function parseReason(text: string): string {
  const fault = faultOf(text);
  if (fault === undefined) return text;
  throw new UsageError(`--reason takes 1 to ${MAX_REASON_LENGTH} characters; it ${fault}.`);
}

/** What a prompt shows to a person whose reason cannot be taken; `true` for one that can. */
export function checkReason(text: string): true | string {
  const fault = faultOf(text.trim());
  return fault === undefined || `It ${fault}.`;
}

function faultOf(text: string): string | undefined {
  return faultOfText(text, { min: 1, max: MAX_REASON_LENGTH });
}
