import type { ApiPromise } from './api-promise.js';
import type { CreateOrder, EventPage, Health, HistoryEntry, Order, OrderStatus } from './contract.js';
import type {
  CallOptions,
  CreateOrderOptions,
  GetOrderOptions,
  ListEventsParams,
  ListOrdersParams,
  UpdateStatusOptions,
} from './options.js';
import type { OrderList } from './pagination.js';

export interface OrdersResource {
  /** Places an order. Safe to send again: it carries an idempotency key, the same for all its attempts. */
  create(order: CreateOrder, options?: CreateOrderOptions): ApiPromise<Order>;

  /** Orders, newest first, read page by page as they are asked for. Nothing is sent before that. */
  list(params?: ListOrdersParams, options?: CallOptions): OrderList;

  /** One order. Rejects with the problem `order_not_found` when there is none that this token may see. */
  get(orderId: number, options?: GetOrderOptions & { readonly ifNoneMatch?: undefined }): ApiPromise<Order>;
  /** With `ifNoneMatch`: `undefined` when the copy you hold is current. */
  get(orderId: number, options: GetOrderOptions): ApiPromise<Order | undefined>;

  /** Moves an order to its next status and resolves to the order after the move. */
  updateStatus(orderId: number, status: OrderStatus, options?: UpdateStatusOptions): ApiPromise<Order>;

  /** Every change of an order, oldest first: who did what, when and why. */
  history(orderId: number, options?: CallOptions): ApiPromise<HistoryEntry[]>;
}

export interface EventsResource {
  /** One page of the feed of all changes, oldest first. Ask again with `after: page.next_cursor`. */
  list(params?: ListEventsParams, options?: CallOptions): ApiPromise<EventPage>;
}

export interface OrderServiceClient {
  readonly orders: OrdersResource;
  readonly events: EventsResource;
  /** How the service and what it depends on are doing. Resolves while the service answers at all: read the body. */
  health(options?: CallOptions): ApiPromise<Health>;
}
