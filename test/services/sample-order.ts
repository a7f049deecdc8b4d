import type { Order } from '@order-service/sdk';

export interface SampleOrderChanges extends Partial<Order> {
  readonly productName?: string;
}

/** A pending order with two pieces of one product; `changes` replace its members. */
export function sampleOrder(changes: SampleOrderChanges = {}): Order {
  const { productName = 'Wireless Bluetooth Headphones', ...members } = changes;
  return {
    id: 42,
    user_id: 1,
    user_email: 'u@example.com',
    status: 'pending',
    total_amount: '59.98',
    version: 1,
    reference: null,
    metadata: {},
    created_at: '2026-02-15T16:00:00.000000Z',
    updated_at: '2026-02-15T16:00:00.000000Z',
    items: [
      {
        id: 4200,
        order_id: 42,
        product_id: 1,
        product_name: productName,
        product_price: '29.99',
        quantity: 2,
        subtotal: '59.98',
        created_at: '2026-02-15T16:00:00.000000Z',
      },
    ],
    allowed_transitions: ['confirmed', 'cancelled'],
    ...members,
  };
}
