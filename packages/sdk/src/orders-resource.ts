import { apiPromise, type ApiPromise, type WithResponse } from './api-promise.js';
import { moveMany } from './bulk.js';
import type { components } from './generated/schema.js';
import type { CreateOrder, HistoryEntry, ListOrdersQuery, Order, OrderStatus } from './contract.js';
import { eitherSignal } from './deadline.js';
import { UnexpectedResponseError } from './errors.js';
import { nextCursor } from './link-header.js';
import type { CallOptions, GetOrderOptions, ListOrdersParams, UpdateStatusOptions } from './options.js';
import { OrderList } from './pagination.js';
import type { OrdersResource } from './resources.js';
import { settleMove } from './settle-move.js';
import { checkConcurrency } from './settings.js';
import { timestamp } from './timestamp.js';
import { transition } from './transition.js';

type Version = number | string | undefined;

/** The contract's operations on orders, one request each. */
export interface OrderOperations {
  create(order: CreateOrder, idempotencyKey: string | undefined, options: CallOptions): ApiPromise<Order>;
  list(query: ListOrdersQuery, options: CallOptions): ApiPromise<Order[]>;
  get(orderId: number, ifNoneMatch: Version, options: CallOptions): ApiPromise<Order | undefined>;
  updateStatus(
    orderId: number,
    body: components['schemas']['UpdateOrderStatus'],
    ifMatch: Version,
    options: CallOptions,
  ): ApiPromise<Order>;
  history(orderId: number, options: CallOptions): ApiPromise<HistoryEntry[]>;
}

const DEFAULT_CONCURRENCY = 8;

/** What a user sees of orders, on top of the contract's operations. */
export function ordersResource(operations: OrderOperations, clientSignal?: AbortSignal): OrdersResource {
  const get = (orderId: number, options: CallOptions = {}) =>
    operations.get(orderId, undefined, options) as ApiPromise<Order>; // Without If-None-Match there is no 304.
  const history: OrdersResource['history'] = (orderId, options = {}) => operations.history(orderId, options);

  const updateStatus = (
    orderId: number,
    status: OrderStatus,
    { reason, ifMatch, ...options }: UpdateStatusOptions = {},
  ): ApiPromise<Order> => {
    const body = reason === undefined ? { status } : { status, reason };
    const reader = {
      get: (id: number) => get(id, options).withResponse(),
      history: (id: number) => history(id, options),
    };
    const moved = operations.updateStatus(orderId, body, ifMatch, options).withResponse();
    return apiPromise(moved.catch((error: unknown) => settleMove(error, orderId, reader)));
  };

  return {
    create: (order, { idempotencyKey, ...options } = {}) => operations.create(order, idempotencyKey, options),

    list: (params = {}, options = {}) =>
      new OrderList(async (cursor) =>
        readPage(await operations.list(listQuery(params, cursor), options).withResponse()),
      ),

    // The overloads tell a caller without `ifNoneMatch` that there is always an order.
    get: ((orderId: number, { ifNoneMatch, ...options }: GetOrderOptions = {}) =>
      operations.get(orderId, ifNoneMatch, options)) as OrdersResource['get'],

    history,
    updateStatus,

    transition: (orderId, decide, options = {}) =>
      apiPromise(
        transition(orderId, decide, {
          get: (id) => get(id, options).withResponse(),
          move: (id, status, condition) => updateStatus(id, status, { ...options, ...condition }).withResponse(),
        }),
      ),

    updateStatusMany: (orders, status, { concurrency = DEFAULT_CONCURRENCY, ...options } = {}) => {
      checkConcurrency(concurrency);
      const move = (order: number | Pick<Order, 'id' | 'version'>) =>
        typeof order === 'number'
          ? updateStatus(order, status, options)
          : updateStatus(order.id, status, { ...options, ifMatch: order.version });
      return moveMany(orders, move, { concurrency, signal: eitherSignal(clientSignal, options.signal) });
    },
  };
}

function readPage({ data, response }: WithResponse<Order[]>) {
  if (!Array.isArray(data)) {
    const { status, requestId, attempts } = response;
    throw new UnexpectedResponseError('The answer is not a list of orders.', { status }, { requestId, attempts });
  }
  const next = nextCursor(response.headers.get('link'));
  return next === undefined ? { data } : { data, nextCursor: next };
}

/** The query of one page. Later pages begin at the cursor, so what was to be passed over is behind them already. */
function listQuery({ status, created_after, created_before, skip, ...rest }: ListOrdersParams, cursor?: string) {
  return {
    ...rest,
    ...(status !== undefined && { status: typeof status === 'string' ? [status] : [...status] }),
    ...(created_after !== undefined && { created_after: timestamp(created_after) }),
    ...(created_before !== undefined && { created_before: timestamp(created_before) }),
    ...(cursor === undefined ? skip !== undefined && { skip } : { cursor }),
  };
}
