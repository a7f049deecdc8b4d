import type { OrderStatus } from '../domain/order-status.js';
import type { LineItem } from '../domain/order.js';

/** A line item as the source's tables have it. Unchecked. */
export interface SourceItem {
  readonly productId: number | null;
  readonly productName: string | null;
  /** Decimal. */
  readonly productPrice: string | null;
  readonly quantity: number | null;
  /** Decimal. */
  readonly subtotal: string | null;
}

/** An order as the source's tables have it. Unchecked. */
export interface SourceOrder {
  readonly id: number;
  readonly userId: number | null;
  /** In lower case. */
  readonly status: string | null;
  /** Decimal. */
  readonly totalAmount: string | null;
  /** RFC 3339, UTC, microseconds; null also for a time before the year 1 or after 9999. So is `updatedAt`. */
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** The shop's own number of the order; null without a column for it, and for a blank one. */
  readonly reference: string | null;
  /** How many orders of the user have this reference. */
  readonly sameReference: number;
  /** How many orders have this id: more than one if the table has no primary key. */
  readonly sameId: number;
  /** In the order of their ids. */
  readonly items: readonly SourceItem[];
}

/** A status of an order of the source, and since when it has it. */
export interface SourceEvent {
  readonly orderId: number;
  readonly status: string | null;
  /** Whether this is the order's creation. */
  readonly isCreation: boolean;
  readonly occurredAt: string;
}

/** The existing service's database, as it was when it was opened: later changes are not seen. */
export interface ImportSource {
  readonly orders: number;
  /** The highest id; 0 when there is no order. */
  readonly lastId: number;
  /** By id. */
  pages(): AsyncIterable<readonly SourceOrder[]>;
  /** By time, from `since` on: of each order its creation, and its last change unless its status is the first one. */
  events(since: string): AsyncIterable<readonly SourceEvent[]>;
}

export interface ImportedOrder {
  readonly id: number;
  readonly userId: number;
  /** Empty if unknown. */
  readonly userEmail: string;
  readonly status: OrderStatus;
  readonly version: number;
  readonly totalAmount: string;
  readonly reference: string | null;
  readonly items: readonly LineItem[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What an order of this service's database is compared by. */
export interface StoredOrder {
  readonly id: number;
  readonly userId: number;
  readonly status: OrderStatus;
  readonly version: number;
  readonly totalAmount: string;
  readonly createdAt: string;
  /** Null also in an erased order. */
  readonly reference: string | null;
  readonly isErased: boolean;
  readonly lineItems: number;
  /** Events of its history; one a version, once they are imported. */
  readonly events: number;
  /** Whether this service has changed it. */
  readonly changedHere: boolean;
}

/** An order of this service's database, with the events that it has. */
export interface StoredHistory {
  readonly orderId: number;
  readonly status: OrderStatus;
  readonly version: number;
  /** By version. */
  readonly events: readonly StoredEvent[];
}

export type StoredEvent = Pick<ImportedEvent, 'version' | 'from' | 'to'>;

/** One step of an order that the source has moved since the last import. */
export interface ImportedMove {
  readonly orderId: number;
  readonly to: OrderStatus;
  readonly updatedAt: string;
}

export interface ImportedEvent {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  /** Null for the creation. */
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly occurredAt: string;
}

/** This service's database. Each call is one transaction, and repeating it changes nothing. */
export interface ImportTarget {
  /** Lets new orders have ids above `lastId`. */
  reserveIds(lastId: number): Promise<void>;
  find(ids: readonly number[]): Promise<ReadonlyMap<number, StoredOrder>>;
  /** By an order's id, the id of the other order of its user that has its reference. */
  takenReferences(orders: readonly ImportedOrder[]): Promise<ReadonlyMap<number, number>>;
  /** Stores new orders and their line items, without events. */
  insert(orders: readonly ImportedOrder[]): Promise<void>;
  /** Moves orders, each by one step. */
  move(moves: readonly ImportedMove[]): Promise<void>;
  histories(ids: readonly number[]): Promise<ReadonlyMap<number, StoredHistory>>;
  /** Adds those that are missing; with `publish`, they are published as well. Returns how many were added. */
  addEvents(events: readonly ImportedEvent[], publish: boolean): Promise<number>;
}

export interface EmailAddresses {
  /** The addresses that are known of these users. */
  of(userIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
}
