import { createHash } from 'node:crypto';
import { limits, type CreateOrder } from '@order-service/sdk';
import { UsageError } from '../../errors.js';
import { IDEMPOTENCY_KEY_FORM, parseIdempotencyKey } from '../../parse/idempotency-key.js';
import { parseItem, type ItemRequest } from '../../parse/item.js';
import { faultsOfMetadata } from '../../parse/metadata.js';
import { faultOfReference } from '../../parse/reference.js';

/** An order to place, from one line of a file. */
export interface OrderLine {
  /** Counted from 1. */
  readonly lineNumber: number;
  readonly order: CreateOrder;
  /** The idempotency key in the line. */
  readonly givenKey?: string;
}

/** The parsed content of a line, not yet checked against the contract. */
export interface UncheckedOrder {
  readonly items: unknown;
  readonly reference: unknown;
  readonly metadata: readonly (readonly [key: string, value: unknown])[];
  readonly idempotencyKey: unknown;
}

/** Everything that is wrong with one line. */
export class BadLineError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('; '));
    this.name = 'BadLineError';
    this.faults = faults;
  }
}

/** Checks a line against the contract, so that the service does not reject it as invalid. Throws BadLineError. */
export function checkOrder(unchecked: UncheckedOrder, lineNumber: number): OrderLine {
  const { items, reference, metadata, idempotencyKey } = unchecked;
  const faults: string[] = [];
  const order: CreateOrder = {
    items: checkItems(items, faults),
    ...(reference !== undefined && { reference: checkReference(reference, faults) }),
    ...(metadata.length > 0 && { metadata: checkMetadata(metadata, faults) }),
  };
  const key = checkKey(idempotencyKey, faults);
  if (faults.length > 0) throw new BadLineError(faults);
  return { lineNumber, order, ...(key !== undefined && { givenKey: key }) };
}

/** Items as in the contract, or as in `--item` and in the CSV of `orders list`: `1:2 7`. */
function checkItems(value: unknown, faults: string[]): ItemRequest[] {
  const list = typeof value === 'string' ? value.split(/[\s;]+/).filter(Boolean) : value;
  if (!Array.isArray(list)) {
    faults.push('items is missing, or is not a list');
    return [];
  }
  if (list.length < limits.minLineItems || list.length > limits.maxLineItems) {
    faults.push(`there are ${list.length} items; an order has ${limits.minLineItems} to ${limits.maxLineItems}`);
  }
  return list.flatMap((item: unknown, index) => {
    try {
      return [parseItem(typeof item === 'string' ? item : itemText(item))];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      faults.push(`item ${index + 1}: ${error.message.replace(/\.$/, '')}`);
      return [];
    }
  });
}

function itemText(item: unknown): string {
  if (!isObject(item)) throw new UsageError('it is neither an object nor text such as 1:2');
  const { product_id: productId, quantity, ...others } = item;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new UsageError(`'${unknown}' is not known; an item has product_id and quantity`);
  if (typeof productId !== 'number' || typeof quantity !== 'number') {
    throw new UsageError('product_id and quantity are needed, both numbers');
  }
  return `${productId}:${quantity}`;
}

/** Keys and values are not trimmed. */
function checkMetadata(entries: UncheckedOrder['metadata'], faults: string[]): Record<string, string> {
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const others = entries.filter(([, value]) => typeof value !== 'string').map(([key]) => `'${key}' is not text`);
  faults.push(...[...others, ...faultsOfMetadata(texts)].map((fault) => `metadata: ${fault}`));
  return Object.fromEntries(texts);
}

function checkReference(value: unknown, faults: string[]): string {
  const fault = typeof value === 'string' ? faultOfReference(value) : 'is not text';
  if (fault !== undefined) faults.push(`reference ${fault}`);
  return String(value);
}

function checkKey(value: unknown, faults: string[]): string | undefined {
  if (value === undefined) return undefined;
  try {
    return parseIdempotencyKey(typeof value === 'string' ? value : '');
  } catch {
    faults.push(`idempotency_key takes ${IDEMPOTENCY_KEY_FORM}`);
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The idempotency key of each line: its own, or a hash of its content and of the number of equal lines before it. So a
 * second run of the same file places no order twice, even if lines have been moved or added.
 */
export function keyLines(lines: readonly OrderLine[], batch: string): Map<OrderLine, string> {
  const seen = new Map<string, number>();
  return new Map(
    lines.map((line) => {
      const { items, metadata = {}, reference } = line.order;
      const content = JSON.stringify([
        batch,
        items,
        sortedEntries(metadata),
        ...(reference === undefined ? [] : [reference]),
      ]);
      const occurrence = (seen.get(content) ?? 0) + 1;
      seen.set(content, occurrence);
      const digest = createHash('sha256').update(`${content}#${occurrence}`).digest('base64url');
      return [line, line.givenKey ?? `orders-cli.${digest}`];
    }),
  );
}

function sortedEntries(metadata: Record<string, string>): [string, string][] {
  return Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
}
