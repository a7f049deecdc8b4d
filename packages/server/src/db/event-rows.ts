import type { EventType } from '../domain/events.js';
import type { RecordedEvent } from '../ports/recorded-event.js';
import type { LineItem } from '../domain/order.js';
import type { OrderStatus } from '../domain/order-status.js';

/** What an event is rendered from; `e` is its row in `order_events`, `o` the order. Items only where they are needed. */
export const EVENT_COLUMNS = `e.event_id, e.order_id, e.version, e.type, e.user_id, o.user_email, e.from_status, e.to_status,
  e.actor, e.traceparent, e.occurred_at,
  CASE WHEN e.type = 'order.created' THEN o.total_amount END AS total_amount,
  CASE WHEN e.type = 'order.created' THEN o.items END AS items`;

/** A row of `EVENT_COLUMNS`, as the type parsers read it. */
export interface EventRow {
  readonly event_id: string;
  readonly order_id: number;
  readonly version: number;
  readonly type: EventType;
  readonly user_id: number;
  readonly user_email: string;
  readonly from_status: OrderStatus | null;
  readonly to_status: OrderStatus;
  readonly actor: string;
  readonly traceparent: string | null;
  readonly occurred_at: string;
  readonly total_amount: string | null;
  readonly items: LineItem[] | null;
}

export function eventFromRow(row: EventRow): RecordedEvent {
  const fact = {
    eventId: row.event_id,
    orderId: row.order_id,
    version: row.version,
    userId: row.user_id,
    userEmail: row.user_email,
    occurredAt: row.occurred_at,
    traceparent: row.traceparent,
  };
  if (row.type === 'order.created') {
    return {
      ...fact,
      type: row.type,
      status: row.to_status,
      totalAmount: row.total_amount ?? '',
      items: row.items ?? [],
    };
  }
  return {
    ...fact,
    type: row.type,
    fromStatus: row.from_status ?? row.to_status,
    toStatus: row.to_status,
    actor: row.actor,
  };
}
