import type { OrderEvent, OrderStatus } from '@order-service/sdk';

const STATUSES: readonly OrderStatus[] = ['pending', 'confirmed', 'shipped', 'delivered'];

/** An event of an order: `order.created` for version 1, then one status after the other. */
export function sampleEvent(orderId: number, version: number): OrderEvent {
  const envelope = {
    event_id: `00000000-0000-7000-8000-${String(orderId).padStart(6, '0')}${String(version).padStart(6, '0')}`,
    order_version: version,
    timestamp: '2026-02-15T17:28:41.878640Z',
    traceparent: null,
  };
  const owner = { order_id: orderId, user_id: 1, user_email: 'u@example.com' };
  if (version === 1) {
    const items = [{ product_id: 2, product_name: 'Keyboard', quantity: 1, price: 79.9 }];
    const data = { ...owner, total_amount: 79.9, items, status: 'pending' as const };
    return { ...envelope, event_type: 'order.created', data };
  }
  const [old_status, new_status] = [STATUSES[version - 2] ?? 'pending', STATUSES[version - 1] ?? 'cancelled'];
  return {
    ...envelope,
    event_type: 'order.status.updated',
    data: { ...owner, old_status, new_status, updated_by: 'user:1' },
  };
}
