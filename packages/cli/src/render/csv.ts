import { stringify } from 'csv-stringify/sync';

/** One record (RFC 4180, with a line feed as its end so that Unix tools can read it too). */
export function csvRecord(fields: readonly string[]): string {
  return stringify([fields]);
}
