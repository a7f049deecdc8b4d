import type { components } from '@order-service/sdk';
import type { Caller } from '../../domain/caller.js';
import { allowedTransitions, type Order, type OwnerTransitions } from '../../domain/order.js';
import { ORDER_STATUSES, type OrderStatus } from '../../domain/order-status.js';
import type { HistoryEntry } from '../../ports/order-store.js';
import { jsonText, type JsonText } from '../contract/answer.js';

type Schemas = components['schemas'];

/** Renders the contract's `Order` as JSON text, with the transitions that the caller may make. */
export type RenderOrder = (order: Order, caller: Caller) => JsonText<Schemas['Order']>;

/**
 * The contents of an order are copied as they are stored: parsing and writing them again was most of the cost of a list.
 */
export function createRenderOrder(ownerTransitions: OwnerTransitions): RenderOrder {
  const transitionsOf = (operator: boolean): Readonly<Record<OrderStatus, string>> =>
    Object.fromEntries(
      ORDER_STATUSES.map((status) => [
        status,
        JSON.stringify(allowedTransitions(status, { operator }, ownerTransitions)),
      ]),
    ) as Record<OrderStatus, string>;
  const [ofOwners, ofOperators] = [transitionsOf(false), transitionsOf(true)];

  return ({ id, status, version, createdAt, updatedAt, erasedAt, contentsJson }, { operator }) =>
    jsonText(
      `{"id":${id},"status":"${status}","version":${version},"created_at":"${createdAt}","updated_at":"${updatedAt}",` +
        `${contentsJson},"allowed_transitions":${(operator ? ofOperators : ofOwners)[status]}` +
        `${erasedAt === null ? '' : `,"erased_at":"${erasedAt}"`}}`,
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
