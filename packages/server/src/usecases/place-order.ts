import { v7 as uuidv7 } from 'uuid';
import { actorOf, type Caller } from '../domain/caller.js';
import type { Trace } from '../ports/trace.js';
import { IdempotencyKeyInUseError, IdempotencyKeyReusedError, DomainError } from '../domain/errors.js';
import { asPlaced, takeSnapshot, type Order, type RequestedLine, type Snapshot } from '../domain/order.js';
import { UnacknowledgedRequests } from './unacknowledged-requests.js';
import type { IdempotencyStore } from '../ports/idempotency-store.js';
import type { Notify } from '../ports/notify.js';
import type { OrderStore } from '../ports/order-store.js';
import type { ProductCatalogue } from '../ports/product-catalogue.js';
import { requestFingerprint } from './request-fingerprint.js';

export interface PlaceOrder {
  readonly caller: Caller;
  readonly lines: readonly RequestedLine[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | undefined;
  readonly trace: Trace;
  /**
   * Aborted when the caller goes away before the answer was delivered. Until the order is written that stops everything;
   * from then on, for a request without a key, it leaves the order to the repetition of that request.
   */
  readonly signal: AbortSignal;
}

export interface PlacedOrder {
  readonly order: Order;
  /** Whether this answers a repetition of an earlier request. */
  readonly replayed: boolean;
}

export interface PlaceOrderPorts {
  readonly catalogue: ProductCatalogue;
  readonly orders: OrderStore;
  readonly idempotency: IdempotencyStore;
  /** Called when an order was committed, so that its event leaves at once. */
  readonly notify: Notify;
}

export interface OrderPlacement {
  /**
   * Places an order, or finds the one that the same request made before.
   * @throws the refusals of `takeSnapshot`, of the product service, of the store, and those of idempotency keys.
   */
  place(command: PlaceOrder): Promise<PlacedOrder>;
}

/** An order whose caller had gone, and whether other replicas know. */
interface LeftOrder {
  readonly order: Order;
  readonly remembered: boolean;
}

export function createOrderPlacement({ catalogue, orders, idempotency, notify }: PlaceOrderPorts): OrderPlacement {
  const keysInFlight = new Map<string, Buffer>();
  const abandoned = new UnacknowledgedRequests<LeftOrder>();

  async function write(command: PlaceOrder, snapshot: Snapshot, fingerprint: Buffer): Promise<PlacedOrder> {
    const { caller, metadata, idempotencyKey, trace } = command;
    const outcome = await orders.create({
      ...snapshot,
      userId: caller.userId,
      userEmail: caller.email,
      metadata,
      eventId: uuidv7(),
      actor: actorOf(caller),
      trace,
      idempotencyKey,
      fingerprint,
    });
    if (outcome.kind === 'created') {
      notify();
      return { order: outcome.order, replayed: false };
    }
    return outcome.kind === 'deduplicated' ? await adopt(caller, outcome.orderId) : await replay(command, fingerprint);
  }

  async function adopt(caller: Caller, orderId: number): Promise<PlacedOrder> {
    const order = await orders.find(orderId, caller.userId);
    if (!order) throw new Error(`Order ${orderId} was to be deduplicated, and is not there`);
    return { order: asPlaced(order), replayed: true };
  }

  async function replay(command: PlaceOrder, fingerprint: Buffer): Promise<PlacedOrder> {
    const earlier = await earlierAnswer(command, fingerprint);
    if (!earlier) throw new IdempotencyKeyInUseError();
    return earlier;
  }

  async function earlierAnswer(command: PlaceOrder, fingerprint: Buffer): Promise<PlacedOrder | undefined> {
    if (command.idempotencyKey === undefined) return undefined;
    const earlier = await idempotency.find(command.caller.userId, command.idempotencyKey);
    if (!earlier) return undefined;
    if (!earlier.fingerprint.equals(fingerprint)) throw new IdempotencyKeyReusedError();
    return { order: asPlaced(earlier.order), replayed: true };
  }

  async function attempt(command: PlaceOrder, fingerprint: Buffer): Promise<PlacedOrder> {
    const snapshot = await lookUp(command);
    command.signal.throwIfAborted();
    if (command.idempotencyKey === undefined) return await placeKeyless(command, snapshot, fingerprint);
    if (!(snapshot instanceof DomainError)) return await write(command, snapshot, fingerprint);
    // What was placed stays placed: a repetition is answered even if the products are gone by now.
    const earlier = await earlierAnswer(command, fingerprint);
    if (!earlier) throw snapshot;
    return earlier;
  }

  /** What the order would hold, or why it cannot be had. */
  async function lookUp({ lines, trace, signal }: PlaceOrder): Promise<Snapshot | DomainError> {
    const productIds = [...new Set(lines.map((line) => line.productId))];
    try {
      return takeSnapshot(lines, await catalogue.lookUp(productIds, { ...trace, signal }));
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  /**
   * Without a key, an order whose answer does not reach the caller is left to the caller's repetition: in memory for the
   * one that comes to this replica, in the database for the one that goes to another.
   */
  async function placeKeyless(
    command: PlaceOrder,
    snapshot: Snapshot | DomainError,
    fingerprint: Buffer,
  ): Promise<PlacedOrder> {
    const { caller, signal } = command;
    const request = `${caller.userId} ${fingerprint.toString('base64')}`;
    const placing = takeOver(request).then(
      (earlier) =>
        earlier ??
        (snapshot instanceof DomainError
          ? reclaim(caller, fingerprint, snapshot)
          : write(command, snapshot, fingerprint)),
    );
    const leave = async (): Promise<LeftOrder> => {
      const { order } = await placing;
      const remembering = idempotency.rememberUnacknowledged(caller.userId, fingerprint, order.id);
      const remembered = await remembering.then(
        () => true,
        () => false, // then this replica alone knows, and tells if the repetition comes here
      );
      return { order, remembered };
    };
    signal.addEventListener('abort', () => abandoned.leave(request, leave()), { once: true });
    return await placing;
  }

  async function takeOver(request: string): Promise<PlacedOrder | undefined> {
    const left = await abandoned.take(request)?.catch(() => undefined); // what failed is attempted anew
    if (!left) return undefined;
    // Where another replica has told the caller of it, this is no repetition but another order.
    if (!(await idempotency.forgetUnacknowledged(left.order.id)) && left.remembered) return undefined;
    return { order: left.order, replayed: true };
  }

  /** The order that an unanswered request made while its products could still be had. */
  async function reclaim(caller: Caller, fingerprint: Buffer, refusal: DomainError): Promise<PlacedOrder> {
    const orderId = await idempotency.takeUnacknowledged(caller.userId, fingerprint);
    if (orderId === undefined) throw refusal;
    return await adopt(caller, orderId);
  }

  return {
    async place(command) {
      const fingerprint = requestFingerprint(command.lines, command.metadata);
      if (command.idempotencyKey === undefined) return await attempt(command, fingerprint);

      const key = `${command.caller.userId} ${command.idempotencyKey}`;
      const underWay = keysInFlight.get(key);
      if (underWay)
        throw underWay.equals(fingerprint) ? new IdempotencyKeyInUseError() : new IdempotencyKeyReusedError();
      keysInFlight.set(key, fingerprint);
      try {
        return await attempt(command, fingerprint);
      } finally {
        keysInFlight.delete(key);
      }
    },
  };
}
