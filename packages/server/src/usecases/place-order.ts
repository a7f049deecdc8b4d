import { actorOf } from '../domain/caller.js';
import { DomainError, ReferenceTakenError } from '../domain/errors.js';
import { takeSnapshot, type Snapshot } from '../domain/order.js';
import type { IdempotencyStore } from '../ports/idempotency-store.js';
import { newEventId } from '../ports/new-event-id.js';
import type { Notify } from '../ports/notify.js';
import type { OrderStore } from '../ports/order-store.js';
import type { ProductCatalogue } from '../ports/product-catalogue.js';
import { createDeduplicateOrder } from './deduplicate-order.js';
import type { OrderRequest, PlacedOrder, PlaceOrderCommand } from './order-request.js';
import { createReplayOrder } from './replay-order.js';
import { requestFingerprint } from './request-fingerprint.js';

export interface PlaceOrderPorts {
  readonly catalogue: ProductCatalogue;
  readonly orders: OrderStore;
  readonly idempotency: IdempotencyStore;
  /** Called when an order was committed, so that its event is published at once. */
  readonly notify: Notify;
}

/**
 * Places an order, or returns the one that the same request made before.
 * @throws the domain errors of `takeSnapshot`, of the product catalogue, of the store, and of idempotency keys.
 */
export type PlaceOrder = (command: PlaceOrderCommand) => Promise<PlacedOrder>;

export function createPlaceOrder({ catalogue, orders, idempotency, notify }: PlaceOrderPorts): PlaceOrder {
  const replayOrder = createReplayOrder(idempotency);
  const deduplicateOrder = createDeduplicateOrder({ orders, idempotency });

  return async function placeOrder(command) {
    const request = { fingerprint: requestFingerprint(command.items, command.metadata, command.reference), ...command };
    return await (request.idempotencyKey === undefined ? placeWithoutKey(request) : placeWithKey(request));
  };

  async function placeWithKey(request: OrderRequest): Promise<PlacedOrder> {
    const endFlight = replayOrder.beginFlight(request);
    try {
      const snapshot = await lookUp(request);
      request.signal.throwIfAborted();
      if (!(snapshot instanceof DomainError)) return await write(request, snapshot);
      return (await replayOrder.find(request)) ?? fail(snapshot);
    } finally {
      endFlight();
    }
  }

  async function placeWithoutKey(request: OrderRequest): Promise<PlacedOrder> {
    const snapshot = await lookUp(request);
    request.signal.throwIfAborted();
    const placing = placeOnce(request, snapshot);
    deduplicateOrder.rememberIfUnacknowledged(request, placing);
    return await placing;
  }

  async function placeOnce(request: OrderRequest, snapshot: Snapshot | DomainError): Promise<PlacedOrder> {
    const earlier = await deduplicateOrder.takeFromMemory(request);
    if (earlier) return earlier;
    if (!(snapshot instanceof DomainError)) return await write(request, snapshot);
    return (await deduplicateOrder.takeFromDatabase(request)) ?? fail(snapshot);
  }

  /**
   * What the order would hold, or why it cannot be placed. The error is not thrown yet: a repeated request is answered
   * with its order even when the products are gone by now.
   */
  async function lookUp({ items, trace, signal }: OrderRequest): Promise<Snapshot | DomainError> {
    const productIds = [...new Set(items.map((item) => item.productId))];
    try {
      return takeSnapshot(items, await catalogue.lookUp(productIds, { signal, ...trace }));
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  /** Writes the order in one statement, which finds out, too, whether it would repeat another one. */
  async function write(request: OrderRequest, snapshot: Snapshot): Promise<PlacedOrder> {
    const { caller, agent, reference, metadata, trace, idempotencyKey, fingerprint } = request;
    const outcome = await orders.create({
      userId: caller.userId,
      userEmail: caller.email,
      reference,
      metadata,
      eventId: newEventId(),
      actor: actorOf(caller, agent),
      trace,
      idempotencyKey,
      fingerprint,
      ...snapshot,
    });
    switch (outcome.kind) {
      case 'created':
        notify();
        return { order: outcome.order, replayed: false };
      case 'key_taken':
        return await replayOrder.get(request);
      case 'reference_taken':
        return (await replayOrder.find(request)) ?? fail(new ReferenceTakenError(reference ?? '', outcome.orderId));
      case 'deduplicated':
        return await deduplicateOrder.get(request, outcome.orderId);
    }
  }
}

function fail(error: DomainError): never {
  throw error;
}
