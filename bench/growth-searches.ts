import { searchArguments, searchOf } from '../packages/server/src/db/statements/search-orders.js';
import type {
  OrderFilters,
  OrderSearch,
  SearchOrder,
  SearchPosition,
} from '../packages/server/src/ports/order-search.js';
import type { BenchDatabase } from './database.js';
import type { GrowthQuery } from './growth-queries.js';
import { NO_FILTERS } from '../packages/server/test/support/no-filters.js';
import { LARGE_USER } from './seed.js';
import { PAGE } from './workload.js';

/** The row at which a deep page begins; where there are fewer rows, one of these shares of all orders. */
const DEEP_ROW = 10_000;
const DEEP_SHARES = [0.4, 0.1];
const DAYS = 3_600_000 * 24;

interface Kind {
  readonly name: string;
  readonly path: OrderSearch['path'];
  readonly sort: SearchOrder;
  readonly filters: Partial<OrderFilters>;
  /** Whether so few orders match that there is no deep page. */
  readonly isRare?: boolean;
}

const newest: SearchOrder = { by: 'created_at', ascending: false };
const daysAgo = (days: number): string => new Date(Date.now() - days * DAYS).toISOString();

/**
 * A search for each index, with the filters that narrow it. E-mail addresses, references, metadata entries and products are
 * entries of the same index.
 */
const KINDS: readonly Kind[] = [
  { name: 'by product', path: 'term', sort: newest, filters: { productId: 1 } },
  {
    name: 'by product, of a rare status, of the last 90 days',
    path: 'term',
    sort: newest,
    filters: { productId: 1, statuses: ['shipped'], createdAfter: daysAgo(90) },
    isRare: true,
  },
  { name: 'by e-mail address', path: 'term', sort: newest, filters: { userEmail: `USER${LARGE_USER}@example.com` } },
  {
    name: 'by total, the largest first',
    path: 'total',
    sort: { by: 'total_amount', ascending: false },
    filters: { totalMin: '10.00', totalMax: '100.00' },
  },
  {
    name: 'by total, the smallest first, of two statuses',
    path: 'total',
    sort: { by: 'total_amount', ascending: true },
    filters: { totalMin: '10.00', statuses: ['delivered', 'cancelled'] },
  },
  {
    name: 'by time of change',
    path: 'updated',
    sort: { by: 'updated_at', ascending: false },
    filters: { updatedAfter: daysAgo(90) },
  },
  {
    name: 'by time of placing, the oldest first',
    path: 'orders',
    sort: { by: 'created_at', ascending: true },
    filters: { createdAfter: daysAgo(90) },
  },
];

/** Searches of everyone's orders and of those of a user with half of all, the first page and a deep one. */
export async function growthSearches(database: BenchDatabase, orders: number): Promise<GrowthQuery[]> {
  const queries: GrowthQuery[] = [];
  for (const [ownerId, whose] of [
    [undefined, "everyone's"],
    [LARGE_USER, "a user's"],
  ] as const) {
    for (const { name, path, sort, filters, isRare } of KINDS) {
      const search = {
        path,
        sort,
        ownerId,
        filters: { ...NO_FILTERS, ...filters },
        after: undefined,
        skip: 0,
        limit: PAGE,
      };
      queries.push(growthSearch(`search of ${whose} orders ${name}`, search));
      if (isRare) continue;
      const after = await deepPositionOf(database, search, orders);
      queries.push(growthSearch('… deep page', { ...search, after }));
    }
  }
  return [...queries, hundredIds(orders)];
}

function growthSearch(name: string, search: OrderSearch): GrowthQuery {
  const statement = searchOf(search);
  return { name, statement, values: () => statement.valuesOf(searchArguments(search)) };
}

function hundredIds(orders: number): GrowthQuery {
  const ids = Array.from({ length: 100 }, (_, at) => 1 + Math.floor((at * orders) / 100));
  const sort = { by: 'total_amount', ascending: false } as const;
  const search = { path: 'ids', sort, ownerId: undefined, after: undefined, skip: 0, limit: PAGE } as const;
  return growthSearch('search of 100 ids', { ...search, filters: { ...NO_FILTERS, ids } });
}

/** The entry before the deep page. */
async function deepPositionOf(database: BenchDatabase, search: OrderSearch, orders: number): Promise<SearchPosition> {
  const { text, valuesOf } = searchOf(search);
  for (const depth of [DEEP_ROW, ...DEEP_SHARES.map((share) => Math.floor(orders * share))]) {
    const [row] = await database.query<{ value: string | null; id: string }>(
      `SELECT q."sortValue"::text AS value, q.id::text AS id FROM (${text}) q LIMIT 1`,
      valuesOf(searchArguments({ ...search, skip: depth, limit: 1 })),
    );
    if (row && row.value !== null) return { value: row.value, id: Number(row.id) };
  }
  throw new Error('A search has no deep page');
}
