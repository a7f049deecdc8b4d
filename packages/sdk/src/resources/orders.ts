import { apiPromise, type ApiPromise, type WithResponse } from '../api-promise.js';
import type { CreateOrder, HistoryEntry, ListOrdersQuery, Order, OrderExplanation } from '../contract.js';
import { UnexpectedResponseError } from '../errors.js';
import { eitherSignal } from '../http/deadline.js';
import { entityTag } from '../http/entity-tag.js';
import type { HttpClient } from '../http/http-client.js';
import { nextCursor } from '../http/link-header.js';
import { timestamp } from '../http/timestamp.js';
import type { CallOptions } from '../options.js';
import { firstPage, type PagePromise } from '../page.js';
import {
  bulkUpdate,
  type BulkUpdateOptions,
  type BulkUpdateResult,
  type OrderReference,
} from '../transitions/bulk-update.js';
import { resolveTransition } from '../transitions/resolve-transition.js';
import { transition, type Decide, type TargetStatus } from '../transitions/transition.js';

/** The options of `orders.create`. */
export interface CreateOrderOptions extends CallOptions {
  /**
   * 1 to 255 visible ASCII characters. When absent, each call makes one and keeps it across its attempts. Give your own
   * to make a repetition by *your* program safe as well.
   */
  readonly idempotencyKey?: string | undefined;
}

type Times = 'created_after' | 'created_before' | 'updated_after' | 'updated_before';

/**
 * Which orders to list, and in which order. A combination that the service has no index for is refused with
 * `filter_not_supported`, which names those that it has.
 */
export interface ListOrdersParams extends Omit<ListOrdersQuery, 'status' | 'id' | Times> {
  /** Only orders in this status, or in one of these. */
  readonly status?: TargetStatus | readonly TargetStatus[] | undefined;
  /** Only this order, or these: up to 100. */
  readonly id?: number | readonly number[] | undefined;
  /** Only orders placed after this time: RFC 3339 or a `Date`. */
  readonly created_after?: string | Date | undefined;
  /** Only orders placed before this time: RFC 3339 or a `Date`. */
  readonly created_before?: string | Date | undefined;
  /** Only orders placed or changed last at this time or later: RFC 3339 or a `Date`. */
  readonly updated_after?: string | Date | undefined;
  /** Only orders placed or changed last before this time: RFC 3339 or a `Date`. */
  readonly updated_before?: string | Date | undefined;
}

/** The options of `orders.get`. */
export interface GetOrderOptions extends CallOptions {
  /** The version or entity tag of the copy you hold; the call resolves to `undefined` when that is still current. */
  readonly ifNoneMatch?: number | string | undefined;
}

/** The options of `orders.updateStatus`. */
export interface UpdateStatusOptions extends CallOptions {
  /** Kept in the order's history; 1 to 500 characters. */
  readonly reason?: string | undefined;
  /** The version or entity tag that you decided on; the order changes only if it is still current (RFC 9110 `If-Match`). */
  readonly ifMatch?: number | string | undefined;
}

/** Placing, reading and changing orders. */
export interface OrdersResource {
  /**
   * Places an order and resolves to it. Retried safely: all attempts have the same idempotency key.
   *
   * @throws {ApiError} `validation_failed`, `product_not_found`, `product_inactive`, `insufficient_stock`, …
   * @example
   * const order = await client.orders.create({ items: [{ product_id: 1, quantity: 2 }], reference: 'A-17' });
   */
  create(order: CreateOrder, options?: CreateOrderOptions): ApiPromise<Order>;

  /**
   * Lists orders, newest first unless `sort` says otherwise. `limit` is the size of a page, 1 to 100, default 100.
   *
   * @throws {ApiError} `filter_not_supported`, `operator_required`
   * @example
   * for await (const order of client.orders.list({ status: 'pending' })) console.log(order.id);
   */
  list(params?: ListOrdersParams, options?: CallOptions): PagePromise<Order>;

  /**
   * Resolves to one order.
   *
   * @throws {ApiError} `order_not_found` when there is none that this token may see
   * @example
   * const order = await client.orders.get(257);
   */
  get(orderId: number, options?: GetOrderOptions & { readonly ifNoneMatch?: undefined }): ApiPromise<Order>;
  /** With `ifNoneMatch`: resolves to `undefined` when the copy you hold is current. */
  get(orderId: number, options: GetOrderOptions): ApiPromise<Order | undefined>;

  /**
   * Changes the status of an order and resolves to the order after the transition.
   *
   * @throws {ApiError} `invalid_transition`, `transition_not_permitted`, `version_mismatch`, `order_not_found`
   * @example
   * await client.orders.updateStatus(order.id, 'confirmed', { ifMatch: order.version, reason: 'paid' });
   */
  updateStatus(orderId: number, status: TargetStatus, options?: UpdateStatusOptions): ApiPromise<Order>;

  /**
   * Reads an order, calls `decide` with it, and changes its status to the one returned, if the order has not changed
   * since; if it has, reads and decides again. Resolves to the order after the transition, or as it was read when
   * `decide` returned `undefined`.
   *
   * @throws {ApiError} as `get` and `updateStatus` do
   * @example
   * await client.orders.transition(257, (order) => (order.status === 'pending' ? 'confirmed' : undefined));
   */
  transition(orderId: number, decide: Decide, options?: CallOptions): ApiPromise<Order>;

