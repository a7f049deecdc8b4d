import { limits, patterns } from '@order-service/sdk';
import { UsageError } from '../errors.js';

/** Reads a cursor that the service gave. Throws UsageError. */
export function parseCursor(text: string): string {
  const fits = text.length >= limits.minCursorLength && text.length <= limits.maxCursorLength;
  if (fits && patterns.cursor.test(text)) return text;
  throw new UsageError('A cursor is what an earlier run printed, as it is.');
}
