/** Every status of an order, in the order of its life. */
export const ORDER_STATUSES = ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * The one table of transitions (docs/order-states.md draws it). The database holds the same rows in
 * `order_status_transitions`, and a test keeps the two equal.
 */
export const TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['confirmed', 'cancelled'],
  confirmed: ['shipped', 'cancelled'],
  shipped: ['delivered', 'cancelled'],
  delivered: [],
  cancelled: [],
};

export const INITIAL_STATUS: OrderStatus = 'pending';

export function isOrderStatus(value: unknown): value is OrderStatus {
  return ORDER_STATUSES.includes(value as OrderStatus);
}

/** The statuses an order in `from` may move to; empty when `from` is final. */
export function transitionsFrom(from: OrderStatus): readonly OrderStatus[] {
  return TRANSITIONS[from];
}

/** The statuses from which an order may move to `to`. */
export function sourcesOf(to: OrderStatus): readonly OrderStatus[] {
  return ORDER_STATUSES.filter((from) => TRANSITIONS[from].includes(to));
}
