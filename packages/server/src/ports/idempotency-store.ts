import type { Order } from '../domain/order.js';

/** The order that an idempotency key has made. */
export interface KeyedOrder {
  /** Of the request that made it. */
  readonly fingerprint: Buffer;
  readonly order: Order;
}

/** Which order a key has made, and which orders are unacknowledged: their callers disconnected before the answer. */
export interface IdempotencyStore {
  find(userId: number, key: string): Promise<KeyedOrder | undefined>;
  /** Stores that an order is unacknowledged, so that the same request of this user gets it. */
  rememberUnacknowledged(userId: number, fingerprint: Buffer, orderId: number): Promise<void>;
  /** The order is returned to its caller now. Returns false when it was not stored, or another replica has returned it. */
  forgetUnacknowledged(orderId: number): Promise<boolean>;
  /** The unchanged, unacknowledged order that the same request of this user made, once; undefined when there is none. */
  takeUnacknowledged(userId: number, fingerprint: Buffer): Promise<number | undefined>;
}
