import type { Context } from 'koa';
import { visibleOwnerId } from '../../domain/caller.js';
import { OrderNotFoundError } from '../../domain/errors.js';
import type { Order, OwnerTransitions } from '../../domain/order.js';
import type { TimedTransition } from '../../domain/timed-transition.js';
import type { OrderStore } from '../../ports/order-store.js';
import type { ChangeOrderStatus } from '../../usecases/change-order-status.js';
import type { PlaceOrder } from '../../usecases/place-order.js';
import { callerOf } from '../auth/authenticate.js';
import { clientGone } from '../client-gone.js';
import { jsonText } from '../contract/answer.js';
import type { Handlers } from '../contract/handlers.js';
import { traceOf } from '../request-state.js';
import { entityTag, isCurrent, versionsOfIfMatch } from '../presenting/entity-tag.js';
import { createRenderOrder, presentHistoryEntry } from '../presenting/present-order.js';
import { listOrders } from './list-orders.js';

export interface OrderDependencies {
  readonly placeOrder: PlaceOrder;
  readonly changeOrderStatus: ChangeOrderStatus;
  readonly orders: OrderStore;
  readonly ownerTransitions: OwnerTransitions;
  readonly timedTransitions: readonly TimedTransition[];
}

export function orderHandlers(dependencies: OrderDependencies) {
  const { placeOrder, changeOrderStatus, orders, ownerTransitions, timedTransitions } = dependencies;
  const renderOrder = createRenderOrder(ownerTransitions);
  const present = (ctx: Context, order: Order) => renderOrder(order, callerOf(ctx));

  return {
    async createOrder({ header, body }, ctx) {
      const { order, replayed } = await placeOrder({
        caller: callerOf(ctx),
        agent: header['Orders-Agent'],
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
      return { status: 201, headers, body: present(ctx, order) };
    },

    async listOrders({ query }, ctx) {
      const { entries, headers } = await listOrders({ orders, timedTransitions }, query, callerOf(ctx), ctx);
      return { status: 200, headers, body: jsonText(`[${entries.map((order) => present(ctx, order)).join(',')}]`) };
    },

    async getOrder({ path, header }, ctx) {
      const order = await orders.find(path.order_id, visibleOwnerId(callerOf(ctx)));
      if (!order) throw new OrderNotFoundError(path.order_id);
      const headers = { ETag: entityTag(order) };
      if (isCurrent(header['If-None-Match'], order)) return { status: 304, headers };
      return { status: 200, headers, body: present(ctx, order) };
    },

    async updateOrderStatus({ path, header, body }, ctx) {
      const { order, replayed } = await changeOrderStatus({
        caller: callerOf(ctx),
        agent: header['Orders-Agent'],
        orderId: path.order_id,
        target: body.status,
        reason: body.reason,
        versions: versionsOfIfMatch(header['If-Match']),
        trace: traceOf(ctx),
      });
      const headers = { ETag: entityTag(order), 'Idempotent-Replayed': replayedHeader(replayed) };
      return { status: 200, headers, body: present(ctx, order) };
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
