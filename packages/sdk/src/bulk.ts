import { AbortedError } from './errors.js';
import type { Order } from './contract.js';

/** An order to move: its id, or the order as it was read, which then moves only if it has not changed since. */
export type OrderToMove = number | Pick<Order, 'id' | 'version'>;

/** What became of one order of many. */
export type MoveResult =
  | { readonly orderId: number; readonly ok: true; readonly order: Order }
  | { readonly orderId: number; readonly ok: false; readonly error: unknown };

export type Move = (order: OrderToMove) => PromiseLike<Order>;

/** What the loop waits for: the next order of the source, its end or failure, or the end of a move. */
type Step =
  | { readonly kind: 'order'; readonly order: OrderToMove }
  | { readonly kind: 'end'; readonly failure?: { readonly error: unknown } }
  | { readonly kind: 'moved'; readonly key: number; readonly result: MoveResult };

/**
 * Moves orders, at most `concurrency` at a time, and yields one result per order as it ends. Orders are taken from the
 * source only as places become free. Whoever stops reading early waits for the moves that are under way.
 *
 * @throws {AbortedError} after the results of what was under way, when `signal` ended before the source did
 * @throws the source's own error, after those results as well
 */
export async function* moveMany(
  orders: Iterable<OrderToMove> | AsyncIterable<OrderToMove>,
  move: Move,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal | undefined },
): AsyncGenerator<MoveResult, void, undefined> {
  const source = Symbol.asyncIterator in orders ? orders[Symbol.asyncIterator]() : orders[Symbol.iterator]();
  const underWay = new Map<number, Promise<Step>>();
  let taking: Promise<Step> | undefined;
  let ended: (Step & { kind: 'end' }) | undefined;
  let nextKey = 0;

  try {
    for (;;) {
      if (!ended && !signal?.aborted && underWay.size < concurrency) taking ??= takeOrder(source);
      const steps = [...underWay.values(), ...(taking ? [taking] : [])];
      if (steps.length === 0) break;
      const step = await Promise.race(steps);
      if (step.kind === 'moved') {
        underWay.delete(step.key);
        yield step.result;
        continue;
      }
      taking = undefined;
      if (step.kind === 'end') ended = step;
      else underWay.set((nextKey += 1), moveOrder(nextKey, step.order, move));
    }
    if (ended?.failure) throw ended.failure.error;
    if (!ended) throw new AbortedError('The moves were aborted.', {}, { cause: signal?.reason });
  } finally {
    await Promise.all(underWay.values());
    if (!ended) await source.return?.();
  }
}

async function takeOrder(source: Iterator<OrderToMove> | AsyncIterator<OrderToMove>): Promise<Step> {
  try {
    const next = await source.next();
    return next.done ? { kind: 'end' } : { kind: 'order', order: next.value };
  } catch (error) {
    return { kind: 'end', failure: { error } };
  }
}

async function moveOrder(key: number, order: OrderToMove, move: Move): Promise<Step> {
  const orderId = typeof order === 'number' ? order : order.id;
  try {
    return { kind: 'moved', key, result: { orderId, ok: true, order: await move(order) } };
  } catch (error) {
    return { kind: 'moved', key, result: { orderId, ok: false, error } };
  }
}
