import { expect } from 'chai';
import { createDeduplicateOrder, type DeduplicateOrder } from '../../src/usecases/deduplicate-order.js';
import type { OrderRequest, PlacedOrder } from '../../src/usecases/order-request.js';
import { storedOrder } from '../support/stored-order.js';

const CALLER = { userId: 1, email: '', operator: false };

const order = storedOrder();

function requestOf(signal: AbortSignal, what = 'two headphones'): OrderRequest {
  return {
    caller: CALLER,
    items: [],
    reference: undefined,
    metadata: {},
    idempotencyKey: undefined,
    trace: { requestId: 'test', traceparent: undefined },
    signal,
    fingerprint: Buffer.from(what),
  };
}

/** What the database answers is played here; test/integration/unacknowledged-orders.test.ts shows the real one. */
describe('createDeduplicateOrder', () => {
  const disconnected = new AbortController();
  let isStored: boolean;
  let failure: Error | undefined;
  /** The unacknowledged order of another replica. */
  let storedElsewhere: number | undefined;
  /** The order of the database. */
  let found: typeof order;
  let deduplicateOrder: DeduplicateOrder;

  beforeEach(() => {
    found = order;
    isStored = false;
    failure = undefined;
    storedElsewhere = undefined;
    deduplicateOrder = createDeduplicateOrder({
      orders: { find: (id) => Promise.resolve(id === order.id ? found : undefined) },
      idempotency: {
        find: () => Promise.resolve(undefined),
        rememberUnacknowledged: () => {
          if (failure) return Promise.reject(failure);
          isStored = true;
          return Promise.resolve();
        },
        forgetUnacknowledged: () => {
          const wasStored = isStored;
          isStored = false;
          return Promise.resolve(wasStored);
        },
        takeUnacknowledged: () => Promise.resolve(storedElsewhere),
      },
    });
  });

  /** A caller that disconnects while `placing` is under way. */
  function disconnect(placing: Promise<PlacedOrder>, what?: string): void {
    const caller = new AbortController();
    deduplicateOrder.rememberIfUnacknowledged(requestOf(caller.signal, what), placing);
    caller.abort();
  }

  const again = requestOf(disconnected.signal);
  const placed: PlacedOrder = { order, replayed: false };

  it('returns the order of the same request, once', async () => {
    disconnect(Promise.resolve(placed));
    expect(await deduplicateOrder.takeFromMemory(requestOf(disconnected.signal, 'something else'))).to.equal(undefined);
    expect(await deduplicateOrder.takeFromMemory(again)).to.deep.equal({ order, replayed: true });
    expect(await deduplicateOrder.takeFromMemory(again)).to.equal(undefined);
  });

  it('waits for an order that is still being written', async () => {
    let finish: (placed: PlacedOrder) => void = () => undefined;
    disconnect(new Promise((resolve) => (finish = resolve)));
    const taken = deduplicateOrder.takeFromMemory(again);
    finish(placed);
    expect(await taken).to.deep.equal({ order, replayed: true });
  });

  it('returns nothing for a request that was answered', async () => {
    deduplicateOrder.rememberIfUnacknowledged(again, Promise.resolve(placed));
    expect(await deduplicateOrder.takeFromMemory(again)).to.equal(undefined);
  });

  it('returns nothing for a failed request, and leaves no unhandled rejection', async () => {
    disconnect(Promise.reject(new Error('no database')));
    expect(await deduplicateOrder.takeFromMemory(again)).to.equal(undefined);
  });

  it('returns an order that could not be stored as unacknowledged', async () => {
    failure = new Error('no database');
    disconnect(Promise.resolve(placed));
    expect(await deduplicateOrder.takeFromMemory(again)).to.deep.equal({ order, replayed: true });
    expect(await deduplicateOrder.takeFromMemory(again), 'once').to.equal(undefined);
  });

  it('returns nothing to another user', async () => {
    disconnect(Promise.resolve(placed));
    const ofAnother = { ...again, caller: { ...CALLER, userId: 2 } };
    expect(await deduplicateOrder.takeFromMemory(ofAnother)).to.equal(undefined);
  });

  it('returns nothing once the order was changed, whose owner knows of it', async () => {
    disconnect(Promise.resolve(placed));
    found = { ...order, status: 'cancelled', version: 2 };
    expect(await deduplicateOrder.takeFromMemory(again)).to.equal(undefined);
  });

  it('returns what another replica has stored, as it was placed, and nothing when there is none', async () => {
    expect(await deduplicateOrder.takeFromDatabase(again)).to.equal(undefined);
    storedElsewhere = order.id;
    expect(await deduplicateOrder.takeFromDatabase(again)).to.deep.equal({ order, replayed: true });
    expect(await deduplicateOrder.get(again, order.id)).to.deep.equal({ order, replayed: true });
    const missing: unknown = await deduplicateOrder.get(again, 8).catch((error: unknown) => error);
    expect(missing).to.be.an('error').with.property('message', 'The unacknowledged order 8 does not exist');
  });

  it('returns nothing when another replica has returned the order', async () => {
    disconnect(Promise.resolve(placed));
    await new Promise((resolve) => setImmediate(resolve));
    isStored = false;
    expect(await deduplicateOrder.takeFromMemory(again)).to.equal(undefined);
  });
});
