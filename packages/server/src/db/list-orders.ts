import type { Order } from '../domain/order.js';
import type { OrderQuery } from '../ports/order-store.js';
import type { Runner, Statement } from './connection.js';
import { ORDER_COLUMNS, orderFromRow, type OrderRow } from './order-rows.js';

/** Before every order's position, and after it. */
const NEWEST = { createdAt: 'infinity', id: Number.MAX_SAFE_INTEGER };
const OLDEST = '-infinity';

/**
 * Lists as rows of `q`: whose orders, a range of positions, and a page of it. They are arrays, one element a list, so
 * that any number of lists shares a statement.
 */
const QUERIES = `unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::bigint[], $5::timestamptz[], $6::timestamptz[],
        $7::int[], $8::int[])
        AS q (ordinal, owner_id, after_time, after_id, not_before, older_than, skip, page)`;

const IN_RANGE = `(o.created_at, o.id) < (q.after_time, q.after_id)
          AND o.created_at >= q.not_before AND o.created_at < q.older_than`;
const NEWEST_FIRST = 'ORDER BY o.created_at DESC, o.id DESC';

function listing(name: string, oneList: string): Statement {
  return {
    name,
    writes: false,
    text: `
      SELECT q.ordinal, ${ORDER_COLUMNS}
      FROM ${QUERIES}
      CROSS JOIN LATERAL (${oneList}
      ) o
      ORDER BY q.ordinal, o.created_at DESC, o.id DESC`,
  };
}

function ofAnyStatus(owner: string): string {
  return `
        SELECT * FROM orders o WHERE ${owner} AND ${IN_RANGE} ${NEWEST_FIRST} OFFSET q.skip LIMIT q.page`;
}

/** Each status is a range of its own index, so that a rare status among many orders costs no more than a frequent one. */
function ofStatuses(owner: string): string {
  return `
        SELECT o.* FROM unnest($9::text[]) AS wanted (status)
        CROSS JOIN LATERAL (
          SELECT * FROM orders o WHERE ${owner} AND o.status = wanted.status AND ${IN_RANGE} ${NEWEST_FIRST}
          LIMIT q.skip + q.page
        ) o
        ${NEWEST_FIRST} OFFSET q.skip LIMIT q.page`;
}

const OWN = 'o.user_id = q.owner_id';
const EVERYONES = 'true';

export const LIST_OWN = listing('list_own_orders', ofAnyStatus(OWN));
export const LIST_OWN_BY_STATUS = listing('list_own_orders_by_status', ofStatuses(OWN));
export const LIST_ALL = listing('list_all_orders', ofAnyStatus(EVERYONES));
export const LIST_ALL_BY_STATUS = listing('list_all_orders_by_status', ofStatuses(EVERYONES));

/** Lists of one kind can share a statement: those of an owner's orders in any status, which is nearly all of them. */
export function isPlainList({ ownerId, statuses }: OrderQuery): boolean {
  return ownerId !== undefined && statuses.length === 0;
}

/** Plain lists, in the order of `queries`. The cost grows with the pages, not with the table or the depth (but for `skip`). */
export async function listOwnOrders(database: Runner, queries: readonly OrderQuery[]): Promise<Order[][]> {
  return await run(database, LIST_OWN, queries, []);
}

/** Any one list, as `listOwnOrders`. */
export async function listOrders(database: Runner, query: OrderQuery): Promise<Order[]> {
  const { ownerId, statuses } = query;
  const byStatus = statuses.length > 0;
  const statement =
    ownerId === undefined ? (byStatus ? LIST_ALL_BY_STATUS : LIST_ALL) : byStatus ? LIST_OWN_BY_STATUS : LIST_OWN;
  const [orders = []] = await run(database, statement, [query], byStatus ? [[...new Set(statuses)]] : []);
  return orders;
}

async function run(
  database: Runner,
  statement: Statement,
  queries: readonly OrderQuery[],
  more: readonly unknown[],
): Promise<Order[][]> {
  const rows = await database.run<OrderRow & { ordinal: number }>(statement, [
    queries.map((_, ordinal) => ordinal),
    queries.map((query) => query.ownerId ?? null),
    queries.map((query) => query.after?.createdAt ?? NEWEST.createdAt),
    queries.map((query) => query.after?.id ?? NEWEST.id),
    queries.map((query) => query.createdAfter ?? OLDEST),
    queries.map((query) => query.createdBefore ?? NEWEST.createdAt),
    queries.map((query) => query.skip),
    queries.map((query) => query.limit),
    ...more,
  ]);
  const lists: Order[][] = queries.map(() => []);
  for (const row of rows) lists[row.ordinal]?.push(orderFromRow(row));
  return lists;
}
