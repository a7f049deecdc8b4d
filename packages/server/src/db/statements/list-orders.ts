import type { Order } from '../../domain/order.js';
import type { ListPage } from '../../ports/list-page.js';
import type { OrderQuery } from '../../ports/order-store.js';
import type { Runner } from '../connection.js';
import { arrayText, bigint, int, nullable, text, timestamptz } from '../sql-types.js';
import { batchOf, column, statement, type Batch, type RowOf } from '../statement.js';
import { ORDER } from './order-columns.js';
import { FOLLOWED, withinPageBudget } from './page-budget.js';

/** Positions before every order's, and after it. */
const NEWEST = { createdAt: 'infinity', id: Number.MAX_SAFE_INTEGER };
const OLDEST = '-infinity';

/** Lists: whose orders, a range of positions, and a page of it. */
const QUERIES = batchOf<OrderQuery>({
  ordinal: column(int, (_, ordinal) => ordinal),
  owner_id: column(nullable(bigint), (query) => query.ownerId),
  after_time: column(timestamptz, (query) => query.after?.createdAt ?? NEWEST.createdAt),
  after_id: column(bigint, (query) => query.after?.id ?? NEWEST.id),
  not_before: column(timestamptz, (query) => query.createdAfter ?? OLDEST),
  older_than: column(timestamptz, (query) => query.createdBefore ?? NEWEST.createdAt),
  skip: column(int, (query) => query.skip),
  page: column(int, (query) => query.limit),
});

export const QUERIES_BY_STATUS = batchOf<OrderQuery>({
  ...QUERIES.batch,
  statuses: column(text, (query) => arrayText([...new Set(query.statuses)])),
});

/** Where a page begins, as one position: of two bounds PostgreSQL starts at one, and would read all up to the other. */
const START = 'least(q.after_time, q.older_than), CASE WHEN q.after_time < q.older_than THEN q.after_id ELSE 0 END';
export const IN_RANGE = `(o.created_at, o.id) < (${START}) AND o.created_at >= q.not_before`;
export const ORDER_OF_LIST = 'o.created_at DESC, o.id DESC';
const NEWEST_FIRST = `ORDER BY ${ORDER_OF_LIST}`;
export const BYTES = 'octet_length(o.items::text) + octet_length(o.metadata::text)';

/** The columns of a list's rows. */
export const LISTED = { ordinal: int, ...FOLLOWED, ...ORDER.columns };

type ListedOrder = RowOf<typeof LISTED>;

function listing(name: string, queries: Batch<OrderQuery>, oneList: string) {
  return statement({
    name,
    writes: false,
    parameters: { q: queries },
    columns: LISTED,
    text: `
      SELECT q.ordinal, o.followed, ${ORDER.list}
      FROM @q
      CROSS JOIN LATERAL (${withinPageBudget({ rows: oneList, order: ORDER_OF_LIST, limit: 'q.page', bytes: BYTES })}) o
      ORDER BY q.ordinal, o.created_at DESC, o.id DESC`,
  });
}

function ofAnyStatus(name: string, owner: string) {
  return listing(
    name,
    QUERIES,
    `
        SELECT * FROM orders o WHERE ${owner} AND ${IN_RANGE} ${NEWEST_FIRST} OFFSET q.skip LIMIT q.page + 1`,
  );
}

/**
 * Each status is a range of its own index, so that a rare status among many orders costs no more than a frequent one. It is
 * a range between two rows, because no other index has that order: PostgreSQL, which plans for an average user, might read
 * all orders of a large one by the index without a status.
 */
function ofStatuses(name: string, owner: string) {
  return listing(
    name,
    QUERIES_BY_STATUS,
    `
        SELECT o.* FROM unnest(q.statuses::text[]) AS wanted (status)
        CROSS JOIN LATERAL (
          SELECT * FROM orders o
          WHERE ${owner} AND (o.status, o.created_at, o.id) < (wanted.status, ${START})
            AND (o.status, o.created_at) >= (wanted.status, q.not_before)
          ORDER BY o.status DESC, ${ORDER_OF_LIST} LIMIT q.skip + q.page + 1
        ) o
        ${NEWEST_FIRST} OFFSET q.skip LIMIT q.page + 1`,
  );
}

const OWN = 'o.user_id = q.owner_id';
const EVERYONES = 'true';

export const LIST_OWN = ofAnyStatus('list_own_orders', OWN);
export const LIST_OWN_BY_STATUS = ofStatuses('list_own_orders_by_status', OWN);
export const LIST_ALL = ofAnyStatus('list_all_orders', EVERYONES);
export const LIST_ALL_BY_STATUS = ofStatuses('list_all_orders_by_status', EVERYONES);

/** Whether a list can share a statement: those of an owner's orders in any status, which is nearly all of them. */
export function isPlainList({ ownerId, statuses, overdue }: OrderQuery): boolean {
  return ownerId !== undefined && statuses.length === 0 && overdue === undefined;
}

/** Plain lists, in the order of `queries`. The cost grows with the pages and `skip`, not with the table or the depth. */
export async function listOwnOrders(database: Runner, queries: readonly OrderQuery[]): Promise<ListPage<Order>[]> {
  return await run(database, LIST_OWN, queries);
}

export const NONE: ListPage<Order> = { entries: [], hasMore: false };

/** Any one list, as `listOwnOrders`. */
export async function listOrders(database: Runner, query: OrderQuery): Promise<ListPage<Order>> {
  const [anyStatus, byStatus] =
    query.ownerId === undefined ? [LIST_ALL, LIST_ALL_BY_STATUS] : [LIST_OWN, LIST_OWN_BY_STATUS];
  const [page = NONE] = await run(database, query.statuses.length > 0 ? byStatus : anyStatus, [query]);
  return page;
}

async function run(
  database: Runner,
  list: typeof LIST_OWN,
  queries: readonly OrderQuery[],
): Promise<ListPage<Order>[]> {
  return pagesOf(queries, await database.run(list, { q: queries }));
}

/** The page of each query, from the rows of all. */
export function pagesOf(queries: readonly OrderQuery[], rows: readonly ListedOrder[]): ListPage<Order>[] {
  const pages = queries.map(() => ({ entries: [] as Order[], hasMore: false }));
  for (const row of rows) {
    const page = pages[row.ordinal];
    page?.entries.push(row);
    if (page) page.hasMore = row.followed; // that of the last order stays
  }
  return pages;
}
