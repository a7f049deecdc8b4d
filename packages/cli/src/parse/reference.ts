import { limits } from '@order-service/sdk';
import { UsageError } from '../errors.js';
import { faultOfText } from './wire-text.js';

const { minReferenceLength: MIN_LENGTH, maxReferenceLength: MAX_LENGTH } = limits;

/** Parses the shop's own number of an order. Throws UsageError. */
export function parseReference(text: string): string {
  const fault = faultOfReference(text);
  if (fault === undefined) return text;
  throw new UsageError(`--reference takes ${MIN_LENGTH} to ${MAX_LENGTH} characters; it ${fault}.`);
}

/** Why the service would reject the reference, as a predicate; undefined for a valid one. */
export function faultOfReference(text: string): string | undefined {
  return faultOfText(text, { min: MIN_LENGTH, max: MAX_LENGTH });
}
