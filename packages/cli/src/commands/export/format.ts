import { UsageError } from '../../errors.js';

export type ExportFormat = 'csv' | 'ndjson';

/** The format of `-o`, or that of the file's name. Throws UsageError for a format that cannot be continued. */
export function formatOf(output: string | undefined, file: string | undefined): ExportFormat {
  const format = output ?? (file?.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson');
  if (format === 'csv' || format === 'ndjson') return format;
  throw new UsageError(`An export is csv or ndjson, not ${format}.`);
}
