import type { Caller } from '../domain/caller.js';
import type { Order, RequestedItem } from '../domain/order.js';
import type { Trace } from '../ports/trace.js';

/** What a caller asks for. */
export interface PlaceOrderCommand {
  readonly caller: Caller;
  /** The program that acts for the caller, as it names itself. */
  readonly agent?: string | undefined;
  readonly items: readonly RequestedItem[];
  /** The shop's own number of the order. */
  readonly reference: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | undefined;
  readonly trace: Trace;
  /**
   * Aborts when the caller disconnects before its answer was handed to the network. Before the order is written, that
   * cancels the request. Afterwards it makes the order of a request without a key an unacknowledged one.
   */
  readonly signal: AbortSignal;
}

/** A command that can be recognised when it is repeated. */
export interface OrderRequest extends PlaceOrderCommand {
  /** See `requestFingerprint`. */
  readonly fingerprint: Buffer;
}

export interface PlacedOrder {
  readonly order: Order;
  /** Whether an earlier request made the order, and this one repeats it. */
  readonly replayed: boolean;
}
