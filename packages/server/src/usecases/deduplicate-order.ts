import { ExpiringCache } from '../concurrency/expiring-cache.js';
import { asPlaced, INITIAL_VERSION } from '../domain/order.js';
import type { IdempotencyStore } from '../ports/idempotency-store.js';
import type { OrderStore } from '../ports/order-store.js';
import type { OrderRequest, PlacedOrder } from './order-request.js';

/** How long this process remembers a request that was not acknowledged. The database remembers its order for longer. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * Deduplication: a request without an idempotency key whose caller disconnected before it was answered leaves an
 * unacknowledged order. The same request, sent again, is answered with that order, once, and only while the order is
 * unchanged. After a change its existence is known, so the same request means another order.
 *
 * This process finds the request in memory even while its order is being written; other replicas find the order in the
 * database.
 */
export interface DeduplicateOrder {
  /** Remembers the request and its order if the caller disconnects before it is answered. */
  rememberIfUnacknowledged(request: OrderRequest, placing: Promise<PlacedOrder>): void;
  /** The order of the same request to this process; undefined when there is none. */
  takeFromMemory(request: OrderRequest): Promise<PlacedOrder | undefined>;
  /** The order of the same request to any replica; undefined when there is none. `OrderStore.create` takes it by itself. */
  takeFromDatabase(request: OrderRequest): Promise<PlacedOrder | undefined>;
  /** The order that `OrderStore.create` took instead of creating another one. */
  get(request: OrderRequest, orderId: number): Promise<PlacedOrder>;
}

interface UnacknowledgedOrder {
  readonly orderId: number;
  /** Whether the database knows of it, and with it the other replicas. */
  readonly isStored: boolean;
}

export interface DeduplicateOrderPorts {
  readonly orders: Pick<OrderStore, 'find'>;
  readonly idempotency: IdempotencyStore;
}

export function createDeduplicateOrder({ orders, idempotency }: DeduplicateOrderPorts): DeduplicateOrder {
  const unacknowledged = new ExpiringCache<string, Promise<UnacknowledgedOrder | undefined>>(MAX_REMEMBERED, () =>
    performance.now(),
  );

  /** Waits for the order, and stores that it is unacknowledged. Undefined when there is no order. Never rejects. */
  async function remember(
    request: OrderRequest,
    placing: Promise<PlacedOrder>,
  ): Promise<UnacknowledgedOrder | undefined> {
    const placed = await placing.catch(() => undefined);
    if (!placed) return undefined;
    const orderId = placed.order.id;
    const isStored = await idempotency.rememberUnacknowledged(request.caller.userId, request.fingerprint, orderId).then(
      () => true,
      () => false, // this process still knows
    );
    return { orderId, isStored };
  }

  async function get({ caller }: OrderRequest, orderId: number): Promise<PlacedOrder> {
    const order = await orders.find(orderId, caller.userId);
    if (!order) throw new Error(`The unacknowledged order ${orderId} does not exist`);
    return { order: asPlaced(order), replayed: true };
  }

  return {
    rememberIfUnacknowledged(request, placing) {
      const onDisconnect = (): void =>
        unacknowledged.set(keyOf(request), remember(request, placing), performance.now() + REMEMBERED_MS);
      request.signal.addEventListener('abort', onDisconnect, { once: true });
    },

    async takeFromMemory(request) {
      const found = await unacknowledged.take(keyOf(request));
      if (!found) return undefined;
      const wasStored = await idempotency.forgetUnacknowledged(found.orderId);
      if (found.isStored && !wasStored) return undefined; // another replica has returned it to the caller
      const order = await orders.find(found.orderId, request.caller.userId);
      return order?.version === INITIAL_VERSION ? { order: asPlaced(order), replayed: true } : undefined;
    },

    async takeFromDatabase(request) {
      const orderId = await idempotency.takeUnacknowledged(request.caller.userId, request.fingerprint);
      return orderId === undefined ? undefined : await get(request, orderId);
    },

    get,
  };
}

function keyOf({ caller, fingerprint }: OrderRequest): string {
  return `${caller.userId} ${fingerprint.toString('base64')}`;
}
