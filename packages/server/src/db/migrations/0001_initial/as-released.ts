/**
 * The statuses and event types of 0.1.0, which the first migration writes into the schema. A released migration does not
 * change, so that these lists do not follow the domain: a status or a type that is added to it needs a migration.
 */
export const ORDER_STATUSES = ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'];

export const FINAL_STATUSES = ['delivered', 'cancelled'];

/** Those that an order enters by a transition and can leave. */
export const PASSING_STATUSES = ['confirmed', 'shipped'];

export const TRANSITIONS = [
  ['pending', 'confirmed'],
  ['pending', 'cancelled'],
  ['confirmed', 'shipped'],
  ['confirmed', 'cancelled'],
  ['shipped', 'delivered'],
  ['shipped', 'cancelled'],
];

export const EVENT_TYPES = ['order.created', 'order.status.updated', 'order.erased'];
