import { ORDER_STATUSES } from '../../domain/order-status.js';
import type { OrderSearch, SearchPage, SearchPath, SortedBy } from '../../ports/order-search.js';
import type { Order } from '../../domain/order.js';
import type { Runner } from '../connection.js';
import { outer } from '../selection.js';
import { arrayOf, bigint, boolean, int, json, nullable, numeric, text, timestamptz } from '../sql-types.js';
import { statement, type ArgumentsOf } from '../statement.js';
import { asOf } from './derived-tables.js';
import { ORDER } from './order-columns.js';
import { withinPageBudget } from './page-budget.js';
import { HAS_FILTERS, TERM } from './search-filters.js';
import { SEARCH_POSITION } from './update-search.js';

const PARAMETERS = {
  ownerId: nullable(bigint),
  ids: nullable(arrayOf(bigint)),
  statuses: arrayOf(text),
  ...{ createdAfter: timestamptz, createdBefore: timestamptz, updatedAfter: timestamptz, updatedBefore: timestamptz },
  ...{ totalMin: numeric, totalMax: numeric },
  ...{ reference: nullable(text), productId: nullable(bigint), userEmail: nullable(text), metadata: json },
  ...{ afterId: bigint, skip: int, page: int },
};

/** What a path reads: entries of a table in the order of a column of it. */
interface Entries {
  readonly table: string;
  readonly id: string;
  readonly column: SortedBy;
  readonly isTerm?: boolean;
  /** Whether the table is the search, which is behind the orders. */
  readonly isBehind: boolean;
}

/** The filters that bound a column. The lower bound is within the range; of a time, the upper one is not. */
const BOUNDS = {
  created_at: { lower: 'createdAfter', upper: 'createdBefore', has: '<' },
  updated_at: { lower: 'updatedAfter', upper: 'updatedBefore', has: '<' },
  total_amount: { lower: 'totalMin', upper: 'totalMax', has: '<=' },
} as const satisfies Record<SortedBy, unknown>;
const ENTRIES: Readonly<Record<Exclude<SearchPath, 'ids' | 'reference'>, Entries>> = {
  orders: { table: 'orders', id: 'id', column: 'created_at', isBehind: false },
  term: {
    table: 'order_search_terms',
    id: 'order_id',
    column: 'created_at',
    isTerm: true,
    isBehind: true,
  },
  total: { table: 'order_search', id: 'order_id', column: 'total_amount', isBehind: true },
  updated: { table: 'order_search', id: 'order_id', column: 'updated_at', isBehind: true },
};

interface Direction {
  readonly word: 'ASC' | 'DESC';
  readonly follows: '>' | '<';
}
const ASCENDING: Direction = { word: 'ASC', follows: '>' };
const DESCENDING: Direction = { word: 'DESC', follows: '<' };

/** The bound at which pages end. That at which they begin is in the first page's position: see `searchArguments`. */
function withinTheEnd(column: SortedBy, { word }: Direction): string {
  const { lower, upper, has } = BOUNDS[column];
  const [follows, bound] = word === 'ASC' ? [has, upper] : ['>=', lower];
  return `(s.status, s.${column}) ${follows} (wanted.status, @${bound})`;
}

/**
 * The next entries: each status is a range of the index, as in `list-orders.ts`, so that a rare status costs no more than a
 * frequent one. A page has one condition where it begins, because PostgreSQL starts a scan at one of them, and would read a
 * deep page from the bound on.
 */
function nextEntries({ table, id, column, isTerm }: Entries, isOwn: boolean, direction: Direction): string {
  const { word, follows } = direction;
  const conditions = [
    ...(isOwn ? ['s.user_id = @ownerId'] : []),
    ...(isTerm ? [`s.term = ${TERM}`] : []),
    `(s.status, s.${column}, s.${id}) ${follows} (wanted.status, @afterValue, @afterId)`,
    withinTheEnd(column, direction),
  ].join(' AND ');
  return `
        SELECT e.* FROM unnest(@statuses) AS wanted (status)
        CROSS JOIN LATERAL (
          SELECT s.${column} AS sort_value, s.${id} AS id FROM ${table} s WHERE ${conditions}
          ORDER BY s.status ${word}, s.${column} ${word}, s.${id} ${word} LIMIT @skip + @page + 1
        ) e
        ORDER BY e.sort_value ${word}, e.id ${word} OFFSET @skip LIMIT @page + 1`;
}

/** The same of some orders that are read by their ids. */
function nextOfIds(column: SortedBy, { word, follows }: Direction): string {
  return `
        SELECT o.${column} AS sort_value, o.id FROM (SELECT DISTINCT unnest(@ids) AS id) wanted
        CROSS JOIN LATERAL (SELECT * FROM orders WHERE id = wanted.id LIMIT 1) o
        WHERE (o.${column}, o.id) ${follows} (@afterValue, @afterId) AND ${HAS_FILTERS}
        ORDER BY o.${column} ${word}, o.id ${word} OFFSET @skip LIMIT @page + 1`;
}

/**
 * A page of entries and their orders as they are now. An entry may be behind its order: then the order is compared with the
 * filters again, and left out when it does not match any more. There is one row at least, for `asOf`.
 */
