import type { components } from '@order-service/sdk';
import type { Caller } from '../../domain/caller.js';
import { allowedTransitions, type Order, type OwnerTransitions } from '../../domain/order.js';
import type { HistoryEntry } from '../../ports/order-store.js';
import { jsonText, type JsonText } from '../contract/answer.js';

type Schemas = components['schemas'];

/**
 * The contract's `Order` as JSON text, with the transitions that `caller` may make. The documents that the database stores
 * as JSON text are copied as they are: parsing and writing them again was most of the cost of a list.
 */
export function renderOrder(
  order: Order,
  caller: Caller,
  ownerTransitions: OwnerTransitions,
): JsonText<Schemas['Order']> {
  const allowed = allowedTransitions(order.status, caller, ownerTransitions);
  return jsonText(
    `{"id":${order.id},"user_id":${order.userId},"user_email":${JSON.stringify(order.userEmail)},` +
      `"status":"${order.status}","total_amount":"${order.totalAmount}","version":${order.version},` +
      `"reference":${JSON.stringify(order.reference)},"metadata":${order.metadataJson},"created_at":"${order.createdAt}","updated_at":"${order.updatedAt}",` +
      `"items":${order.itemsJson},"allowed_transitions":${JSON.stringify(allowed)}` +
      `${order.erasedAt === null ? '' : `,"erased_at":"${order.erasedAt}"`}}`,
  );
}

export function presentHistoryEntry(entry: HistoryEntry): Schemas['HistoryEntry'] {
  return {
    event_id: entry.eventId,
    order_id: entry.orderId,
    version: entry.version,
    type: entry.type,
    from_status: entry.fromStatus,
    to_status: entry.toStatus,
    actor: entry.actor,
    reason: entry.reason,
    request_id: entry.requestId,
    occurred_at: entry.occurredAt,
  };
}
