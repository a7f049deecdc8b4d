import { UsageError } from '../errors.js';

/** A record of a CSV file and the line on which it begins. */
export interface CsvRecord {
  readonly fields: string[];
  readonly lineNumber: number;
}

/**
 * Reads CSV (RFC 4180): quoted fields may hold commas, quotes and line breaks; lines end in LF or CRLF. Empty lines are
 * passed over. Throws UsageError for a quote that is never closed or stands where none may.
 */
export function parseCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let position = text.startsWith('\ufeff') ? 1 : 0;
  let lineNumber = 1;
  while (position < text.length) {
    const start = lineNumber;
    const fields: string[] = [];
    for (let more = true; more;) {
      const field = readField(text, position, start);
      fields.push(field.value);
      lineNumber += field.lineBreaks;
      position = field.end;
      more = text[position] === ',';
      if (more) position += 1;
    }
    if (text[position] === '\r') position += 1;
    if (text[position] === '\n') position += 1;
    lineNumber += 1;
    if (fields.length > 1 || fields[0] !== '') records.push({ fields, lineNumber: start });
  }
  return records;
}

interface Field {
  readonly value: string;
  /** Where the field's end is: at a comma, a line break or the end of the text. */
  readonly end: number;
  readonly lineBreaks: number;
}

const PLAIN_FIELD = /[^,\r\n]*/y;
const QUOTED_FIELD = /"((?:[^"]|"")*)"(?=[,\r\n]|$)/y;

function readField(text: string, position: number, lineNumber: number): Field {
  const isQuoted = text[position] === '"';
  const pattern = isQuoted ? QUOTED_FIELD : PLAIN_FIELD;
  pattern.lastIndex = position;
  const match = pattern.exec(text);
  if (!match) throw new UsageError(`line ${lineNumber}: a quote is not closed, or text follows it.`);
  const value = isQuoted ? (match[1] ?? '').replaceAll('""', '"') : match[0];
  return { value, end: pattern.lastIndex, lineBreaks: isQuoted ? (match[0].match(/\n/g) ?? []).length : 0 };
}