function searching(name: string, entries: string, column: SortedBy, { word }: Direction, isBehind: boolean) {
  const sortType = column === 'total_amount' ? numeric : timestamptz;
  const rows = `
      SELECT o.*, e.sort_value, ${HAS_FILTERS} AS matches
      FROM (${entries}) e CROSS JOIN LATERAL (SELECT * FROM orders WHERE id = e.id LIMIT 1) o`;
  const page = withinPageBudget({
    rows,
    order: `o.sort_value ${word}, o.id ${word}`,
    limit: '@page',
    bytes: 'octet_length(o.items::text) + octet_length(o.metadata::text)',
  });
  return statement({
    name,
    writes: false,
    parameters: { ...PARAMETERS, afterValue: sortType },
    columns: {
      ...{ asOf: nullable(timestamptz), followed: nullable(boolean), matches: nullable(boolean) },
      ...{ sortValue: nullable(sortType) },
      ...outer(ORDER.columns),
    },
    text: `
    SELECT r.as_of AS "asOf", o.followed, o.matches, o.sort_value AS "sortValue", ${ORDER.list}
    FROM (SELECT ${isBehind ? asOf(SEARCH_POSITION) : 'NULL::timestamptz'} AS as_of) r
    LEFT JOIN (${page}) o ON true
    ORDER BY o.place`,
  });
}

type Search = ReturnType<typeof searching>;

function key(path: SearchPath, by: SortedBy, ascending: boolean, isOwn: boolean): string {
  const own = path === 'ids' ? '' : isOwn ? '_own' : '_all';
  return `search${own}_by_${path}_${by}${ascending ? '_ascending' : ''}`;
}

function* searches(): Generator<[string, Search]> {
  for (const ascending of [false, true]) {
    const direction = ascending ? ASCENDING : DESCENDING;
    for (const [path, entries] of Object.entries(ENTRIES)) {
      const { column } = entries;
      for (const isOwn of [false, true]) {
        const name = key(path as SearchPath, column, ascending, isOwn);
        yield [name, searching(name, nextEntries(entries, isOwn, direction), column, direction, entries.isBehind)];
      }
    }
    for (const column of ['created_at', 'total_amount', 'updated_at'] as const) {
      const name = key('ids', column, ascending, false);
      yield [name, searching(name, nextOfIds(column, direction), column, direction, false)];
    }
  }
}

const SEARCHES_BY_NAME = new Map(searches());

/** Every search, a statement for each path, order and kind of owner. */
export const SEARCHES: readonly Search[] = [...SEARCHES_BY_NAME.values()];

/** The statement of a search by another path than `reference`, which is read as the one id that has it. */
export function searchOf({ path, sort, ownerId }: Pick<OrderSearch, 'path' | 'sort' | 'ownerId'>): Search {
  const name = key(path, sort.by, sort.ascending, ownerId !== undefined);
  const found = SEARCHES_BY_NAME.get(name);
  if (!found) throw new Error(`There is no statement ${name}`);
  return found;
}

type SearchArguments = ArgumentsOf<typeof PARAMETERS> & { readonly afterValue: string };

/** What the statement of a search is run with. */
export function searchArguments(search: OrderSearch): SearchArguments {
  const { ownerId, filters, after, skip, limit, sort } = search;
  const { statuses, ids, reference, productId, userEmail, metadata } = filters;
  const { lower, upper, has } = BOUNDS[sort.by];
  const bounds = {
    createdAfter: filters.createdAfter ?? '-infinity',
    createdBefore: filters.createdBefore ?? 'infinity',
    updatedAfter: filters.updatedAfter ?? '-infinity',
    updatedBefore: filters.updatedBefore ?? 'infinity',
    totalMin: filters.totalMin ?? '-Infinity',
    totalMax: filters.totalMax ?? 'Infinity',
  };
  return {
    ...bounds,
    ...{ ownerId, ids, reference, productId, userEmail, skip, page: limit },
    statuses: statuses.length > 0 ? [...new Set(statuses)] : ORDER_STATUSES,
    metadata: JSON.stringify(metadata),
    afterValue: after?.value ?? bounds[sort.ascending ? lower : upper],
    // Before every order of the lower bound, and after those of the upper one if these are within the range.
    afterId: after?.id ?? (!sort.ascending && has === '<=' ? Number.MAX_SAFE_INTEGER : 0),
  };
}

export const FIND_REFERENCE = statement({
  name: 'find_order_id_by_reference',
  writes: false,
  parameters: { ownerId: nullable(bigint), reference: nullable(text) },
  columns: { id: bigint },
  text: 'SELECT id FROM orders WHERE user_id = @ownerId AND reference = @reference',
});

/** A page of a search. Its cost grows with the page and `skip`, not with the number of orders or the depth. */
export async function searchOrders(database: Runner, search: OrderSearch): Promise<SearchPage> {
  if (search.path === 'reference') {
    const { ownerId, filters } = search;
    const found = await database.run(FIND_REFERENCE, { ownerId, reference: filters.reference });
    return await searchOrders(database, {
      ...search,
      path: 'ids',
      filters: { ...filters, ids: found.map(({ id }) => id) },
    });
  }
  const entries: Order[] = [];
  const page = { hasMore: false, asOf: null as string | null, last: undefined as SearchPage['last'] };
  for (const { asOf, followed, matches, sortValue, ...order } of await database.run(
    searchOf(search),
    searchArguments(search),
  )) {
    page.asOf = asOf;
    if (order.id === null) continue;
    page.last = { value: sortValue ?? '', id: order.id };
    page.hasMore = followed ?? false; // that of the last entry stays
    if (matches) entries.push(order as Order);
  }
  return { entries, ...page };
}
