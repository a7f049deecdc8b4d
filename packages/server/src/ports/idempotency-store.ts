import type { Order } from '../domain/order.js';

export interface KeyedOrder {
  readonly fingerprint: Buffer;
  readonly order: Order;
}

/** Which order a key has made, and which orders nobody was told of. */
export interface IdempotencyStore {
  find(userId: number, key: string): Promise<KeyedOrder | undefined>;
  /** Remembers that the answer for this order did not reach its caller, so that the caller's retry finds it. */
  rememberUnacknowledged(userId: number, fingerprint: Buffer, orderId: number): Promise<void>;
  /** The caller is being told of this order after all. Returns false when another replica has told already. */
  forgetUnacknowledged(orderId: number): Promise<boolean>;
  /** Hands over, once, an order that the same request of this user made and nobody was told of. */
  takeUnacknowledged(userId: number, fingerprint: Buffer): Promise<number | undefined>;
}
