import type { Order } from '../contract.js';
import { AbortedError } from '../errors.js';
import { checkOptions } from '../http/settings.js';
import type { CallOptions } from '../options.js';

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

const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 1_000;

/** What the loop waits for: the next order of the source, its end or failure, or the end of an update. */
type Step =
  | { readonly kind: 'order'; readonly order: OrderReference }
  | { readonly kind: 'end'; readonly failure?: { readonly error: unknown } }
  | { readonly kind: 'updated'; readonly key: number; readonly result: BulkUpdateResult };

type Update = (order: OrderReference) => PromiseLike<Order>;
type Source = Iterable<OrderReference> | AsyncIterable<OrderReference>;

interface BulkUpdateLimits {
  readonly concurrency: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Updates orders, at most `concurrency` at a time, and yields one result per order as it ends. Orders are taken from the
 * source only when a slot is free. A reader that stops early waits for the updates in flight.
 *
 * @throws {ConfigurationError} at once, when `concurrency` is out of range
 * @throws {AbortedError} after the results of what was in flight, when `signal` ended before the source did
 * @throws the source's own error, after those results as well
 */
export function bulkUpdate(
  orders: Source,
  update: Update,
  { concurrency = DEFAULT_CONCURRENCY, signal }: BulkUpdateLimits,
): AsyncGenerator<BulkUpdateResult, void, undefined> {
  const fits = Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= MAX_CONCURRENCY;
  checkOptions(
    fits ? undefined : `concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}, not ${concurrency}`,
  );
  return updateAll(orders, update, concurrency, signal);
}

async function* updateAll(
  orders: Source,
  update: Update,
  concurrency: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<BulkUpdateResult, void, undefined> {
  const source = Symbol.asyncIterator in orders ? orders[Symbol.asyncIterator]() : orders[Symbol.iterator]();
  const inFlight = new Map<number, Promise<Step>>();
  let taking: Promise<Step> | undefined;
  let ended: (Step & { kind: 'end' }) | undefined;
  let nextKey = 0;

  try {
    for (;;) {
      if (!ended && !signal?.aborted && inFlight.size < concurrency) taking ??= takeOrder(source);
      const steps = [...inFlight.values(), ...(taking ? [taking] : [])];
      if (steps.length === 0) break;
      const step = await Promise.race(steps);
      if (step.kind === 'updated') {
        inFlight.delete(step.key);
        yield step.result;
        continue;
      }
      taking = undefined;
      if (step.kind === 'end') ended = step;
      else inFlight.set((nextKey += 1), updateOne(nextKey, step.order, update));
    }
    if (ended?.failure) throw ended.failure.error;
    if (!ended) throw new AbortedError('The updates were aborted.', {}, { cause: signal?.reason });
  } finally {
    await Promise.all(inFlight.values());
    if (!ended) await source.return?.();
  }
}

async function takeOrder(source: Iterator<OrderReference> | AsyncIterator<OrderReference>): Promise<Step> {
  try {
    const next = await source.next();
    return next.done ? { kind: 'end' } : { kind: 'order', order: next.value };
  } catch (error) {
    return { kind: 'end', failure: { error } };
  }
}

async function updateOne(key: number, order: OrderReference, update: Update): Promise<Step> {
  const orderId = typeof order === 'number' ? order : order.id;
  try {
    return { kind: 'updated', key, result: { orderId, ok: true, order: await update(order) } };
  } catch (error) {
    return { kind: 'updated', key, result: { orderId, ok: false, error } };
  }
}
