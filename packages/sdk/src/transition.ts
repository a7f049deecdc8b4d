import { isProblem } from './api-error.js';
import type { WithResponse } from './api-promise.js';
import type { Order, OrderStatus } from './contract.js';
import type { UpdateStatusOptions } from './options.js';

/** Where an order is to go, with or without a reason; nothing leaves it as it is. */
export type Decision = OrderStatus | { readonly status: OrderStatus; readonly reason?: string } | undefined;

/** Decides on an order as it is now. Called again whenever the order has changed before the move arrived. */
export type Decide = (order: Order) => Decision | Promise<Decision>;

/** What a transition needs to ask the service. */
export interface OrderMover {
  get(orderId: number): PromiseLike<WithResponse<Order>>;
  move(orderId: number, status: OrderStatus, options: UpdateStatusOptions): PromiseLike<WithResponse<Order>>;
}

/** An order that changes this often between two reads is not going to be caught by reading it again. */
const MAX_ROUNDS = 20;

/**
 * Reads the order, lets the caller decide, and moves it if it has not changed since; if it has, reads and asks again.
 * A move whose outcome is unknown is never repeated: its error is thrown.
 */
export async function transition(orderId: number, decide: Decide, mover: OrderMover): Promise<WithResponse<Order>> {
  for (let round = 1; ; round += 1) {
    const read = await mover.get(orderId);
    const decision = await decide(read.data);
    if (decision === undefined) return read;
    const { status, reason } = typeof decision === 'string' ? { status: decision } : decision;
    try {
      const { version } = read.data;
      return await mover.move(orderId, status, { ifMatch: version, ...(reason !== undefined && { reason }) });
    } catch (error) {
      const changed = isProblem(error, 'version_mismatch') && !error.outcomeUnknown;
      if (!changed || round === MAX_ROUNDS) throw error;
    }
  }
}
