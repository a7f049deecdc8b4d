import { UsageError } from '../../errors.js';
import { orderFromRecord, readHeader } from './csv-orders.js';
import { orderFromJson } from './json-orders.js';
import { BadLineError, checkOrder, type OrderLine, type UncheckedOrder } from './order-line.js';
import { readCsv } from './read-csv.js';

/** A valid file of orders. */
export interface OrderFile {
  readonly lines: readonly OrderLine[];
  /** Ignored columns, which a new order does not have. */
  readonly ignored: readonly string[];
}

const MAX_LINES = 1_000_000;
const MAX_SHOWN = 100;

/**
 * Parses every order of a file, CSV or NDJSON; the format is detected from the extension or the first character. Throws
 * UsageError for a file with any invalid line, before anything is sent; it lists the faults by line.
 */
export function readOrders(text: string, fileName: string): OrderFile {
  const { entries, ignored } = isCsv(text, fileName) ? csvEntries(text) : jsonEntries(text);
  const faults: string[] = [];
  const lines = entries.flatMap(({ lineNumber, read }) => {
    try {
      return [checkOrder(read(), lineNumber)];
    } catch (error) {
      if (!(error instanceof BadLineError)) throw error;
      faults.push(...error.faults.map((fault) => `line ${lineNumber}: ${fault}.`));
      return [];
    }
  });
  if (faults.length > 0) throw badLines(faults);
  if (lines.length === 0) throw new UsageError('There is no order in the file.');
  if (lines.length > MAX_LINES) throw new UsageError(`A file may have ${MAX_LINES} orders; split it.`);
  return { lines, ignored };
}

interface Entries {
  readonly entries: readonly { readonly lineNumber: number; readonly read: () => UncheckedOrder }[];
  readonly ignored: readonly string[];
}

function jsonEntries(text: string): Entries {
  const entries = text.split('\n').flatMap((line, index) => {
    return line.trim() === '' ? [] : [{ lineNumber: index + 1, read: () => orderFromJson(line) }];
  });
  return { entries, ignored: [] };
}

function csvEntries(text: string): Entries {
  const [first, ...records] = readCsv(text);
  if (!first) return { entries: [], ignored: [] };
  const header = readHeader(first);
  const entries = records.map((record) => ({
    lineNumber: record.lineNumber,
    read: () => orderFromRecord(record, header),
  }));
  return { entries, ignored: header.ignored };
}

function isCsv(text: string, fileName: string): boolean {
  if (/\.csv$/i.test(fileName)) return true;
  return !/\.(ndjson|jsonl)$/i.test(fileName) && !/^\s*\{/.test(text);
}

function badLines(faults: readonly string[]): UsageError {
  const shown = faults.slice(0, MAX_SHOWN);
  const rest = faults.length - shown.length;
  return new UsageError('The file has invalid lines; nothing was sent.', {
    hints: rest > 0 ? [...shown, `and ${rest} more`] : shown,
  });
}
