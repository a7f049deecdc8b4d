import { expect } from 'chai';
import { IdempotencyKeyInUseError, IdempotencyKeyReusedError } from '../../src/domain/errors.js';
import type { KeyedOrder } from '../../src/ports/idempotency-store.js';
import type { OrderRequest } from '../../src/usecases/order-request.js';
import { createReplayOrder, type ReplayOrder } from '../../src/usecases/replay-order.js';
import { rejectionOf } from '../support/rejection.js';
import { storedOrder } from '../support/stored-order.js';

const KETTLE = Buffer.from('a kettle');
const PENCIL = Buffer.from('a pencil');

function requestOf(changes: Partial<OrderRequest> & { readonly userId?: number } = {}): OrderRequest {
  const { userId = 1, ...rest } = changes;
  return {
    caller: { userId, email: '', operator: false },
    items: [],
    reference: undefined,
    metadata: {},
    idempotencyKey: 'key',
    trace: { requestId: 'test', traceparent: undefined },
    signal: new AbortController().signal,
    fingerprint: KETTLE,
    ...rest,
  };
}

/** The database answers as the test says; test/integration/idempotency.test.ts shows the real one. */
describe('createReplayOrder', () => {
  let stored: Record<string, KeyedOrder>;
  let replayOrder: ReplayOrder;

  beforeEach(() => {
    stored = {};
    replayOrder = createReplayOrder({
      find: (userId, key) => Promise.resolve(stored[`${userId} ${key}`]),
      rememberUnacknowledged: () => Promise.reject(new Error('not called')),
      forgetUnacknowledged: () => Promise.reject(new Error('not called')),
      takeUnacknowledged: () => Promise.reject(new Error('not called')),
    });
  });

  describe('finds', () => {
    it('the order that the key of this user has made, as it was placed', async () => {
      stored['1 key'] = { fingerprint: KETTLE, order: storedOrder({ status: 'shipped', version: 3 }) };
      const replay = { order: storedOrder(), replayed: true };
      expect(await replayOrder.find(requestOf())).to.deep.equal(replay);
      expect(await replayOrder.get(requestOf())).to.deep.equal(replay);
      expect(await replayOrder.find(requestOf({ userId: 2 }))).to.equal(undefined);
      expect(await replayOrder.find(requestOf({ idempotencyKey: 'other' }))).to.equal(undefined);
    });

    it('nothing for a request without a key', async () => {
      stored['1 undefined'] = { fingerprint: KETTLE, order: storedOrder() };
      expect(await replayOrder.find(requestOf({ idempotencyKey: undefined }))).to.equal(undefined);
    });

    it('no order of another request', async () => {
      stored['1 key'] = { fingerprint: PENCIL, order: storedOrder() };
      expect(await rejectionOf(replayOrder.find(requestOf()))).to.be.instanceOf(IdempotencyKeyReusedError);
    });
  });

  it('reports a taken key whose order is not committed as in use', async () => {
    expect(await rejectionOf(replayOrder.get(requestOf()))).to.be.instanceOf(IdempotencyKeyInUseError);
  });

  it('has a key in flight for one request of a user, until that ends', () => {
    const end = replayOrder.beginFlight(requestOf());
    expect(() => replayOrder.beginFlight(requestOf())).to.throw(IdempotencyKeyInUseError);
    expect(() => replayOrder.beginFlight(requestOf({ fingerprint: PENCIL }))).to.throw(IdempotencyKeyReusedError);
    replayOrder.beginFlight(requestOf({ userId: 2 }));
    replayOrder.beginFlight(requestOf({ idempotencyKey: 'other' }));
    end();
    replayOrder.beginFlight(requestOf({ fingerprint: PENCIL }));
  });
});
