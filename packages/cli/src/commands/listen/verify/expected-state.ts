import { toMoney, type OrderEvent } from '@order-service/sdk';

/** The state of an order: what a consumer prints of it, or what it should have. A consumer may leave out any member. */
export interface OrderState {
  readonly status?: string;
  readonly version?: number;
  /** A decimal with two places. */
  readonly total_amount?: string;
  readonly user_id?: number;
  /** How many events were processed, each of them once. */
  readonly events?: number;
}

/** The members that are compared. */
export const STATE_MEMBERS = ['status', 'version', 'total_amount', 'user_id', 'events'] as const;

export type OrderStates = ReadonlyMap<number, OrderState>;

/** The state of every order after these events, which are in the order of the feed, each of them once. */
export function expectedStates(events: readonly OrderEvent[]): OrderStates {
  const states = new Map<number, OrderState>();
  for (const event of events) {
    const { order_id: orderId } = event.data;
    const before = states.get(orderId) ?? {};
    // An erasure changes neither status nor version, and neither does another event without a version.
    if (event.order_version > 0) states.set(orderId, { ...before, ...stateAfter(event, before) });
  }
  return states;
}

/** An event of a type that is not known here is processed as well, and leaves the version of its order. */
function stateAfter(event: OrderEvent, { events = 0 }: OrderState): OrderState {
  const common = { version: event.order_version, events: events + 1 };
  switch (event.event_type) {
    case 'order.created': {
      const { status, user_id, total_amount } = event.data;
      return { ...common, user_id, status, total_amount: toMoney(total_amount) };
    }
    case 'order.status.updated':
      return { ...common, user_id: event.data.user_id, status: event.data.new_status };
    default:
      return common;
  }
}
