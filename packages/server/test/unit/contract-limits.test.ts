import { expect } from 'chai';
import { MAX_LINE_ITEMS } from '../../src/domain/order.js';
import { ORDER_STATUSES } from '../../src/domain/order-status.js';
import { componentSchema, contract, resolve, type Schema } from '../support/conformance.js';

/** Every schema of the contract below `node`, with the path that leads there. */
function* schemas(node: unknown, path = ''): Generator<[path: string, schema: Record<string, unknown>]> {
  if (typeof node !== 'object' || node === null) return;
  yield [path, node as Record<string, unknown>];
  for (const [name, child] of Object.entries(node)) yield* schemas(child, `${path}/${name}`);
}

describe('The limits of the contract', () => {
  it('are those that the domain rests on', () => {
    const { properties } = resolve(componentSchema('CreateOrder') as Schema);
    expect((properties!.items as { maxItems?: number }).maxItems).to.equal(MAX_LINE_ITEMS);
    expect(resolve(componentSchema('OrderStatus') as Schema).enum).to.deep.equal([...ORDER_STATUSES]);
  });

  it('stand once: no two places spell the same pattern', () => {
    const places = new Map<string, string[]>();
    for (const [path, { pattern }] of schemas(contract)) {
      if (typeof pattern === 'string') places.set(pattern, [...(places.get(pattern) ?? []), path]);
    }
    expect([...places.values()].filter(({ length }) => length > 1)).to.deep.equal([]);
  });

  it('bound every text, list and number that a caller sends', () => {
    const unbounded: string[] = [];
    for (const name of ['CreateOrder', 'UpdateOrderStatus', 'ReplayEvents', 'SkipOutboxEvent']) {
      for (const [path, schema] of schemas(dereferenced(componentSchema(name)), name)) {
        const { type, enum: values, format } = schema;
        if (values !== undefined || format === 'date-time') continue;
        if (type === 'string' && schema.maxLength === undefined) unbounded.push(path);
        if (type === 'integer' && schema.maximum === undefined) unbounded.push(path);
        if (type === 'array' && schema.maxItems === undefined) unbounded.push(path);
      }
    }
    expect(unbounded).to.deep.equal([]);
  });
});

function dereferenced(node: object): object {
  const resolved = resolve(node as { $ref?: string });
  return JSON.parse(
    JSON.stringify(resolved, (_, value: unknown) =>
      typeof value === 'object' && value !== null && '$ref' in value ? dereferenced(value) : value,
    ),
  ) as object;
}
