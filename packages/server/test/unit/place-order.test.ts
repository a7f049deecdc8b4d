import { expect } from 'chai';
import { IdempotencyKeyInUseError, ProductNotFoundError, ReferenceTakenError } from '../../src/domain/errors.js';
import type { Product } from '../../src/domain/product.js';
import type { CreateOutcome, NewOrder } from '../../src/ports/order-store.js';
import type { LookUpContext } from '../../src/ports/product-catalogue.js';
import type { PlaceOrderCommand } from '../../src/usecases/order-request.js';
import { createPlaceOrder, type PlaceOrder } from '../../src/usecases/place-order.js';
import { requestFingerprint } from '../../src/usecases/request-fingerprint.js';
import { rejectionOf } from '../support/rejection.js';
import { storedOrder } from '../support/stored-order.js';

const KETTLE: Product = { id: 1, name: 'Kettle', price: 1_999n, stockQuantity: 5, isActive: true };
const ITEMS = [
  { productId: 1, quantity: 2 },
  { productId: 1, quantity: 1 },
];
const METADATA = { channel: 'web' };
const TRACE = { requestId: 'test', traceparent: undefined };
const FINGERPRINT = requestFingerprint(ITEMS, METADATA);

/** The ports answer as the test says; the integration tests of orders, keys and unacknowledged orders have the real ones. */
describe('createPlaceOrder', () => {
  let calls: string[];
  let created: NewOrder | undefined;
  let lookedUp: readonly [ids: readonly number[], context: LookUpContext][];
  let catalogue: () => Promise<ReadonlyMap<number, Product>>;
  let outcome: CreateOutcome;
  let caller: AbortController;
  /** Whether the database has an order of the key, and an unacknowledged one of another replica. */
  let stored: { keyed: boolean; unacknowledged: boolean };
  let placeOrder: PlaceOrder;

  beforeEach(() => {
    calls = [];
    created = undefined;
    lookedUp = [];
    catalogue = () => Promise.resolve(new Map([[1, KETTLE]]));
    outcome = { kind: 'created', order: storedOrder() };
    caller = new AbortController();
    stored = { keyed: false, unacknowledged: false };
    placeOrder = createPlaceOrder({
      catalogue: {
        lookUp: (ids, context) => {
          lookedUp = [...lookedUp, [ids, context]];
          return catalogue();
        },
      },
      orders: {
        create: async (order) => {
          created = order;
          await new Promise(setImmediate);
          calls.push('create');
          return outcome;
        },
        find: () => Promise.resolve(storedOrder()),
        changeStatus: () => Promise.reject(new Error('not called')),
        list: () => Promise.reject(new Error('not called')),
        search: () => Promise.reject(new Error('not called')),
        history: () => Promise.reject(new Error('not called')),
      },
      idempotency: {
        find: () => Promise.resolve(stored.keyed ? { fingerprint: FINGERPRINT, order: storedOrder() } : undefined),
        takeUnacknowledged: () => Promise.resolve(stored.unacknowledged ? 7 : undefined),
        rememberUnacknowledged: () => Promise.resolve(),
        forgetUnacknowledged: () => Promise.resolve(true),
      },
      notify: () => calls.push('notify'),
    });
  });

  function place(command: Partial<PlaceOrderCommand> = {}) {
    return placeOrder({
      caller: { userId: 1, email: 'u@example.com', operator: false },
      items: ITEMS,
      reference: undefined,
      metadata: METADATA,
      idempotencyKey: undefined,
      trace: TRACE,
      signal: caller.signal,
      ...command,
    });
  }

  it("writes the order with its products' names and prices, and notifies the relay afterwards", async () => {
    expect(await place({ idempotencyKey: 'key' })).to.deep.equal({ order: storedOrder(), replayed: false });
    expect(calls).to.deep.equal(['create', 'notify']);
    expect(created).to.deep.include({
      userId: 1,
      userEmail: 'u@example.com',
      totalAmount: '59.97',
      metadata: METADATA,
      actor: 'user:1',
      trace: TRACE,
      idempotencyKey: 'key',
      fingerprint: FINGERPRINT,
    });
    expect(created!.items.map(({ productName, subtotal }) => [productName, subtotal])).to.deep.equal([
      ['Kettle', '39.98'],
      ['Kettle', '19.99'],
    ]);
    expect(created!.eventId).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('looks each product up once, for this caller', async () => {
    await place();
    expect(lookedUp).to.deep.equal([[[1], { ...TRACE, signal: caller.signal }]]);
  });

  for (const [what, idempotencyKey, kind] of [
    ['whose key was used', 'key', { kind: 'key_taken' }],
    ['of an unacknowledged order', undefined, { kind: 'deduplicated', orderId: 7 }],
  ] as const) {
    it(`answers a request ${what} with that order, and notifies nobody`, async () => {
      outcome = kind;
      stored.keyed = true;
      expect(await place({ idempotencyKey })).to.deep.equal({ order: storedOrder(), replayed: true });
      expect(calls).to.deep.equal(['create']);
    });
  }

  it('rejects a reference that another order has, but repeats the answer to the same request with its key', async () => {
    outcome = { kind: 'reference_taken', orderId: 7 };
    const error = await rejectionOf(place({ reference: 'S-1', idempotencyKey: 'other' }));
    expect(error).to.be.instanceOf(ReferenceTakenError).and.include({ orderId: 7, reference: 'S-1' });
    stored.keyed = true;
    expect(await place({ idempotencyKey: 'key' })).to.deep.equal({ order: storedOrder(), replayed: true });
    expect(calls).to.deep.equal(['create', 'create']);
  });

  for (const idempotencyKey of ['key', undefined]) {
    describe(idempotencyKey === undefined ? 'without a key' : 'with a key', () => {
      it('writes nothing for a caller who disconnects during the look-up', async () => {
        catalogue = () => {
          caller.abort(new Error('the caller left'));
          return Promise.resolve(new Map([[1, KETTLE]]));
        };
        expect((await rejectionOf(place({ idempotencyKey }))).message).to.equal('the caller left');
        expect(calls).to.deep.equal([]);
      });

      it('reports a product that does not exist', async () => {
        catalogue = () => Promise.resolve(new Map());
        expect(await rejectionOf(place({ idempotencyKey }))).to.be.instanceOf(ProductNotFoundError);
        expect(calls).to.deep.equal([]);
      });

      it('answers a repeated request whose product is gone by now', async () => {
        stored = { keyed: true, unacknowledged: true };
        catalogue = () => Promise.resolve(new Map());
        expect(await place({ idempotencyKey })).to.deep.equal({ order: storedOrder(), replayed: true });
        expect(calls).to.deep.equal([]);
      });

      it('passes on a failure that is not of the products, whatever the request repeats', async () => {
        stored = { keyed: true, unacknowledged: true };
        catalogue = () => Promise.reject(new TypeError('a fault of this program'));
        expect(await rejectionOf(place({ idempotencyKey }))).to.be.instanceOf(TypeError);
      });
    });
  }

  it('answers the same request after a disconnect with the one order', async () => {
    const first = place();
    while (created === undefined) await new Promise(setImmediate);
    caller.abort();
    await first;
    caller = new AbortController();
    expect(await place()).to.deep.equal({ order: storedOrder(), replayed: true });
    expect(calls).to.deep.equal(['create', 'notify']);
  });

  it('has a key in flight from the look-up to the answer, also when that is an error', async () => {
    let finish: (products: ReadonlyMap<number, Product>) => void = () => undefined;
    catalogue = () => new Promise((resolve) => (finish = resolve));
    const first = place({ idempotencyKey: 'key' });
    expect(await rejectionOf(place({ idempotencyKey: 'key' }))).to.be.instanceOf(IdempotencyKeyInUseError);
    finish(new Map());
    expect(await rejectionOf(first)).to.be.instanceOf(ProductNotFoundError);
    catalogue = () => Promise.resolve(new Map([[1, KETTLE]]));
    expect(await place({ idempotencyKey: 'key' })).to.include({ replayed: false });
  });
});
