import type { LineItem } from './order.js';
import type { OrderStatus } from './order-status.js';

export const ORDER_CREATED = 'order.created';
export const ORDER_STATUS_UPDATED = 'order.status.updated';
export const ORDER_ERASED = 'order.erased';

/** Every type of event. A test compares the contract, the SDK, the database and the documents with this list. */
export const EVENT_TYPES = [ORDER_CREATED, ORDER_STATUS_UPDATED, ORDER_ERASED] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/**
 * The types that every deployment publishes. Messages are mandatory and in order: one of a type that no queue is bound for
 * would be returned again and again, and later events of its order would wait. So a type that is added later is published
 * only where `PUBLISH_EVENT_TYPES` names it.
 */
export const ALWAYS_PUBLISHED: readonly EventType[] = [ORDER_CREATED, ORDER_STATUS_UPDATED];

/** The version of an event that is no change of its order's version: consumers that track versions ignore it. */
export const UNVERSIONED = 0;

/** One change of an order. */
interface OrderChange {
  /** UUIDv7. */
  readonly eventId: string;
  readonly orderId: number;
  /** The order's version after the change, from 1; `UNVERSIONED` for an event that leaves the version as it is. */
  readonly version: number;
  /** The order's owner. */
  readonly userId: number;
  readonly userEmail: string;
  /** RFC 3339, UTC, microseconds. */
  readonly occurredAt: string;
}

export interface OrderCreated extends OrderChange {
  readonly type: typeof ORDER_CREATED;
  readonly status: OrderStatus;
  /** Decimal with two places. */
  readonly totalAmount: string;
  /** See `Order.reference`. */
  readonly reference: string | null;
  readonly items: readonly LineItem[];
}

export interface OrderStatusUpdated extends OrderChange {
  readonly type: typeof ORDER_STATUS_UPDATED;
  readonly fromStatus: OrderStatus;
  readonly toStatus: OrderStatus;
  /** Who made the change, such as `user:1`. */
  readonly actor: string;
}

/** The personal data of the order's owner was erased from the order and its history. */
export interface OrderErased extends OrderChange {
  readonly type: typeof ORDER_ERASED;
  readonly status: OrderStatus;
}

export type OrderEvent = OrderCreated | OrderStatusUpdated | OrderErased;
