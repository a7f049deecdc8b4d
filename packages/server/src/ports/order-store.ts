import type { EventType } from '../domain/events.js';
import type { ListPage } from './list-page.js';
import type { OrderSearch, SearchPage } from './order-search.js';
import type { Trace } from './trace.js';
import type { OrderStatus } from '../domain/order-status.js';
import type { LineItem, Order } from '../domain/order.js';
import type { TimedTransition } from '../domain/timed-transition.js';

export interface NewOrder {
  readonly userId: number;
  readonly userEmail: string;
  readonly items: readonly LineItem[];
  readonly totalAmount: string;
  /** See `Order.reference`. */
  readonly reference: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** UUIDv7 of the `order.created` event. */
  readonly eventId: string;
  readonly actor: string;
  readonly trace: Trace;
  readonly idempotencyKey: string | undefined;
  /** See `requestFingerprint`: recognises a repeated request. */
  readonly fingerprint: Buffer;
}

export type CreateOutcome =
  | { readonly kind: 'created'; readonly order: Order }
  /** Nothing was created: this is the unacknowledged order of the same request, which is returned instead. */
  | { readonly kind: 'deduplicated'; readonly orderId: number }
  /** Nothing was created: this order of the user has the reference. */
  | { readonly kind: 'reference_taken'; readonly orderId: number }
  /** Nothing was created: the idempotency key was used before. */
  | { readonly kind: 'key_taken' };

export interface StatusChange {
  readonly orderId: number;
  /** Whose order it must be; undefined for operators. */
  readonly ownerId: number | undefined;
  readonly target: OrderStatus;
  /** The statuses from which the order may move; none when the caller may not set `target` at all. */
  readonly from: readonly OrderStatus[];
  /** The versions one of which the order must have; undefined for any. */
  readonly versions: readonly number[] | undefined;
  readonly reason: string | undefined;
  /** UUIDv7 of the `order.status.updated` event. */
  readonly eventId: string;
  readonly actor: string;
  readonly trace: Trace;
}

export interface ChangeOutcome {
  /** Whether the order was moved. */
  readonly moved: boolean;
  /** The order after the statement, moved or unchanged. */
  readonly order: Order;
}

export interface OrderQuery {
  /** Whose orders; undefined for everyone's. */
  readonly ownerId: number | undefined;
  /** Empty for every status. */
  readonly statuses: readonly OrderStatus[];
  /** Only orders that one of these is due for; undefined for all orders. */
  readonly overdue?: readonly TimedTransition[] | undefined;
  /** Inclusive. */
  readonly createdAfter: string | undefined;
  /** Exclusive. */
  readonly createdBefore: string | undefined;
  /** The last order of the previous page. */
  readonly after: OrderPosition | undefined;
  readonly skip: number;
  readonly limit: number;
}

/** Where an order stands in a list, newest first. */
export interface OrderPosition {
  readonly createdAt: string;
  readonly id: number;
}

export interface HistoryEntry {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: EventType;
  readonly fromStatus: OrderStatus | null;
  readonly toStatus: OrderStatus;
  readonly actor: string;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly occurredAt: string;
}

/** Orders and their history. With `ownerId` undefined, those of every user. Each call is one statement. */
export interface OrderStore {
  create(order: NewOrder): Promise<CreateOutcome>;
  /** Returns undefined when there is no such order for this owner. */
  changeStatus(change: StatusChange): Promise<ChangeOutcome | undefined>;
  find(orderId: number, ownerId: number | undefined): Promise<Order | undefined>;
  list(query: OrderQuery): Promise<ListPage<Order>>;
  /** Lists by other filters, or in another order. */
  search(query: OrderSearch): Promise<SearchPage>;
  /** Oldest first; empty when there is no such order for this owner. Has one entry at most for each status. */
  history(orderId: number, ownerId: number | undefined): Promise<readonly HistoryEntry[]>;
}
