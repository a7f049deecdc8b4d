import { UsageError } from '../errors.js';

/** What `-o` takes. */
export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'tsv', 'yaml', 'ids'] as const;

export type Format = (typeof FORMATS)[number];

/** Reads the value of `-o`. Throws UsageError. */
export function parseFormat(text: string): Format {
  const format = FORMATS.find((known) => known === text.toLowerCase());
  if (format) return format;
  throw new UsageError(`-o takes one of ${FORMATS.join(', ')}; not '${text}'.`);
}

/** What is printed when nobody says: a table for a person, rows for a program. */
export function defaultFormat(stdoutIsTerminal: boolean): Format {
  return stdoutIsTerminal ? 'table' : 'tsv';
}