  /**
   * Changes many orders to one status, some at a time, and yields one result per order as it ends. Takes ids, or orders
   * as they were read (`client.orders.list(…)` itself), which then change only if they have not changed since.
   *
   * @throws {AbortedError} when the signal ends before all orders were taken
   * @example
   * for await (const result of client.orders.updateStatusMany([257, 513], 'cancelled')) {
   *   if (!result.ok) console.error(result.orderId, result.error);
   * }
   */
  updateStatusMany(
    orders: Iterable<OrderReference> | AsyncIterable<OrderReference>,
    status: TargetStatus,
    options?: BulkUpdateOptions,
  ): AsyncIterableIterator<BulkUpdateResult>;

  /**
   * Resolves to every change of an order, oldest first: who made it, when and why.
   *
   * @throws {ApiError} `order_not_found` when there is no such order that this token may see
   */
  history(orderId: number, options?: CallOptions): ApiPromise<HistoryEntry[]>;

  /**
   * Resolves to what an order is, what it waits for, who may move it where, its timer, and what became of the event of
   * each version: at most the newest 100, `has_earlier_versions` tells whether there are more.
   *
   * @throws {ApiError} `order_not_found` when there is no such order that this token may see
   */
  explain(orderId: number, options?: CallOptions): ApiPromise<OrderExplanation>;
}

/** @param clientSignal ends what is more than one request; a single request has it already */
export function ordersResource(http: HttpClient, clientSignal: AbortSignal | undefined): OrdersResource {
  function get(orderId: number, options?: GetOrderOptions & { readonly ifNoneMatch?: undefined }): ApiPromise<Order>;
  function get(orderId: number, options: GetOrderOptions): ApiPromise<Order | undefined>;
  function get(orderId: number, { ifNoneMatch, ...options }: GetOrderOptions = {}): ApiPromise<Order | undefined> {
    const header = { 'If-None-Match': ifNoneMatch === undefined ? undefined : entityTag(ifNoneMatch) };
    return http.get('/api/v1/orders/{order_id}', { path: { order_id: orderId }, header }, options);
  }

  function history(orderId: number, options: CallOptions = {}): ApiPromise<HistoryEntry[]> {
    return http.get('/api/v1/orders/{order_id}/events', { path: { order_id: orderId } }, options);
  }

  function updateStatus(
    orderId: number,
    status: TargetStatus,
    { reason, ifMatch, ...options }: UpdateStatusOptions = {},
  ): ApiPromise<Order> {
    const path = { order_id: orderId };
    const header = { 'If-Match': ifMatch === undefined ? undefined : entityTag(ifMatch) };
    const body = reason === undefined ? { status } : { status, reason };
    const updated = http.patch('/api/v1/orders/{order_id}/status', { path, header, body }, options);
    const reader = { get: () => get(orderId, options), history: () => history(orderId, options) };
    return apiPromise(updated.withResponse().catch((error: unknown) => resolveTransition(error, reader)));
  }

  return {
    create: (order, { idempotencyKey, ...options } = {}) => {
      const header = { 'Idempotency-Key': idempotencyKey };
      return http.post('/api/v1/orders', { header, body: order, keyed: true }, options);
    },

    list: (params = {}, options = {}) =>
      firstPage({
        read: (cursor) => http.get('/api/v1/orders', { query: listQuery(params, cursor) }, options),
        content: pageContent,
      }),

    get,
    history,
    updateStatus,

    explain: (orderId, options = {}) =>
      http.get('/api/v1/orders/{order_id}/explanation', { path: { order_id: orderId } }, options),

    transition: (orderId, decide, options = {}) =>
      apiPromise(
        transition(decide, {
          get: () => get(orderId, options).withResponse(),
          update: (status, condition) => updateStatus(orderId, status, { ...options, ...condition }).withResponse(),
        }),
      ),

    updateStatusMany: (orders, status, { concurrency, ...options } = {}) => {
      const update = (order: OrderReference) =>
        typeof order === 'number'
          ? updateStatus(order, status, options)
          : updateStatus(order.id, status, { ...options, ifMatch: order.version });
      return bulkUpdate(orders, update, { concurrency, signal: eitherSignal(clientSignal, options.signal) });
    },
  };
}

/** The query of one page. Later pages begin at the cursor, which stands behind the orders that `skip` passed over. */
function listQuery(params: ListOrdersParams, pageCursor: string | undefined) {
  const { status, id, created_after, created_before, updated_after, updated_before, skip, cursor, ...rest } = params;
  return {
    ...rest,
    status: typeof status === 'string' ? [status] : status && [...status],
    created_after: created_after && timestamp(created_after),
    created_before: created_before && timestamp(created_before),
    updated_after: updated_after && timestamp(updated_after),
    updated_before: updated_before && timestamp(updated_before),
    id: typeof id === 'number' ? [id] : id && [...id],
    ...(pageCursor === undefined ? { skip, cursor } : { cursor: pageCursor }),
  };
}

function pageContent({ data, response }: WithResponse<Order[]>) {
  if (!Array.isArray(data)) {
    const { status, requestId, attempts } = response;
    throw new UnexpectedResponseError('The answer is not a list of orders.', { status }, { requestId, attempts });
  }
  const cursor = nextCursor(response.headers.get('link'));
  return { items: data, nextCursor: cursor, hasMore: cursor !== undefined };
}
