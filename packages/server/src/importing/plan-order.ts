import { pathBetween } from '../domain/order-status.js';
import type { ImportedMove, ImportedOrder, StoredOrder } from '../ports/import.js';
import type { CheckedOrder } from './check-order.js';

/** What an import does with one order. */
export type Plan =
  | { readonly kind: 'imported'; readonly order: ImportedOrder }
  | { readonly kind: 'moved'; readonly order: ImportedOrder; readonly path: readonly ImportedMove[] }
  | { readonly kind: 'unchanged'; readonly order: ImportedOrder; readonly stored: StoredOrder }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** What there is in this service's database already. */
export interface Present {
  /** The order with the same id. */
  readonly stored: StoredOrder | undefined;
  /** The id of another order of the user that has the same reference. */
  readonly referenceTakenBy: number | undefined;
}

/** Compares an order of the source with what is here. */
export function planOrder(checked: CheckedOrder, { stored, referenceTakenBy }: Present): Plan {
  const { order, reasons } = checked;
  if (!order) return { kind: 'rejected', reasons };
  if (!stored && referenceTakenBy !== undefined)
    return { kind: 'rejected', reasons: [`Order ${referenceTakenBy} of its user has its reference here.`] };
  if (!stored) return { kind: 'imported', order };
  if (!isSameOrder(stored, order)) return { kind: 'rejected', reasons: ['Another order has this id here.'] };
  const path = pathBetween(stored.status, order.status);
  if (path?.length === 0) return { kind: 'unchanged', order, stored };
  if (path) {
    const { id: orderId, updatedAt } = order;
    return { kind: 'moved', order, path: path.map((to) => ({ orderId, to, updatedAt })) };
  }
  const there = `It is ${stored.status} here and ${order.status} there`;
  if (!stored.changedHere) return { kind: 'rejected', reasons: [`${there}: it went back, which no order does here.`] };
  if (pathBetween(order.status, stored.status)) return { kind: 'unchanged', order, stored };
  return { kind: 'rejected', reasons: [`${there}: both services moved it.`] };
}

function isSameOrder(stored: StoredOrder, order: ImportedOrder): boolean {
  return (
    stored.userId === order.userId && stored.totalAmount === order.totalAmount && stored.createdAt === order.createdAt
  );
}
