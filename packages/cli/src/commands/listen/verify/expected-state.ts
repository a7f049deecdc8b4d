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
    // An erasure changes neither status nor version.
    if (event.event_type !== 'order.erased') states.set(orderId, { ...before, ...stateAfter(event, before) });
  }
  return states;
}

function stateAfter(
  event: Exclude<OrderEvent, { event_type: 'order.erased' }>,
  { events = 0 }: OrderState,
): OrderState {
  const { order_version: version, data } = event;
  const common = { version, user_id: data.user_id, events: events + 1 };
  if (event.event_type === 'order.status.updated') return { ...common, status: event.data.new_status };
  return { ...common, status: event.data.status, total_amount: toMoney(event.data.total_amount) };
}
