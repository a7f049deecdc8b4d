import { UsageError } from '../errors.js';

/** The values of `-o`. */
export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'tsv', 'yaml', 'ids'] as const;

export type Format = (typeof FORMATS)[number];

/** Parses the value of `-o`. Throws UsageError. */
export function parseFormat(text: string): Format {
  const format = FORMATS.find((known) => known === text.toLowerCase());
  if (format) return format;
  throw new UsageError(`-o takes one of ${FORMATS.join(', ')}; not '${text}'.`);
}

/** The default format: a table on a terminal, TSV otherwise. */
export function defaultFormat(stdoutIsTerminal: boolean): Format {
  return stdoutIsTerminal ? 'table' : 'tsv';
}
