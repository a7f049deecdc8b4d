import { stringify } from 'csv-stringify/sync';
import { printable } from './printable.js';

/** How CSV is written, beside quoting. */
export interface CsvStyle {
  /** Whether cells are written unchanged. Otherwise a quote is put before cells that a spreadsheet would run as a formula. */
  readonly raw: boolean;
  /** Whether to begin with a byte order mark, by which spreadsheets recognize UTF-8. */
  readonly byteOrderMark: boolean;
  /** Whether control characters are escaped, for output to a terminal. */
  readonly escaped: boolean;
}

/** The header record: the names of the columns. */
export function csvHeader(columns: readonly { readonly name: string }[], style: CsvStyle): string {
  const names = columns.map(({ name }) => name);
  return `${style.byteOrderMark ? '\ufeff' : ''}${csvRecord(names, style)}`;
}

/**
 * One record (RFC 4180, but ended by a line feed, which Unix tools expect). Cells that begin with =, +, -, @,
 * a tab or a carriage return are formulas to a spreadsheet (OWASP, CSV Injection).
 */
export function csvRecord(fields: readonly string[], { raw, escaped }: CsvStyle): string {
  return stringify([escaped ? fields.map(printable) : fields], { escape_formulas: !raw });
}
