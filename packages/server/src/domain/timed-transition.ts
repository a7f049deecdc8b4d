import { INITIAL_STATUS, ORDER_STATUSES, transitionsFrom, type OrderStatus } from './order-status.js';

/** Moves every order that has been in one status for a time to another. */
export interface TimedTransition {
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  readonly afterSeconds: number;
  /** The time as it was configured, such as `30m`. */
  readonly after: string;
}

/** Who makes timed transitions, in an order's history and events. */
export const TIMER_ACTOR = 'timer';

export function reasonOf({ from, after }: TimedTransition): string {
  return `${from} for ${after}`;
}

/** The statuses that an order enters by a transition and can leave. A new order enters the initial status otherwise. */
export const PASSING_STATUSES: readonly OrderStatus[] = ORDER_STATUSES.filter(
  (status) => status !== INITIAL_STATUS && transitionsFrom(status).length > 0,
);
