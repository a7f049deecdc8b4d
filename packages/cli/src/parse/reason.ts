import { limits } from '@order-service/sdk';
import { UsageError } from '../errors.js';
import { faultOfText } from './wire-text.js';

const { minReasonLength: MIN_LENGTH, maxReasonLength: MAX_LENGTH } = limits;

/** Parses a reason. Throws UsageError. */
export function parseReason(text: string): string {
  const fault = faultOf(text);
  if (fault === undefined) return text;
  throw new UsageError(`--reason takes ${MIN_LENGTH} to ${MAX_LENGTH} characters; it ${fault}.`);
}

/** Validates an answer to a prompt: `true`, or the message for an invalid reason. */
export function checkReason(text: string): true | string {
  const fault = faultOf(text.trim());
  return fault === undefined || `A reason takes ${MIN_LENGTH} to ${MAX_LENGTH} characters; it ${fault}.`;
}

function faultOf(text: string): string | undefined {
  return faultOfText(text, { min: MIN_LENGTH, max: MAX_LENGTH });
}
