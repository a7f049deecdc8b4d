import { CsvError, parse } from 'csv-parse/sync';
import { UsageError } from '../../errors.js';

/** A record of a CSV file and the number of its first line. */
export interface CsvRecord {
  readonly fields: readonly string[];
  readonly lineNumber: number;
}

const SEPARATORS = [',', ';', '\t'];
const LINE_BREAK = /\r\n|\r|\n/g;
const OUT_OF_PLACE = 'a quote is not closed, or stands beside other text; a field with a quote is written "a ""b"" c"';

/**
 * Parses CSV (RFC 4180): quoted fields may contain separators, quotes and line breaks. The separator is a comma, or a
 * semicolon or tab if the first line has more of those. Empty lines are skipped. Throws UsageError for an unclosed or
 * misplaced quote.
 */
export function readCsv(text: string): CsvRecord[] {
  const bytes = Buffer.from(text);
  const records = parseRecords(bytes, separatorOf(text));
  const linesUntil = lineCounter(bytes);
  return records.map(({ fields }, index) => {
    const start = afterBlankLines(bytes, records[index - 1]?.end ?? 0);
    return { fields, lineNumber: linesUntil(start) + 1 };
  });
}

interface ParsedRecord {
  readonly fields: readonly string[];
  /** Byte offset of the end of the record. */
  readonly end: number;
}

function parseRecords(bytes: Buffer, delimiter: string): ParsedRecord[] {
  const records: ParsedRecord[] = [];
  try {
    parse(bytes, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (fields: string[], { bytes: end }) => {
        records.push({ fields, end });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError(`line ${String(error.lines)}: ${OUT_OF_PLACE}.`, { cause: error });
  }
  return records;
}

/** Spreadsheets write semicolons where the comma is the decimal point. */
function separatorOf(text: string): string {
  const [firstLine = ''] = text.split(LINE_BREAK, 1);
  const count = (separator: string): number => firstLine.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/**
 * Returns a function that counts the lines before an offset; offsets must increase. Needed because csv-parse counts a
 * CRLF within quotes as two lines.
 */
function lineCounter(bytes: Buffer): (offset: number) => number {
  let lines = 0;
  let counted = 0;
  return (offset) => {
    lines += bytes.toString('latin1', counted, offset).match(LINE_BREAK)?.length ?? 0;
    counted = offset;
    return lines;
  };
}

function afterBlankLines(bytes: Buffer, offset: number): number {
  let start = offset;
  while (bytes[start] === 0x0a || bytes[start] === 0x0d) start += 1;
  return start;
}
