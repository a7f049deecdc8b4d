/**
 * The statuses of an order in the order of its life, and to which each may move. None may move from a final status.
 * This is the only table: the database's rows, the contract, the SDK and docs/order-states.md are derived from it or
 * compared with it by test/integration/statuses-and-event-types.test.ts, which names what does not agree.
 */
const TABLE = {
  pending: ['confirmed', 'cancelled'],
  confirmed: ['shipped', 'cancelled'],
  shipped: ['delivered', 'cancelled'],
  delivered: [],
  cancelled: [],
} as const;

export type OrderStatus = keyof typeof TABLE;

export const TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = TABLE;

export const ORDER_STATUSES = Object.keys(TABLE) as readonly OrderStatus[];

/** The status of every new order. */
export const INITIAL_STATUS: OrderStatus = 'pending';

export function isOrderStatus(value: unknown): value is OrderStatus {
  return ORDER_STATUSES.includes(value as OrderStatus);
}

/** The statuses that an order in `from` may move to; none when `from` is final. */
export function transitionsFrom(from: OrderStatus): readonly OrderStatus[] {
  return TRANSITIONS[from];
}

/** The statuses that an order never leaves. */
export const FINAL_STATUSES: readonly OrderStatus[] = ORDER_STATUSES.filter(
  (status) => TRANSITIONS[status].length === 0,
);

/** The statuses from which an order may move to `to`. */
export function sourcesOf(to: OrderStatus): readonly OrderStatus[] {
  return ORDER_STATUSES.filter((from) => TRANSITIONS[from].includes(to));
}

/**
 * The statuses on the shortest way from `from` to `to`, without `from`; undefined when there is no way. The search ends
 * because the table has no cycle.
 */
export function pathBetween(from: OrderStatus, to: OrderStatus): readonly OrderStatus[] | undefined {
  const queue: (readonly OrderStatus[])[] = [[]];
  for (const path of queue) {
    const at = path.at(-1) ?? from;
    if (at === to) return path;
    for (const next of TRANSITIONS[at]) queue.push([...path, next]);
  }
  return undefined;
}

/** The statuses on a way of `length` steps from `from` to `to`, without `from`; undefined when there is none. */
export function pathOfLength(from: OrderStatus, to: OrderStatus, length: number): readonly OrderStatus[] | undefined {
  if (length <= 0) return length === 0 && from === to ? [] : undefined;
  for (const next of TRANSITIONS[from]) {
    const rest = pathOfLength(next, to, length - 1);
    if (rest) return [next, ...rest];
  }
  return undefined;
}
