import { UsageError } from '../../errors.js';
import { parseCsv } from '../../parse/csv.js';
import { isOrderColumn, orderFromJson, orderFromRecord, type OrderLine } from './order-line.js';

export type BulkFormat = 'ndjson' | 'csv';

const MAX_LINES = 1_000_000;
const MAX_COMPLAINTS = 20;

/**
 * Reads every order of a file. One bad line refuses the file, before anything is sent: the UsageError names each.
 * The format is known by the file's name, or else by how the text begins.
 */
export function readOrders(text: string, fileName: string): OrderLine[] {
  const format = formatOf(text, fileName);
  const complaints: string[] = [];
  const lines = (format === 'csv' ? csvLines(text) : jsonLines(text)).flatMap(({ lineNumber, read }) => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      complaints.push(`line ${lineNumber}: ${error.message}`);
      return [];
    }
  });
  if (complaints.length > 0) throw badLines(complaints);
  if (lines.length === 0) throw new UsageError('There is no order in the file.');
  if (lines.length > MAX_LINES) throw new UsageError(`A file may have ${MAX_LINES} orders; split it.`);
  return lines;
}

interface UnreadLine {
  readonly lineNumber: number;
  readonly read: () => OrderLine;
}

function jsonLines(text: string): UnreadLine[] {
  return text.split('\n').flatMap((line, index) => {
    const lineNumber = index + 1;
    return line.trim() === '' ? [] : [{ lineNumber, read: () => orderFromJson(line, lineNumber) }];
  });
}

function csvLines(text: string): UnreadLine[] {
  const [header, ...records] = parseCsv(text);
  const names = (header?.fields ?? []).map((name) => name.trim());
  const unknown = names.filter((name) => !isOrderColumn(name));
  if (!names.includes('items') || unknown.length > 0) {
    throw new UsageError(
      `The header must have items, and may have idempotency_key and metadata.<key>` +
        (unknown.length > 0 ? `; not ${unknown.map((name) => `'${name}'`).join(', ')}.` : '.'),
    );
  }
  return records.map(({ fields, lineNumber }) => ({
    lineNumber,
    read: () => {
      if (fields.length !== names.length) {
        throw new UsageError(`there are ${fields.length} fields and ${names.length} in the header.`);
      }
      return orderFromRecord(new Map(names.map((name, index) => [name, fields[index] ?? ''])), lineNumber);
    },
  }));
}

function formatOf(text: string, fileName: string): BulkFormat {
  if (/\.csv$/i.test(fileName)) return 'csv';
  if (/\.(ndjson|jsonl)$/i.test(fileName)) return 'ndjson';
  return /^\s*\{/.test(text) ? 'ndjson' : 'csv';
}

function badLines(complaints: readonly string[]): UsageError {
  const shown = complaints.slice(0, MAX_COMPLAINTS);
  const rest = complaints.length - shown.length;
  return new UsageError('The file has lines that are no orders; nothing was sent.', {
    hints: rest > 0 ? [...shown, `and ${rest} more`] : shown,
  });
}
