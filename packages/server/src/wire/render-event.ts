import {
  ORDER_CREATED,
  ORDER_ERASED,
  ORDER_STATUS_UPDATED,
  type EventType,
  type OrderCreated,
  type OrderErased,
  type OrderEvent,
  type OrderStatusUpdated,
} from '../domain/events.js';
import type { LineItem } from '../domain/order.js';
import type { RecordedEvent } from '../ports/recorded-event.js';

const DECIMAL = /^(0|[1-9]\d*)(\.\d+)?$/;

/** What each type of event adds to `data`. */
const DATA_MEMBERS: { readonly [Type in EventType]: (event: Extract<OrderEvent, { type: Type }>) => string } = {
  [ORDER_CREATED]: createdMembers,
  [ORDER_STATUS_UPDATED]: statusUpdatedMembers,
  [ORDER_ERASED]: erasedMembers,
};

/**
 * The body of the event's message, as the contract's webhooks describe it. Amounts are JSON numbers with exactly the
 * digits that are stored, such as `79.90`. The text is composed by hand, because JSON.stringify would write `79.9`.
 * @throws RangeError for an amount that is not a decimal, since the body would not be JSON.
 */
export function renderEvent(event: RecordedEvent): string {
  const { type, eventId, version, occurredAt, traceparent, orderId, userId, userEmail } = event;
  const membersOf = DATA_MEMBERS[type] as (event: OrderEvent) => string;
  return (
    `{"event_type":"${type}","event_id":"${eventId}","order_version":${version},"timestamp":"${occurredAt}",` +
    `"traceparent":${JSON.stringify(traceparent)},` +
    `"data":{"order_id":${orderId},"user_id":${userId},"user_email":${JSON.stringify(userEmail)},${membersOf(event)}}}`
  );
}

function createdMembers({ totalAmount, items, status, reference }: OrderCreated): string {
  const given = reference === null ? '' : `,"reference":${JSON.stringify(reference)}`;
  return `"total_amount":${amount(totalAmount)},"items":[${items.map(renderItem).join(',')}],"status":"${status}"${given}`;
}

function statusUpdatedMembers({ fromStatus, toStatus, actor }: OrderStatusUpdated): string {
  return `"old_status":"${fromStatus}","new_status":"${toStatus}","updated_by":${JSON.stringify(actor)}`;
}

function erasedMembers({ status }: OrderErased): string {
  return `"status":"${status}"`;
}

function renderItem({ productId, productName, quantity, productPrice }: LineItem): string {
  return (
    `{"product_id":${productId},"product_name":${JSON.stringify(productName)},` +
    `"quantity":${quantity},"price":${amount(productPrice)}}`
  );
}

function amount(decimal: string): string {
  if (!DECIMAL.test(decimal)) throw new RangeError(`Not a decimal amount: ${decimal}`);
  return decimal;
}
