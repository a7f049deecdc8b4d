import { limits, patterns } from '@order-service/sdk';
import { UsageError } from '../errors.js';

/** Parses a cursor that the service returned. Throws UsageError. */
export function parseCursor(text: string): string {
  const fits = text.length >= limits.minCursorLength && text.length <= limits.maxCursorLength;
  if (fits && patterns.cursor.test(text)) return text;
  throw new UsageError('This is not a cursor; copy the whole cursor that an earlier run printed.');
}
