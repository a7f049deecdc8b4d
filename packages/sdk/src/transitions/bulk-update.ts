import type { Order } from '../contract.js';
import type { CallOptions } from '../options.js';
import { runConcurrently, type ConcurrencyOptions, type TaskResult } from '../run-concurrently.js';

/** An order to update: its id, or the order as it was read, which is then updated only if it has not changed since. */
export type OrderReference = number | Pick<Order, 'id' | 'version'>;

/** The result of one of many updates: the order after it, or the error that `updateStatus` would have thrown. */
export type BulkUpdateResult =
  | { readonly orderId: number; readonly ok: true; readonly order: Order }
  | { readonly orderId: number; readonly ok: false; readonly error: unknown };

/** The options of `orders.updateStatusMany`; the limits are those of each update. */
export interface BulkUpdateOptions extends CallOptions {
  /** Kept in each order's history; 1 to 500 characters. */
  readonly reason?: string | undefined;
  /** How many updates are in flight at a time, 1 to 1,000. Default 8. */
  readonly concurrency?: number | undefined;
}

type Update = (order: OrderReference) => PromiseLike<Order>;

/**
 * Updates orders, and yields one result per order as it ends, as `runConcurrently` does.
 *
 * @throws what `runConcurrently` throws
 */
export function bulkUpdate(
  orders: Iterable<OrderReference> | AsyncIterable<OrderReference>,
  update: Update,
  options: ConcurrencyOptions,
): AsyncGenerator<BulkUpdateResult, void, undefined> {
  return updateResults(runConcurrently(orders, update, options));
}

async function* updateResults(
  results: AsyncIterable<TaskResult<OrderReference, Order>>,
): AsyncGenerator<BulkUpdateResult, void, undefined> {
  for await (const result of results) {
    const orderId = typeof result.task === 'number' ? result.task : result.task.id;
    yield result.ok ? { orderId, ok: true, order: result.result } : { orderId, ok: false, error: result.error };
  }
}
