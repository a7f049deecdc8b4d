import type { EventRecord } from '../domain/order-explanation.js';
import type { Order } from '../domain/order.js';

/** An order and what is known of the publication of its events, as of one moment. */
export interface OrderRecord {
  readonly order: Order;
  /** When it was read, by the database's clock: RFC 3339 in UTC. */
  readonly asOf: string;
  /** Oldest first; an erasure, which has no version, is the last. At most the newest `MAX_EXPLAINED_VERSIONS`. */
  readonly events: readonly EventRecord[];
  /** Whether the order had earlier versions, whose events are left out, or were removed. */
  readonly hasEarlier: boolean;
}

export interface OrderRecords {
  /** One statement. Undefined when there is no such order of this owner; any owner if undefined. */
  find(orderId: number, ownerId: number | undefined): Promise<OrderRecord | undefined>;
}
