import type { LineItem } from './order.js';
import type { OrderStatus } from './order-status.js';

/** What one change of an order tells the rest of the shop, as the history keeps it. */
interface OrderFact {
  /** UUIDv7. */
  readonly eventId: string;
  readonly orderId: number;
  /** The order's version after the change, from 1. */
  readonly version: number;
  readonly userId: number;
  readonly userEmail: string;
  /** RFC 3339, UTC, microseconds. */
  readonly occurredAt: string;
  /** W3C Trace Context of the request that made the change. */
  readonly traceparent: string | null;
}

export interface OrderCreated extends OrderFact {
  readonly type: 'order.created';
  readonly status: OrderStatus;
  /** Decimal with two places. */
  readonly totalAmount: string;
  readonly items: readonly LineItem[];
}

export interface OrderStatusUpdated extends OrderFact {
  readonly type: 'order.status.updated';
  readonly fromStatus: OrderStatus;
  readonly toStatus: OrderStatus;
  /** Who made the change, such as `user:1`. */
  readonly actor: string;
}

export type OrderEvent = OrderCreated | OrderStatusUpdated;

const DECIMAL = /^(0|[1-9]\d*)(\.\d+)?$/;

/**
 * The body of the event's message, as the contract's webhooks describe it. Amounts are JSON numbers with exactly the
 * digits that are stored, so `79.90` stays `79.90`: the text is composed, because a number of JavaScript cannot hold it.
 * @throws RangeError for an amount that is not a decimal: better no message than one nobody can parse.
 */
export function renderEvent(event: OrderEvent): string {
  return object({
    event_type: JSON.stringify(event.type),
    event_id: JSON.stringify(event.eventId),
    order_version: String(event.version),
    timestamp: JSON.stringify(event.occurredAt),
    traceparent: JSON.stringify(event.traceparent),
    data: object({
      order_id: String(event.orderId),
      user_id: String(event.userId),
      user_email: JSON.stringify(event.userEmail),
      ...(event.type === 'order.created' ? createdMembers(event) : updatedMembers(event)),
    }),
  });
}

/** Members by name, each as JSON text. */
type Members = Readonly<Record<string, string>>;

function createdMembers(event: OrderCreated): Members {
  return {
    total_amount: amount(event.totalAmount),
    items: `[${event.items.map(renderItem).join(',')}]`,
    status: JSON.stringify(event.status),
  };
}

function updatedMembers(event: OrderStatusUpdated): Members {
  return {
    old_status: JSON.stringify(event.fromStatus),
    new_status: JSON.stringify(event.toStatus),
    updated_by: JSON.stringify(event.actor),
  };
}

function renderItem(item: LineItem): string {
  return object({
    product_id: String(item.product_id),
    product_name: JSON.stringify(item.product_name),
    quantity: String(item.quantity),
    price: amount(item.product_price),
  });
}

function amount(decimal: string): string {
  if (!DECIMAL.test(decimal)) throw new RangeError(`Not a decimal amount: ${decimal}`);
  return decimal;
}

function object(members: Members): string {
  return `{${Object.entries(members)
    .map(([name, text]) => `"${name}":${text}`)
    .join(',')}}`;
}
