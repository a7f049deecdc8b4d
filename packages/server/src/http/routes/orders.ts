import type { Context } from 'koa';
import { visibleOwnerId, type Caller } from '../../domain/caller.js';
import { OperatorRequiredError, OrderNotFoundError } from '../../domain/errors.js';
import type { Order, OwnerTransitions } from '../../domain/order.js';
import type { TimedTransition } from '../../domain/timed-transition.js';
import type { OrderStore } from '../../ports/order-store.js';
import type { ChangeOrderStatus } from '../../usecases/change-order-status.js';
import type { PlaceOrder } from '../../usecases/place-order.js';
import { callerOf } from '../auth/authenticate.js';
import { clientGone } from '../client-gone.js';
import { jsonText } from '../contract/answer.js';
import type { Handlers } from '../contract/handlers.js';
import type { ValidRequest } from '../contract/request.js';
import { toDatabaseTime } from '../contract/timestamp.js';
import { traceOf } from '../middleware/request-context.js';
import { orderCursor } from '../paging/cursors.js';
import { nextLink } from '../paging/next-link.js';
import { entityTag, isCurrent, versionsOfIfMatch } from '../presenting/entity-tag.js';
import { presentHistoryEntry, renderOrder } from '../presenting/present-order.js';

export interface OrderDependencies {
  readonly placeOrder: PlaceOrder;
  readonly changeOrderStatus: ChangeOrderStatus;
  readonly orders: OrderStore;
  readonly ownerTransitions: OwnerTransitions;
  readonly timedTransitions: readonly TimedTransition[];
}

export function orderHandlers(dependencies: OrderDependencies) {
  const { placeOrder, changeOrderStatus, orders, ownerTransitions, timedTransitions } = dependencies;
  const present = (ctx: Context) => (order: Order) => renderOrder(order, callerOf(ctx), ownerTransitions);

  return {
    async createOrder({ header, body }, ctx) {
      const { order, replayed } = await placeOrder({
        caller: callerOf(ctx),
        items: body.items.map((item) => ({ productId: item.product_id, quantity: item.quantity })),
        reference: body.reference,
        metadata: body.metadata ?? {},
        idempotencyKey: header['Idempotency-Key'],
        trace: traceOf(ctx),
        signal: clientGone(ctx),
      });
      const headers = {
        ETag: entityTag(order),
        Location: `/api/v1/orders/${order.id}`,
        'Idempotent-Replayed': replayedHeader(replayed),
      };
      return { status: 201, headers, body: present(ctx)(order) };
    },

    async listOrders({ query }, ctx) {
      const { entries, hasMore } = await orders.list({
        ownerId: listedOwnerId(query, callerOf(ctx)),
        statuses: query.status ?? [],
        overdue: query.overdue ? timedTransitions : undefined,
        createdAfter: query.created_after && toDatabaseTime(query.created_after),
        createdBefore: query.created_before && toDatabaseTime(query.created_before),
        after: query.cursor === undefined ? undefined : orderCursor.decode(query.cursor),
        skip: query.skip,
        limit: query.limit,
      });
      const last = hasMore ? entries.at(-1) : undefined;
      const headers = { Link: last && nextLink(ctx, orderCursor.encode(last)) };
      return { status: 200, headers, body: jsonText(`[${entries.map(present(ctx)).join(',')}]`) };
    },

    async getOrder({ path, header }, ctx) {
      const order = await orders.find(path.order_id, visibleOwnerId(callerOf(ctx)));
      if (!order) throw new OrderNotFoundError(path.order_id);
      const headers = { ETag: entityTag(order) };
      if (isCurrent(header['If-None-Match'], order)) return { status: 304, headers };
      return { status: 200, headers, body: present(ctx)(order) };
    },

    async updateOrderStatus({ path, header, body }, ctx) {
      const { order, replayed } = await changeOrderStatus({
        caller: callerOf(ctx),
        orderId: path.order_id,
        target: body.status,
        reason: body.reason,
        versions: versionsOfIfMatch(header['If-Match']),
        trace: traceOf(ctx),
      });
      const headers = { ETag: entityTag(order), 'Idempotent-Replayed': replayedHeader(replayed) };
      return { status: 200, headers, body: present(ctx)(order) };
    },

    async getOrderHistory({ path }, ctx) {
      const entries = await orders.history(path.order_id, visibleOwnerId(callerOf(ctx)));
      if (entries.length === 0) throw new OrderNotFoundError(path.order_id);
      return { status: 200, body: entries.map(presentHistoryEntry) };
    },
  } satisfies Partial<Handlers>;
}

function replayedHeader(replayed: boolean): 'true' | undefined {
  return replayed ? 'true' : undefined;
}

/** Whose orders a list holds; undefined for everyone's. @throws OperatorRequiredError for orders that the caller may not see. */
function listedOwnerId(query: ValidRequest<'listOrders'>['query'], caller: Caller): number | undefined {
  const { user_id: userId, scope, overdue } = query;
  const ownerId = userId ?? (scope === 'all' ? undefined : caller.userId);
  if (ownerId !== caller.userId && !caller.operator) throw new OperatorRequiredError("list other users' orders");
  if (overdue && !caller.operator) throw new OperatorRequiredError('list overdue orders');
  return ownerId;
}
