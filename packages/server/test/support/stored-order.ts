import type { Order } from '../../src/domain/order.js';

/** An order of user 1 as the database has it, just placed. */
export function storedOrder(changes: Partial<Order> = {}): Order {
  return {
    id: 7,
    userId: 1,
    userEmail: '',
    status: 'pending',
    totalAmount: '1.00',
    version: 1,
    reference: null,
    metadataJson: '{}',
    itemsJson: '[]',
    createdAt: '2026-02-15T17:28:41.878640Z',
    updatedAt: '2026-02-15T17:28:41.878640Z',
    erasedAt: null,
    ...changes,
  };
}
