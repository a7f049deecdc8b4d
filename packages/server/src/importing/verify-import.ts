import { formatAmount, parseAmount } from '../domain/money.js';
import { pathBetween, type OrderStatus } from '../domain/order-status.js';
import type { ImportedOrder, ImportSource, ImportTarget, StoredOrder } from '../ports/import.js';
import { checkOrder } from './check-order.js';
import { readAhead } from './read-ahead.js';

/** Orders in one status, and the sum of their amounts, a decimal with two places. */
export interface StatusTotal {
  readonly status: OrderStatus;
  readonly orders: number;
  readonly amount: string;
}

export interface Verification {
  /** By the statuses that the source has, without the orders that were rejected. */
  readonly source: readonly StatusTotal[];
  /** The same orders, by the statuses that they have here. */
  readonly target: readonly StatusTotal[];
  readonly users: number;
  /** Sentences, the first hundred; none when every order is here as it is there. */
  readonly differences: readonly string[];
  readonly differing: number;
}

const MAX_DIFFERENCES = 100;

/** Compares every order of the source with the same one here: its user, amount, time, status, line items and events. */
export async function verifyImport(
  source: ImportSource,
  target: Pick<ImportTarget, 'find'>,
  left: ReadonlySet<number>,
): Promise<Verification> {
  const there = new Totals();
  const here = new Totals();
  const users = new Set<number>();
  const differences: string[] = [];
  let differing = 0;
  for await (const page of readAhead(source.pages())) {
    const stored = await target.find(page.map(({ id }) => id));
    for (const row of page) {
      const { order } = checkOrder(row, '');
      if (!order || left.has(row.id)) continue;
      const copy = stored.get(order.id);
      there.add(order);
      if (copy) here.add(copy);
      users.add(order.userId);
      const difference = differenceOf(order, copy);
      if (difference === undefined) continue;
      differing += 1;
      if (differences.length < MAX_DIFFERENCES) differences.push(`Order ${order.id}: ${difference}`);
    }
  }
  return { source: there.list(), target: here.list(), users: users.size, differences, differing };
}

function differenceOf(order: ImportedOrder, copy: StoredOrder | undefined): string | undefined {
  if (!copy) return 'it is not here.';
  if (copy.userId !== order.userId) return `its user is ${copy.userId} here and ${order.userId} there.`;
  if (copy.totalAmount !== order.totalAmount)
    return `its total is ${copy.totalAmount} here and ${order.totalAmount} there.`;
  if (copy.createdAt !== order.createdAt)
    return `it was created at ${copy.createdAt} here and at ${order.createdAt} there.`;
  if (order.reference !== null && order.reference !== copy.reference && !copy.isErased)
    return `its reference is ${JSON.stringify(copy.reference)} here and ${JSON.stringify(order.reference)} there.`;
  if (copy.lineItems !== order.items.length)
    return `it has ${copy.lineItems} line items here and ${order.items.length} there.`;
  if (copy.events !== copy.version) return `it has ${copy.events} events here, and is at version ${copy.version}.`;
  if (!pathBetween(order.status, copy.status)) return `it is ${copy.status} here and ${order.status} there.`;
  return undefined;
}

/** Counts and sums by status. */
class Totals {
  readonly #sums = new Map<OrderStatus, { orders: number; cents: bigint }>();

  add({ status, totalAmount }: Pick<StoredOrder, 'status' | 'totalAmount'>): void {
    const sum = this.#sums.get(status) ?? { orders: 0, cents: 0n };
    sum.orders += 1;
    sum.cents += parseAmount(totalAmount) ?? 0n;
    this.#sums.set(status, sum);
  }

  list(): StatusTotal[] {
    return [...this.#sums].map(([status, { orders, cents }]) => ({ status, orders, amount: formatAmount(cents) }));
  }
}
