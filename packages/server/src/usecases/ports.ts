import type { Trace } from '../domain/caller.js';
import type { OrderEvent } from '../domain/events.js';
import type { LineItem, Order } from '../domain/order.js';
import type { OrderStatus } from '../domain/order-status.js';
import type { Product } from '../domain/product.js';
import type { OutboxFigures, RelayStatus } from './outbox-port.js';

/** What the use cases need from the world. Each port has one real implementation, in db/, products/ or outbox/. */

export interface ProductCatalogue {
  /**
   * Looks up each of the distinct `productIds` once, all at once. A product that does not exist is absent from the map.
   * @throws the errors of products/errors.ts when the product service fails; never one of fetch or of a socket.
   */
  lookUp(productIds: readonly number[], context: LookUpContext): Promise<ReadonlyMap<number, Product>>;
}

export interface LookUpContext extends Trace {
  /** Aborts the look-up when the caller has gone. */
  readonly signal?: AbortSignal | undefined;
}

export interface NewOrder {
  readonly userId: number;
  readonly userEmail: string;
  readonly items: readonly LineItem[];
  readonly totalAmount: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** UUIDv7 of the `order.created` event. */
  readonly eventId: string;
  readonly actor: string;
  readonly trace: Trace;
  readonly idempotencyKey: string | undefined;
  /** SHA-256 of what was asked for, in a canonical form: tells a repetition from another request. */
  readonly fingerprint: Buffer;
}

export type CreateOutcome =
  | { readonly kind: 'created'; readonly order: Order }
  /** The order that the same caller's earlier, unanswered request made. */
  | { readonly kind: 'adopted'; readonly orderId: number }
  | { readonly kind: 'key_taken' };

export interface StatusChange {
  readonly orderId: number;
  /** Whose order it must be; undefined for operators. */
  readonly ownerId: number | undefined;
  readonly target: OrderStatus;
  /** The statuses from which the order may move; empty when the caller may not make this move at all. */
  readonly from: readonly OrderStatus[];
  /** The versions of `If-Match`; undefined without one. */
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
  /** The order after the statement: moved, or as it stands. */
  readonly order: Order;
}

export interface OrderQuery {
  /** Whose orders; undefined for everyone's. */
  readonly ownerId: number | undefined;
  /** Empty for every status. */
  readonly statuses: readonly OrderStatus[];
  readonly createdAfter: string | undefined;
  readonly createdBefore: string | undefined;
  /** The last order of the page before. */
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
  readonly type: string;
  readonly fromStatus: OrderStatus | null;
  readonly toStatus: OrderStatus;
  readonly actor: string;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly occurredAt: string;
}

/** Orders and their history. `ownerId` undefined means an operator's view. One statement a call. */
export interface OrderStore {
  create(order: NewOrder): Promise<CreateOutcome>;
  /** Returns undefined when there is no such order for this owner. */
  changeStatus(change: StatusChange): Promise<ChangeOutcome | undefined>;
  find(orderId: number, ownerId: number | undefined): Promise<Order | undefined>;
  list(query: OrderQuery): Promise<readonly Order[]>;
  /** Oldest first; empty when there is no such order for this owner. */
  history(orderId: number, ownerId: number | undefined): Promise<readonly HistoryEntry[]>;
}

export interface KeyedOrder {
  readonly fingerprint: Buffer;
  readonly order: Order;
}

/** Which order a key has made, and which orders nobody was told of. */
export interface IdempotencyStore {
  find(userId: number, key: string): Promise<KeyedOrder | undefined>;
  /** Remembers that the answer for this order did not reach its caller, so that the caller's retry finds it. */
  rememberUndelivered(userId: number, fingerprint: Buffer, orderId: number): Promise<void>;
  /** The caller is being told of this order after all. Returns false when another replica has told already. */
  forgetUndelivered(orderId: number): Promise<boolean>;
  /** Hands over, once, an order that the same request of this user made and nobody was told of. */
  takeUndelivered(userId: number, fingerprint: Buffer): Promise<number | undefined>;
}

/** Where an event stands in the feed. */
export interface FeedPosition {
  /** The database's id of the transaction that wrote it: 64 bits, as decimal digits. */
  readonly transactionId: string;
  readonly id: number;
}

export interface FeedEvent {
  readonly position: FeedPosition;
  /** Whose order it is about. */
  readonly ownerId: number;
  readonly type: OrderEvent['type'];
  /** RFC 3339 in UTC, with microseconds: such times compare as text. */
  readonly occurredAt: string;
  /** The event's body as JSON text, as it is published; its amounts are exact decimal digits. */
  readonly body: string;
}

/** Every committed event in an order that no later commit can get in front of. */
export interface EventFeed {
  page(query: { ownerId: number | undefined; after: FeedPosition | undefined; limit: number }): Promise<FeedEvent[]>;
  /** Behind everything the feed has now, and in front of all that is to come. */
  end(): Promise<FeedPosition>;
  /** The position of the first event behind `after` that occurred at `since` or later. */
  firstSince(query: {
    ownerId: number | undefined;
    after: FeedPosition | undefined;
    since: string;
  }): Promise<FeedPosition | undefined>;
}

/** How the server and what it depends on are doing. Nothing here throws: what cannot be asked is undefined or unknown. */
export interface HealthSource {
  database(): Promise<'connected' | 'disconnected'>;
  /** `unknown` when the database cannot be reached. */
  migrations(): Promise<'current' | 'behind' | 'unknown'>;
  outbox(): Promise<OutboxFigures | undefined>;
  relay(): RelayStatus;
  /** Whether the server is shutting down. */
  stopping(): boolean;
}

/** Tells the relay that a change was committed by this process. */
export type Kick = () => void;
