import { IdempotencyKeyInUseError, IdempotencyKeyReusedError } from '../domain/errors.js';
import { asPlaced } from '../domain/order.js';
import type { IdempotencyStore } from '../ports/idempotency-store.js';
import type { OrderRequest, PlacedOrder } from './order-request.js';

/**
 * Replay: a request whose idempotency key was used before is answered with the order that the first one made.
 * Every method throws IdempotencyKeyReusedError when the key was used for another request.
 */
export interface ReplayOrder {
  /**
   * Marks the request's key as in flight in this process until the function that it returns is called.
   * @throws IdempotencyKeyInUseError when it is in flight already
   */
  beginFlight(request: OrderRequest): () => void;
  /** The order that the request's key made; undefined when it made none. */
  find(request: OrderRequest): Promise<PlacedOrder | undefined>;
  /** The order of a key that is known to be taken. @throws IdempotencyKeyInUseError while that order is not committed */
  get(request: OrderRequest): Promise<PlacedOrder>;
}

export function createReplayOrder(idempotency: IdempotencyStore): ReplayOrder {
  const fingerprintsInFlight = new Map<string, Buffer>();

  async function find({ caller, idempotencyKey, fingerprint }: OrderRequest): Promise<PlacedOrder | undefined> {
    if (idempotencyKey === undefined) return undefined;
    const earlier = await idempotency.find(caller.userId, idempotencyKey);
    if (!earlier) return undefined;
    if (earlier.fingerprint.length > 0 && !earlier.fingerprint.equals(fingerprint))
      throw new IdempotencyKeyReusedError();
    return { order: asPlaced(earlier.order), replayed: true };
  }

  return {
    beginFlight({ caller, idempotencyKey, fingerprint }) {
      const key = `${caller.userId} ${idempotencyKey}`;
      const inFlight = fingerprintsInFlight.get(key);
      if (inFlight)
        throw inFlight.equals(fingerprint) ? new IdempotencyKeyInUseError() : new IdempotencyKeyReusedError();
      fingerprintsInFlight.set(key, fingerprint);
      return () => fingerprintsInFlight.delete(key);
    },

    find,

    async get(request) {
      const earlier = await find(request);
      if (!earlier) throw new IdempotencyKeyInUseError();
      return earlier;
    },
  };
}
