import type { Order } from '../../src/domain/order.js';

/** An order of user 1 as the database has it, just placed. */
export function storedOrder(changes: Partial<Order> = {}): Order {
  return {
    id: 7,
    status: 'pending',
    version: 1,
    createdAt: '2026-02-15T17:28:41.878640Z',
    updatedAt: '2026-02-15T17:28:41.878640Z',
    erasedAt: null,
    contentsJson: '"user_id":1',
    ...changes,
  };
}
