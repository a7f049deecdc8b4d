import type { EventType } from '../../domain/events.js';
import type { OrderStatus } from '../../domain/order-status.js';
import { selection } from '../selection.js';
import { bigint, int, nullable, text, textOf, timestamptz, uuid } from '../sql-types.js';
import { statement } from '../statement.js';

const ENTRY = selection({
  eventId: [uuid, 'e.event_id'],
  orderId: [bigint, 'e.order_id'],
  version: [int, 'e.version'],
  type: [textOf<EventType>(), 'e.type'],
  fromStatus: [nullable(textOf<OrderStatus>()), 'e.from_status'],
  toStatus: [textOf<OrderStatus>(), 'e.to_status'],
  actor: [text, 'e.actor'],
  reason: [nullable(text), 'e.reason'],
  requestId: [nullable(text), 'e.request_id'],
  occurredAt: [timestamptz, 'e.occurred_at'],
});

export const ORDER_HISTORY = statement({
  name: 'order_history',
  writes: false,
  parameters: { orderId: bigint, ownerId: nullable(bigint) },
  columns: ENTRY.columns,
  text: `
    SELECT ${ENTRY.list}
    FROM order_events e
    WHERE e.order_id = @orderId AND (@ownerId IS NULL OR e.user_id = @ownerId)
    ORDER BY nullif(e.version, 0), e.id`,
});
