import { BadLineError, isObject, type UncheckedOrder } from './order-line.js';

const MEMBERS: readonly string[] = ['items', 'reference', 'metadata', 'idempotency_key'];

/** Parses a line of NDJSON into an order. Throws BadLineError. */
export function orderFromJson(text: string): UncheckedOrder {
  const value = withoutTheService(parseObject(text));
  const unknown = Object.keys(value).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0) {
    throw new BadLineError(unknown.map((member) => `'${member}' is not known; an order has ${MEMBERS.join(', ')}`));
  }
  const { items, reference, metadata = null, idempotency_key: idempotencyKey } = value;
  if (metadata !== null && !isObject(metadata)) throw new BadLineError(['metadata is not an object']);
  return { items, reference: reference ?? undefined, metadata: Object.entries(metadata ?? {}), idempotencyKey };
}

/** An order as `orders export` writes it: what the service has added is left out. A new order has none of it. */
function withoutTheService(value: Record<string, unknown>): Record<string, unknown> {
  if (!('id' in value && 'allowed_transitions' in value && Array.isArray(value.items))) return value;
  const { items, reference, metadata } = value;
  const requested = items.map((item: unknown) =>
    isObject(item) ? { product_id: item.product_id, quantity: item.quantity } : item,
  );
  return { items: requested, reference, metadata };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadLineError(['this is not JSON']);
  }
  if (!isObject(value)) throw new BadLineError(['the line is not an object']);
  return value;
}
