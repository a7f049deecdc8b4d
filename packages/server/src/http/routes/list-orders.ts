import type { Context } from 'koa';
import type { Caller } from '../../domain/caller.js';
import { FilterNotSupportedError, OperatorRequiredError } from '../../domain/errors.js';
import type { Order } from '../../domain/order.js';
import type { TimedTransition } from '../../domain/timed-transition.js';
import type { OrderFilters, SearchOrder } from '../../ports/order-search.js';
import type { OrderStore } from '../../ports/order-store.js';
import { chooseList } from '../../usecases/choose-list.js';
import type { ValidRequest } from '../contract/request.js';
import { toDatabaseTime } from '../contract/timestamp.js';
import { orderCursor } from '../paging/cursors.js';
import { nextLink } from '../paging/next-link.js';
import { searchCursor } from '../paging/search-cursor.js';

type Query = ValidRequest<'listOrders'>['query'];

/** A page of orders, and the headers that describe it. */
export interface OrderPage {
  readonly entries: readonly Order[];
  readonly headers: { readonly Link: string | undefined; readonly 'As-Of'?: string | undefined };
}

/** What a list is read from. */
export interface ListDependencies {
  readonly orders: Pick<OrderStore, 'list' | 'search'>;
  readonly timedTransitions: readonly TimedTransition[];
}

/** What overdue orders can be narrowed by. */
const OVERDUE = { by: ['overdue'], with: ['status', 'created_after', 'created_before'], sortedBy: ['created_at'] };

/** Reads a page. @throws FilterNotSupportedError for a combination of filters without an index */
export async function listOrders(
  { orders, timedTransitions }: ListDependencies,
  query: Query,
  caller: Caller,
  ctx: Context,
): Promise<OrderPage> {
  const ownerId = listedOwnerId(query, caller);
  const filters = filtersOf(query);
  const { path, sort } = chooseList({ ownerId, filters, sort: query.sort && SORTS[query.sort] });
  const { skip, limit, cursor } = query;
  const isPlain = path === 'orders' && !sort.ascending;
  if (query.overdue && !isPlain) throw new FilterNotSupportedError(['overdue'], sort.by, [OVERDUE]);
  if (isPlain) {
    const { statuses, createdAfter, createdBefore } = filters;
    const overdue = query.overdue ? timedTransitions : undefined;
    const after = cursor === undefined ? undefined : orderCursor.decode(cursor);
    const page = await orders.list({ ownerId, statuses, overdue, createdAfter, createdBefore, after, skip, limit });
    const last = page.hasMore ? page.entries.at(-1) : undefined;
    return { entries: page.entries, headers: { Link: last && nextLink(ctx, orderCursor.encode(last)) } };
  }
  const cursors = searchCursor({ sort, ownerId, filters });
  const after = cursor === undefined ? undefined : cursors.decode(cursor);
  const { entries, last, hasMore, asOf } = await orders.search({ path, sort, ownerId, filters, after, skip, limit });
  const next = hasMore && last ? nextLink(ctx, cursors.encode(last)) : undefined;
  return { entries, headers: { Link: next, 'As-Of': asOf ?? undefined } };
}

const SORTS: Readonly<Record<NonNullable<Query['sort']>, SearchOrder>> = {
  created_at: { by: 'created_at', ascending: true },
  '-created_at': { by: 'created_at', ascending: false },
  total_amount: { by: 'total_amount', ascending: true },
  '-total_amount': { by: 'total_amount', ascending: false },
  updated_at: { by: 'updated_at', ascending: true },
  '-updated_at': { by: 'updated_at', ascending: false },
};

function filtersOf(query: Query): OrderFilters {
  const time = (text: string | undefined): string | undefined => text && toDatabaseTime(text);
  return {
    statuses: query.status ?? [],
    createdAfter: time(query.created_after),
    createdBefore: time(query.created_before),
    updatedAfter: time(query.updated_after),
    updatedBefore: time(query.updated_before),
    totalMin: query.total_min,
    totalMax: query.total_max,
    ids: query.id,
    reference: query.reference,
    productId: query.product_id,
    userEmail: query.user_email,
    metadata: query.metadata ?? {},
  };
}

/** Whose orders a list holds; undefined for everyone's. @throws OperatorRequiredError for orders that the caller may not see. */
function listedOwnerId(query: Query, caller: Caller): number | undefined {
  const { user_id: userId, scope, overdue } = query;
  const ownerId = userId ?? (scope === 'all' ? undefined : caller.userId);
  if (ownerId !== caller.userId && !caller.operator) throw new OperatorRequiredError("list other users' orders");
  if (overdue && !caller.operator) throw new OperatorRequiredError('list overdue orders');
  return ownerId;
}
