import type { Order } from '../domain/order.js';
import type { OrderQuery } from '../usecases/ports.js';
import type { Runner, Statement } from './connection.js';
import { ORDER_COLUMNS, orderFromRow, type OrderRow } from './order-rows.js';

/** Before every order's position, and after it. */
const NEWEST = { createdAt: 'infinity', id: Number.MAX_SAFE_INTEGER };
const OLDEST = '-infinity';

/** $2..$5 bound a range of one index, $6 and $7 are the page; whose orders ($1) and which ($8) differ by statement. */
const RANGE = '(o.created_at, o.id) < ($2::timestamptz, $3::bigint) AND o.created_at > $4 AND o.created_at < $5';
const NEWEST_FIRST = 'ORDER BY o.created_at DESC, o.id DESC';
const PAGE = 'OFFSET $6 LIMIT $7';

function ofAnyStatus(name: string, owner: string): Statement {
  return {
    name,
    writes: false,
    text: `SELECT ${ORDER_COLUMNS} FROM orders o WHERE ${owner} AND ${RANGE} AND $8::text[] IS NULL ${NEWEST_FIRST} ${PAGE}`,
  };
}

/** Each status is a range of its own index, so that a rare status among many orders costs no more than a frequent one. */
function ofStatuses(name: string, owner: string): Statement {
  return {
    name,
    writes: false,
    text: `
      SELECT ${ORDER_COLUMNS}
      FROM unnest($8::text[]) AS wanted (status)
      CROSS JOIN LATERAL (
        SELECT * FROM orders o WHERE ${owner} AND o.status = wanted.status AND ${RANGE} ${NEWEST_FIRST}
        LIMIT $6::bigint + $7::bigint
      ) o
      ${NEWEST_FIRST} ${PAGE}`,
  };
}

const OWN = 'o.user_id = $1';
const EVERYONES = '$1::bigint IS NULL';

const LIST_OWN = ofAnyStatus('list_own_orders', OWN);
const LIST_OWN_BY_STATUS = ofStatuses('list_own_orders_by_status', OWN);
const LIST_ALL = ofAnyStatus('list_all_orders', EVERYONES);
const LIST_ALL_BY_STATUS = ofStatuses('list_all_orders_by_status', EVERYONES);

function statementFor({ ownerId, statuses }: OrderQuery): Statement {
  if (ownerId === undefined) return statuses.length > 0 ? LIST_ALL_BY_STATUS : LIST_ALL;
  return statuses.length > 0 ? LIST_OWN_BY_STATUS : LIST_OWN;
}

/** Orders, newest first. The cost grows with the page, not with the table or the depth (but for `skip`). */
export async function listOrders(database: Runner, query: OrderQuery): Promise<Order[]> {
  const after = query.after ?? NEWEST;
  const rows = await database.run<OrderRow>(statementFor(query), [
    query.ownerId ?? null,
    after.createdAt,
    after.id,
    query.createdAfter ?? OLDEST,
    query.createdBefore ?? NEWEST.createdAt,
    query.skip,
    query.limit,
    query.statuses.length > 0 ? [...new Set(query.statuses)] : null,
  ]);
  return rows.map(orderFromRow);
}
