import { createHash } from 'node:crypto';
import type { CreateOrder } from '@order-service/sdk';
import { UsageError } from '../../errors.js';
import { parseIdempotencyKey } from '../../parse/idempotency-key.js';
import { parseItem, type ItemRequest } from '../../parse/item.js';
import { parseMetadata } from '../../parse/metadata.js';

/** An order to be placed, read from one line of a file. */
export interface OrderLine {
  /** Counted from 1, as editors do. */
  readonly lineNumber: number;
  readonly order: CreateOrder;
  /** The key that the line names itself. */
  readonly givenKey?: string | undefined;
}

const MEMBERS: readonly string[] = ['items', 'metadata', 'idempotency_key'];
const MAX_ITEMS = 100;

/** Understands one line of NDJSON. Throws UsageError, which says what is wrong with it. */
export function orderFromJson(text: string, lineNumber: number): OrderLine {
  const value = parseObject(text);
  const unknown = Object.keys(value).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) throw new UsageError(`'${unknown}' is not known; an order has ${MEMBERS.join(', ')}.`);
  return assemble(lineNumber, readItems(value.items), readMetadata(value.metadata), value.idempotency_key);
}

/** Understands one record of CSV, by the names in the header. Throws UsageError. */
export function orderFromRecord(record: ReadonlyMap<string, string>, lineNumber: number): OrderLine {
  const notes = [...record].filter(([name, text]) => name.startsWith('metadata.') && text !== '');
  const metadata = parseMetadata(notes.map(([name, text]) => `${name.slice('metadata.'.length)}=${text}`));
  const key = record.get('idempotency_key');
  return assemble(lineNumber, readItems(record.get('items')), metadata, key === '' ? undefined : key);
}

/** Whether a CSV file may have a column of this name. */
export function isOrderColumn(name: string): boolean {
  return name === 'items' || name === 'idempotency_key' || /^metadata\../.test(name);
}

/**
 * The idempotency key of each line: its own, or one made from what it says and how often that was said before in the
 * file. So a second run of the same file, also with lines moved or added, places nothing twice.
 */
export function keyLines(lines: readonly OrderLine[], batch: string): Map<OrderLine, string> {
  const seen = new Map<string, number>();
  return new Map(
    lines.map((line) => {
      const content = JSON.stringify([batch, line.order.items, sortedEntries(line.order.metadata ?? {})]);
      const occurrence = (seen.get(content) ?? 0) + 1;
      seen.set(content, occurrence);
      const digest = createHash('sha256').update(`${content}#${occurrence}`).digest('base64url');
      return [line, line.givenKey ?? `orders-cli.${digest}`];
    }),
  );
}

function assemble(lineNumber: number, items: ItemRequest[], metadata: Record<string, string>, key: unknown): OrderLine {
  if (items.length === 0 || items.length > MAX_ITEMS) throw new UsageError(`An order has 1 to ${MAX_ITEMS} items.`);
  if (key !== undefined && typeof key !== 'string') throw new UsageError('idempotency_key is not text.');
  const order = Object.keys(metadata).length > 0 ? { items, metadata } : { items };
  return { lineNumber, order, givenKey: key === undefined ? undefined : parseIdempotencyKey(key) };
}

/** Items as the contract has them, or as `--item` and the CSV of `orders list` do: `1:2 7`. */
function readItems(value: unknown): ItemRequest[] {
  if (typeof value === 'string')
    return value
      .split(/[\s;]+/)
      .filter(Boolean)
      .map(parseItem);
  if (!Array.isArray(value)) throw new UsageError('items is missing, or is not a list.');
  return value.map((item: unknown) => {
    if (typeof item === 'string') return parseItem(item);
    const { product_id: productId, quantity, ...others } = asObject(item, 'An item');
    if (Object.keys(others).length > 0) throw new UsageError('An item has product_id and quantity, nothing else.');
    if (typeof productId !== 'number' || typeof quantity !== 'number') {
      throw new UsageError('An item needs product_id and quantity, both numbers.');
    }
    return parseItem(`${productId}:${quantity}`);
  });
}

function readMetadata(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  return parseMetadata(
    Object.entries(asObject(value, 'metadata')).map(([key, text]) => {
      if (typeof text !== 'string') throw new UsageError(`metadata '${key}' is not text.`);
      return `${key}=${text}`;
    }),
  );
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text), 'The line');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('This is not JSON.');
  }
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError(`${what} is not an object.`);
}

function sortedEntries(metadata: Record<string, string>): [string, string][] {
  return Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
}
