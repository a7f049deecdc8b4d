import { UsageError } from '../../errors.js';
import { ORDER_COLUMNS } from '../orders/order-columns.js';
import { BadLineError, isObject, type UncheckedOrder } from './order-line.js';
import type { CsvRecord } from './read-csv.js';

const METADATA_PREFIX = 'metadata.';
const INPUT_COLUMNS: readonly string[] = ['items', 'reference', 'idempotency_key', 'metadata'];
/** The other columns of `orders list -o csv`, which a new order does not have. */
const IGNORED_COLUMNS = ORDER_COLUMNS.map(({ name }) => name).filter((name) => !INPUT_COLUMNS.includes(name));

/** The header of a file of orders. */
export interface OrderHeader {
  readonly names: readonly string[];
  /** Columns of `orders list` that a new order does not have. */
  readonly ignored: readonly string[];
}

/** Parses the first line of a file of orders. Throws UsageError. */
export function readHeader({ fields }: CsvRecord): OrderHeader {
  const names = fields.map((name) => name.trim());
  const unknown = names.filter((name) => !isKnown(name));
  if (!names.includes('items') || unknown.length > 0) {
    throw new UsageError(
      'The first line names the columns: items and, optionally, reference, idempotency_key, metadata.<key> and ' +
        'metadata' +
        (unknown.length > 0 ? `; not ${unknown.map((name) => `'${name}'`).join(', ')}.` : '.'),
      { hints: ['Columns are separated by commas, semicolons or tabs.'] },
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`The column '${twice}' is given twice.`);
  return { names, ignored: names.filter((name) => IGNORED_COLUMNS.includes(name)) };
}

function isKnown(name: string): boolean {
  const isEntry = name.startsWith(METADATA_PREFIX) && name.length > METADATA_PREFIX.length;
  return isEntry || INPUT_COLUMNS.includes(name) || IGNORED_COLUMNS.includes(name);
}

/** Parses a record into an order; empty cells count as absent. Throws BadLineError. */
export function orderFromRecord({ fields }: CsvRecord, { names }: OrderHeader): UncheckedOrder {
  if (fields.length !== names.length) {
    throw new BadLineError([`there are ${fields.length} fields and ${names.length} in the first line`]);
  }
  const cells = names.map((name, index) => [name, fields[index] ?? ''] as const).filter(([, text]) => text !== '');
  const cell = (wanted: string): string | undefined => cells.find(([name]) => name === wanted)?.[1];
  const entries = cells
    .filter(([name]) => name.startsWith(METADATA_PREFIX))
    .map(([name, text]) => [name.slice(METADATA_PREFIX.length), text] as const);
  return {
    items: cell('items'),
    reference: cell('reference'),
    metadata: [...readMetadataCell(cell('metadata')), ...entries],
    idempotencyKey: cell('idempotency_key'),
  };
}

/** The column `metadata` as `orders list -o csv` writes it: a JSON object. */
function readMetadataCell(text: string | undefined): [string, unknown][] {
  if (text === undefined) return [];
  const value = parseJson(text);
  if (!isObject(value)) throw new BadLineError(['metadata is not a JSON object']);
  return Object.entries(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
