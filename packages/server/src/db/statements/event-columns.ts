import type { EventType } from '../../domain/events.js';
import type { OrderStatus } from '../../domain/order-status.js';
import type { RecordedEvent } from '../../ports/recorded-event.js';
import { selection } from '../selection.js';
import { bigint, int, jsonOf, nullable, numeric, text, textOf, timestamptz, uuid } from '../sql-types.js';
import type { RowOf } from '../statement.js';
import { lineItemFromDocument, type LineItemDocument } from './line-items.js';

const OF_CREATED = (column: string): string => `CASE WHEN e.type = 'order.created' THEN ${column} END`;

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
  totalAmount: [nullable(numeric), OF_CREATED('o.total_amount')],
  items: [nullable(jsonOf<LineItemDocument[]>()), OF_CREATED('o.items')],
});

export function eventFromRow(row: RowOf<typeof EVENT.columns>): RecordedEvent {
  const { eventId, orderId, version, userId, userEmail, occurredAt, traceparent } = row;
  const fact = { eventId, orderId, version, userId, userEmail, occurredAt, traceparent };
  switch (row.type) {
    case 'order.created': {
      const { type, toStatus: status, totalAmount, items } = row;
      return { ...fact, type, status, totalAmount: totalAmount ?? '', items: items?.map(lineItemFromDocument) ?? [] };
    }
    case 'order.status.updated': {
      const { type, fromStatus, toStatus, actor } = row;
      return { ...fact, type, fromStatus: fromStatus ?? toStatus, toStatus, actor };
    }
  }
}
