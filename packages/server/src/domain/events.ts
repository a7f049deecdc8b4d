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
  const { type, eventId, version, occurredAt, traceparent, orderId, userId, userEmail } = event;
  const members = event.type === 'order.created' ? createdMembers(event) : updatedMembers(event);
  return (
    `{"event_type":"${type}","event_id":"${eventId}","order_version":${version},"timestamp":"${occurredAt}",` +
    `"traceparent":${JSON.stringify(traceparent)},` +
    `"data":{"order_id":${orderId},"user_id":${userId},"user_email":${JSON.stringify(userEmail)},${members}}}`
  );
}

function createdMembers({ totalAmount, items, status }: OrderCreated): string {
  return `"total_amount":${amount(totalAmount)},"items":[${items.map(renderItem).join(',')}],"status":"${status}"`;
}

function updatedMembers({ fromStatus, toStatus, actor }: OrderStatusUpdated): string {
  return `"old_status":"${fromStatus}","new_status":"${toStatus}","updated_by":${JSON.stringify(actor)}`;
}

function renderItem({ product_id: id, product_name: name, quantity, product_price: price }: LineItem): string {
  return `{"product_id":${id},"product_name":${JSON.stringify(name)},"quantity":${quantity},"price":${amount(price)}}`;
}

function amount(decimal: string): string {
  if (!DECIMAL.test(decimal)) throw new RangeError(`Not a decimal amount: ${decimal}`);
  return decimal;
}
