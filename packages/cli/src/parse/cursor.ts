import { UsageError } from '../errors.js';

/** Reads a cursor that the service gave: opaque, 1 to 200 letters, digits, dashes and underscores. Throws UsageError. */
export function parseCursor(text: string): string {
  if (/^[A-Za-z0-9_-]{1,200}$/.test(text)) return text;
  throw new UsageError('A cursor is what an earlier run printed, as it is.');
}
