import { randomUUID } from 'node:crypto';
import { newEventId } from '../../src/ports/new-event-id.js';
import type { NewOrder, StatusChange } from '../../src/ports/order-store.js';

const TRACE = { requestId: 'order-store-test', traceparent: undefined };

/** What the store is asked to create: an order of user 1. */
export function newOrder(totalAmount = '59.98', productId = 1): NewOrder {
  return {
    userId: 1,
    userEmail: 'u@example.com',
    items: [{ productId, productName: '{"product_id":1} "x"', productPrice: '29.99', quantity: 2, subtotal: '59.98' }],
    totalAmount,
    reference: undefined,
    metadata: {},
    eventId: newEventId(),
    actor: 'user:1',
    trace: TRACE,
    idempotencyKey: undefined,
    fingerprint: Buffer.alloc(32, randomUUID()),
  };
}

/** What the store is asked to change: a pending order becomes confirmed. */
export function confirmation(orderId: number, ownerId = 1): StatusChange {
  return {
    orderId,
    ownerId,
    target: 'confirmed',
    from: ['pending'],
    versions: undefined,
    reason: undefined,
    eventId: newEventId(),
    actor: 'user:1',
    trace: TRACE,
  };
}
