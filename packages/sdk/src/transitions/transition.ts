import { isProblem } from '../api-error.js';
import type { WithResponse } from '../api-promise.js';
import type { Order, OrderStatus } from '../contract.js';
import type { Unrecognized } from '../open.js';

/** A status to which an order can be moved: one that is known here, or one that was read. */
export type TargetStatus = OrderStatus | Unrecognized;

/** The status that an order is to change to, with or without a reason; `undefined` leaves the order as it is. */
export type Decision =
  TargetStatus | { readonly status: TargetStatus; readonly reason?: string | undefined } | undefined;

/** Decides on an order as it is now. Called again when the order changed before the transition reached the service. */
export type Decide = (order: Order) => Decision | Promise<Decision>;

/** Reads and updates the order in question. */
export interface OrderAccess {
  get(): PromiseLike<WithResponse<Order>>;
  update(
    status: TargetStatus,
    condition: { readonly ifMatch: number; readonly reason: string | undefined },
  ): PromiseLike<WithResponse<Order>>;
}

/** An order that changed before each of so many attempts will not stop changing soon. */
const MAX_ROUNDS = 20;

/**
 * Reads the order, lets the caller decide, and updates it if it has not changed since; if it has, reads and decides
 * again. A transition whose outcome is unknown is never repeated: its error is thrown.
 */
export async function transition(decide: Decide, order: OrderAccess): Promise<WithResponse<Order>> {
  for (let round = 1; ; round += 1) {
    const read = await order.get();
    const decision = await decide(read.data);
    if (decision === undefined) return read;
    const { status, reason } = typeof decision === 'string' ? { status: decision, reason: undefined } : decision;
    try {
      return await order.update(status, { ifMatch: read.data.version, reason });
    } catch (error) {
      const changed = isProblem(error, 'version_mismatch') && !error.outcomeUnknown;
      if (!changed || round === MAX_ROUNDS) throw error;
    }
  }
}
