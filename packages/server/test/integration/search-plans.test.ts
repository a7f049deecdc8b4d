import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createSearchUpdates } from '../../src/db/search-updates.js';
import { searchOrders } from '../../src/db/statements/search-orders.js';
import type { OrderFilters, OrderSearch } from '../../src/ports/order-search.js';
import { LIST_KINDS, type FilterName } from '../../src/usecases/choose-list.js';
import { blocksTouched } from '../support/blocks-touched.js';
import { NO_FILTERS } from '../support/no-filters.js';
import { addVariedOrders, OWNERS, SHARED_EMAIL } from '../support/varied-orders.js';

const VALUES: Readonly<Record<FilterName, Partial<OrderFilters>>> = {
  status: { statuses: ['pending', 'shipped'] },
  created_after: { createdAfter: '2026-01-01T00:00:01.000000Z' },
  created_before: { createdBefore: '2027-01-01T00:00:00.000000Z' },
  updated_after: { updatedAfter: '2026-01-01T00:00:01.000000Z' },
  updated_before: { updatedBefore: '2027-01-01T00:00:00.000000Z' },
  total_min: { totalMin: '1.00' },
  total_max: { totalMax: '499' },
  id: { ids: Array.from({ length: 100 }, (_, at) => 256 * (at + 1)) },
  reference: { reference: 'S-4' },
  product_id: { productId: 1 },
  user_email: { userEmail: SHARED_EMAIL },
  metadata: { metadata: { channel: 'web' } },
};

const RANGES: readonly FilterName[] = [
  ...([
    'status',
    'created_after',
    'created_before',
    'updated_after',
    'updated_before',
    'total_min',
    'total_max',
  ] as const),
];

interface Case {
  readonly name: string;
  readonly search: OrderSearch;
}

/** Each permitted combination: the filter that leads, alone and with all that may be given beside it; and both orders. */
const CASES: readonly Case[] = LIST_KINDS.flatMap((kind) =>
  (kind.by.length > 0 ? kind.by : [undefined]).flatMap((leading) =>
    kind.sortedBy.flatMap((by) =>
      [OWNERS[0], ...(kind.ofOneUser ? [] : [undefined])].flatMap((ownerId) =>
        [false, true].map((isNarrowed): Case => {
          const names = [
            ...(leading ? [leading] : []),
            ...(isNarrowed ? kind.with.filter((name) => RANGES.includes(name)) : []),
          ];
          const filters = names.reduce<OrderFilters>((all, name) => ({ ...all, ...VALUES[name] }), NO_FILTERS);
          const sort = { by, ascending: isNarrowed };
          return {
            name: `${names.join(', ') || kind.path} of ${ownerId ?? 'everyone'} by ${by}`,
            search: { path: kind.path, sort, ownerId, filters, after: undefined, skip: 0, limit: 20 },
          };
        }),
      ),
    ),
  ),
);

describe('searches', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let byHand: pg.Client;
  let orders = 0;

  before(async () => {
    testDatabase = await createTestDatabase({ migrated: true });
    database = connect({ url: testDatabase.url });
    byHand = new pg.Client({ connectionString: testDatabase.url });
    await byHand.connect();
  });

  after(async () => {
    await byHand.end();
    await database.close();
    await testDatabase.drop();
  });

  async function growTo(count: number): Promise<void> {
    if (orders === count) return;
    await addVariedOrders(byHand, orders + 1, count - orders);
    orders = count;
    const search = createSearchUpdates(database);
    while ((await search.update(5_000)) > 0);
    await byHand.query('VACUUM (ANALYZE)');
  }

  async function blocksOf(search: OrderSearch): Promise<{ first: number; deep: number }> {
    const first = await blocksTouched(database, (runner) => searchOrders(runner, search));
    const { last } = await searchOrders(database, { ...search, skip: 150, limit: 1 });
    return { first, deep: await blocksTouched(database, (runner) => searchOrders(runner, { ...search, after: last })) };
  }

  it('cost the same among five times as many orders, at the beginning and far down', async () => {
    await growTo(1_500);
    const few = [];
    for (const { search } of CASES) few.push(await blocksOf(search));
    await growTo(8_000);
    for (const [at, { name, search }] of CASES.entries()) {
      const many = await blocksOf(search);
      for (const page of ['first', 'deep'] as const) {
        const before = few[at]![page];
        expect(many[page], `${name}, ${page} page, ${before} blocks before`).to.be.at.most(before * 1.2 + 60);
      }
    }
  });

  for (const by of ['total_amount', 'updated_at'] as const) {
    for (const ascending of [false, true]) {
      it(`begin a deep page at its position, not at a filter's bound: ${by}, ${ascending ? 'ascending' : 'descending'}`, async () => {
        await growTo(8_000);
        const filters = {
          ...NO_FILTERS,
          ...VALUES.total_min,
          ...VALUES.total_max,
          ...VALUES.updated_after,
          ...VALUES.updated_before,
        };
        const path = by === 'total_amount' ? 'total' : 'updated';
        const search = { path, sort: { by, ascending }, filters, after: undefined, skip: 0, limit: 20 } as const;
        const ofEveryone = { ...search, ownerId: undefined };
        const first = await blocksTouched(database, (runner) => searchOrders(runner, ofEveryone));
        const { last } = await searchOrders(database, { ...ofEveryone, skip: 6_000, limit: 1 });
        const deep = await blocksTouched(database, (runner) => searchOrders(runner, { ...ofEveryone, after: last }));
        expect(deep).to.be.at.most(first * 1.2 + 15);
      });
    }
  }
});
