import type { components } from '@order-service/sdk';
import type { Caller } from '../domain/caller.js';
import { allowedTransitions, itemId, type Order, type OwnerTransitions } from '../domain/order.js';
import type { HistoryEntry } from '../usecases/ports.js';

type OrderBody = components['schemas']['Order'];
type HistoryBody = components['schemas']['HistoryEntry'];

/** An order as `caller`, who may see it, is shown it. */
export function presentOrder(order: Order, caller: Caller, ownerTransitions: OwnerTransitions): OrderBody {
  return {
    id: order.id,
    user_id: order.userId,
    user_email: order.userEmail,
    status: order.status,
    total_amount: order.totalAmount,
    version: order.version,
    metadata: order.metadata,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    items: order.items.map((item, line) => ({
      id: itemId(order.id, line),
      order_id: order.id,
      ...item,
      created_at: order.createdAt,
    })),
    allowed_transitions: [...allowedTransitions(order.status, caller, ownerTransitions)],
  };
}

export function presentHistoryEntry(entry: HistoryEntry): HistoryBody {
  return {
    event_id: entry.eventId,
    order_id: entry.orderId,
    version: entry.version,
    type: entry.type as HistoryBody['type'],
    from_status: entry.fromStatus,
    to_status: entry.toStatus,
    actor: entry.actor,
    reason: entry.reason,
    request_id: entry.requestId,
    occurred_at: entry.occurredAt,
  };
}
