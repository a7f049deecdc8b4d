import { stringify } from 'csv-stringify/sync';
import { printable } from './printable.js';

/** What is done to CSV beside quoting it. */
export interface CsvStyle {
  /** Cells are written as they are; else a spreadsheet is kept from taking one for a formula, by a quote before it. */
  readonly raw: boolean;
  /** Begin with a byte order mark, by which spreadsheets know UTF-8. */
  readonly byteOrderMark: boolean;
  /** For a terminal, which would obey control characters, they are escaped. */
  readonly escaped: boolean;
}

/** The first record: the columns' names. */
export function csvHeader(columns: readonly { readonly name: string }[], style: CsvStyle): string {
  const names = columns.map(({ name }) => name);
  return `${style.byteOrderMark ? '\ufeff' : ''}${csvRecord(names, style)}`;
}

/**
 * One record (RFC 4180, with a line feed as its end so that Unix tools can read it too). Cells that begin with =, +, -, @,
 * a tab or a carriage return are formulas to a spreadsheet (OWASP, CSV Injection).
 */
export function csvRecord(fields: readonly string[], { raw, escaped }: CsvStyle): string {
  return stringify([escaped ? fields.map(printable) : fields], { escape_formulas: !raw });
}
