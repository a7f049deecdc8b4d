import type { ApiPromise } from './api-promise.js';
import type {
  CreateOrder,
  EventPage,
  Health,
  HistoryEntry,
  Order,
  OrderStatus,
  Outbox,
  OutboxEvent,
  OutboxEventPage,
  Replay,
  ReplayEvents,
  SkippedEvent,
  Statistics,
} from './contract.js';
import type {
  CallOptions,
  CreateOrderOptions,
  GetOrderOptions,
  ListEventsParams,
  ListOrdersParams,
  ListOutboxParams,
  StatisticsParams,
  StreamOptions,
  UpdateManyOptions,
  UpdateStatusOptions,
} from './options.js';
import type { Decide } from './transition.js';
import type { MoveResult, OrderToMove } from './bulk.js';
import type { EventStream } from './event-stream.js';
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

  /**
   * Reads an order, lets `decide` choose where it goes, and moves it if it has not changed since; if it has, reads and
   * asks again. Resolves to the order after the move, or as it was read when there was nothing to decide.
   */
  transition(orderId: number, decide: Decide, options?: CallOptions): ApiPromise<Order>;

  /**
   * Moves many orders to one status, some at a time, and yields one result per order as it ends. Takes ids, or orders
   * as they were read (`client.orders.list(…)` itself), which then move only if they have not changed since.
   */
  updateStatusMany(
    orders: Iterable<OrderToMove> | AsyncIterable<OrderToMove>,
    status: OrderStatus,
    options?: UpdateManyOptions,
  ): AsyncIterableIterator<MoveResult>;

  /** Every change of an order, oldest first: who did what, when and why. */
  history(orderId: number, options?: CallOptions): ApiPromise<HistoryEntry[]>;
}

export interface EventsResource {
  /** One page of the feed of all changes, oldest first. Ask again with `after: page.next_cursor`. */
  list(params?: ListEventsParams, options?: CallOptions): ApiPromise<EventPage>;

  /** Every change as it happens, for as long as it is read, over any number of connections. */
  stream(options?: StreamOptions): EventStream;

  /**
   * Publishes events again; for operators. One call puts back a bounded number: while `has_more`, ask again with
   * `next_cursor` as `cursor`. Not repeated by itself when its answer is lost: consumers would see the events thrice.
   */
  replay(selection: ReplayEvents, options?: CallOptions): ApiPromise<Replay>;
}

/** What has not reached the broker yet; for operators. */
export interface OutboxResource {
  /** How much waits, how old it is, and how fast events leave. */
  status(options?: CallOptions): ApiPromise<Outbox>;

  /** One page of the events that are dead-lettered or wait. Ask again with `after: page.next_cursor`. */
  list(params?: ListOutboxParams, options?: CallOptions): ApiPromise<OutboxEventPage>;

  /** Makes an event due now, dead-lettered or not. */
  retry(eventId: string, options?: CallOptions): ApiPromise<OutboxEvent>;

  /** Gives up on a dead-lettered event, for a reason that is kept for ever. */
  skip(eventId: string, reason: string, options?: CallOptions): ApiPromise<SkippedEvent>;
}

export interface OrderServiceClient {
  readonly orders: OrdersResource;
  readonly events: EventsResource;
  readonly outbox: OutboxResource;
  /** Orders by status, and orders and revenue over time; for operators. */
  stats(params?: StatisticsParams, options?: CallOptions): ApiPromise<Statistics>;
  /** How the service and what it depends on are doing. Resolves while the service answers at all: read the body. */
  health(options?: CallOptions): ApiPromise<Health>;
}
