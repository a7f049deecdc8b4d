import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { components } from '@order-service/sdk';
import type { Caller } from '../domain/caller.js';
import { OperatorRequiredError, OrderNotFoundError } from '../domain/errors.js';
import type { Order, OwnerTransitions } from '../domain/order.js';
import type { ChangeOrderStatus } from '../usecases/change-order-status.js';
import type { PlaceOrder } from '../usecases/place-order.js';
import type { OrderStore } from '../ports/order-store.js';
import { clientGone } from './client-gone.js';
import { decodeCursor, encodeCursor } from './order-cursor.js';
import { entityTag, isCurrent, versionsOfIfMatch } from './preconditions.js';
import { presentHistoryEntry, renderOrder } from './present-order.js';
import { traceOf } from './request-context.js';
import { toDatabaseTime } from './timestamp.js';
import { requestOf, validate, type ValidRequest } from './validate.js';

export interface OrderRoutes {
  readonly authenticate: Middleware;
  readonly placeOrder: PlaceOrder;
  readonly changeOrderStatus: ChangeOrderStatus;
  readonly orders: OrderStore;
  readonly ownerTransitions: OwnerTransitions;
}

export function orderRoutes({
  authenticate,
  placeOrder,
  changeOrderStatus,
  orders,
  ownerTransitions,
}: OrderRoutes): Router {
  const router = new Router({ prefix: '/api/v1/orders' });

  function answer(ctx: Context, status: number, order: Order): void {
    ctx.status = status;
    ctx.set('ETag', entityTag(order.version));
    ctx.type = 'application/json';
    ctx.body = renderOrder(order, callerOf(ctx), ownerTransitions);
  }

  router.post('/', authenticate, validate('createOrder'), async (ctx) => {
    const { header, body } = requestOf(ctx, 'createOrder');
    const { order, replayed } = await placeOrder({
      caller: callerOf(ctx),
      lines: body.items.map((item) => ({ productId: item.product_id, quantity: item.quantity })),
      metadata: body.metadata ?? {},
      idempotencyKey: header['Idempotency-Key'],
      trace: traceOf(ctx),
      signal: clientGone(ctx),
    });
    ctx.set('Location', `/api/v1/orders/${order.id}`);
    if (replayed) ctx.set('Idempotent-Replayed', 'true');
    answer(ctx, 201, order);
  });

  router.get('/', authenticate, validate('listOrders'), async (ctx) => {
    const { query } = requestOf(ctx, 'listOrders');
    const { limit = 100 } = query;
    const found = await orders.list({
      ownerId: ownerIn(query, callerOf(ctx)),
      statuses: query.status ?? [],
      createdAfter: query.created_after && toDatabaseTime(query.created_after),
      createdBefore: query.created_before && toDatabaseTime(query.created_before),
      after: query.cursor === undefined ? undefined : decodeCursor(query.cursor),
      skip: query.skip ?? 0,
      limit: limit + 1, // one more tells whether there is a next page
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    if (last && found.length > limit) ctx.set('Link', `<${nextPage(ctx, encodeCursor(last))}>; rel="next"`);
    ctx.type = 'application/json';
    ctx.body = `[${page.map((order) => renderOrder(order, callerOf(ctx), ownerTransitions)).join(',')}]`;
  });

  router.get('/:order_id', authenticate, validate('getOrder'), async (ctx) => {
    const { path, header } = requestOf(ctx, 'getOrder');
    const order = await orders.find(path.order_id, scopeOf(callerOf(ctx)));
    if (!order) throw new OrderNotFoundError(path.order_id);
    if (isCurrent(header['If-None-Match'], order.version)) {
      ctx.status = 304;
      ctx.set('ETag', entityTag(order.version));
    } else {
      answer(ctx, 200, order);
    }
  });

  router.patch('/:order_id/status', authenticate, validate('updateOrderStatus'), async (ctx) => {
    const { path, header, body } = requestOf(ctx, 'updateOrderStatus');
    const order = await changeOrderStatus({
      caller: callerOf(ctx),
      orderId: path.order_id,
      target: body.status,
      reason: body.reason,
      versions: versionsOfIfMatch(header['If-Match']),
      trace: traceOf(ctx),
    });
    answer(ctx, 200, order);
  });

  router.get('/:order_id/events', authenticate, validate('getOrderHistory'), async (ctx) => {
    const { path } = requestOf(ctx, 'getOrderHistory');
    const entries = await orders.history(path.order_id, scopeOf(callerOf(ctx)));
    if (entries.length === 0) throw new OrderNotFoundError(path.order_id);
    ctx.body = entries.map(presentHistoryEntry) satisfies components['schemas']['HistoryEntry'][];
  });

  return router;
}

export function callerOf(ctx: Context): Caller {
  return ctx.state.caller as Caller;
}

/** Whose rows a caller may see: an operator's view has no owner. */
export function scopeOf(caller: Caller): number | undefined {
  return caller.operator ? undefined : caller.userId;
}

/** Whose orders a list shows. @throws OperatorRequiredError when they are not the caller's to see. */
function ownerIn(query: ValidRequest<'listOrders'>['query'], caller: Caller): number | undefined {
  const { user_id: userId, scope } = query;
  const foreign = (userId !== undefined && userId !== caller.userId) || (userId === undefined && scope === 'all');
  if (foreign && !caller.operator) throw new OperatorRequiredError("list other users' orders");
  return userId ?? (scope === 'all' ? undefined : caller.userId);
}

/** The same request with another cursor. */
function nextPage(ctx: Context, cursor: string): string {
  const query = new URLSearchParams(ctx.querystring);
  query.delete('skip');
  query.set('cursor', cursor);
  return `${ctx.path}?${query.toString()}`;
}
