import { EVENT_TYPES, ORDER_CREATED, ORDER_ERASED, ORDER_STATUS_UPDATED, type EventType } from '../../domain/events.js';
import type { OrderStatus } from '../../domain/order-status.js';
import type { RecordedEvent } from '../../ports/recorded-event.js';
import { selection } from '../selection.js';
import { bigint, int, jsonOf, nullable, numeric, text, textOf, timestamptz, uuid } from '../sql-types.js';
import type { RowOf } from '../statement.js';
import { lineItemFromDocument, type LineItemDocument } from './line-items.js';

/** Null for other types of events, so that a column which only they have is not read. */
export const ofCreated = (column: string): string => `CASE WHEN e.type = '${ORDER_CREATED}' THEN ${column} END`;

/** An event, read from its row `e` of `order_events` and its order `o`. */
export const EVENT = selection({
  eventId: [uuid, 'e.event_id'],
  orderId: [bigint, 'e.order_id'],
  version: [int, 'e.version'],
  type: [textOf<EventType>(), 'e.type'],
  userId: [bigint, 'e.user_id'],
  userEmail: [text, 'o.user_email'],
  fromStatus: [nullable(textOf<OrderStatus>()), 'e.from_status'],
  toStatus: [textOf<OrderStatus>(), 'e.to_status'],
  actor: [text, 'e.actor'],
  traceparent: [nullable(text), 'e.traceparent'],
  occurredAt: [timestamptz, 'e.occurred_at'],
  totalAmount: [nullable(numeric), ofCreated('o.total_amount')],
  reference: [nullable(text), ofCreated('o.reference')],
  items: [nullable(jsonOf<LineItemDocument[]>()), ofCreated('o.items')],
});

type EventRow = RowOf<typeof EVENT.columns>;

export function isKnownEvent({ type }: Pick<EventRow, 'type'>): boolean {
  return EVENT_TYPES.includes(type);
}

export function eventFromRow(row: EventRow): RecordedEvent {
  const { eventId, orderId, version, userId, userEmail, occurredAt, traceparent } = row;
  const fact = { eventId, orderId, version, userId, userEmail, occurredAt, traceparent };
  switch (row.type) {
    case ORDER_CREATED: {
      const { type, toStatus: status, totalAmount, reference, items } = row;
      const lineItems = present(items).map(lineItemFromDocument);
      return { type, status, totalAmount: present(totalAmount), reference, items: lineItems, ...fact };
    }
    case ORDER_STATUS_UPDATED: {
      const { type, fromStatus, toStatus, actor } = row;
      return { type, fromStatus: present(fromStatus), toStatus, actor, ...fact };
    }
    case ORDER_ERASED:
      return { type: row.type, status: row.toStatus, ...fact };
  }
}

/** The value of a column that is null for other types of events only. */
function present<Value>(value: Value | null): Value {
  if (value === null) throw new TypeError('An event of the database lacks a column of its type');
  return value;
}
