import { expect } from 'chai';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database, type Runner } from '../../src/db/connection.js';
import { createEventFeed } from '../../src/db/event-feed.js';
import { createOrderStore } from '../../src/db/order-store.js';
import { bigint, int } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import { changeStatuses } from '../../src/db/statements/change-statuses.js';
import { OutcomeUnknownError } from '../../src/ports/dependency-errors.js';
import type { NewOrder, OrderStore, StatusChange } from '../../src/ports/order-store.js';
import { eventually } from '../../../../test/services/eventually.js';
import { rejectionOf } from '../support/rejection.js';

const TRACE = { requestId: 'order-store-test', traceparent: undefined };

function newOrder(totalAmount = '59.98'): NewOrder {
  return {
    userId: 1,
    userEmail: 'u@example.com',
    items: [
      { productId: 1, productName: '{"product_id":1} "x"', productPrice: '29.99', quantity: 2, subtotal: '59.98' },
    ],
    totalAmount,
    metadata: {},
    eventId: uuidv7(),
    actor: 'user:1',
    trace: TRACE,
    idempotencyKey: undefined,
    fingerprint: Buffer.alloc(32, uuidv7()),
  };
}

function confirmation(orderId: number, ownerId = 1): StatusChange {
  return {
    orderId,
    ownerId,
    target: 'confirmed',
    from: ['pending'],
    versions: undefined,
    reason: undefined,
    eventId: uuidv7(),
    actor: 'user:1',
    trace: TRACE,
  };
}

for (const maxGroupSize of [1, 64]) {
  describe(`the order store with at most ${maxGroupSize} in a statement`, () => {
    let testDatabase: TestDatabase;
    let database: Database;

    beforeEach(async () => {
      testDatabase = await createTestDatabase({ migrated: true });
      database = connect({ url: testDatabase.url });
    });

    afterEach(async () => {
      await database.close();
      await testDatabase.drop();
    });

    const count = async (table: string): Promise<number> => {
      const text = `SELECT count(*) FROM ${table}`;
      const [row] = await database.run(
        statement({ name: `count_${table}`, writes: false, columns: { count: bigint }, text }),
        {},
      );
      return row!.count;
    };

    it('returns the outcome of each of many concurrent orders', async () => {
      const store = createOrderStore(database, { maxGroupSize });

      const outcomes = await Promise.all(Array.from({ length: 50 }, () => store.create(newOrder())));

      const ids = outcomes.map((outcome) => (outcome.kind === 'created' ? outcome.order.id : undefined));
      expect(new Set(ids).size).to.equal(50);
      expect(await count('orders')).to.equal(50);
      expect(await count('order_items')).to.equal(50);
      expect(await count('order_events')).to.equal(50);
      expect(await count('outbox')).to.equal(50);
    });

    it('rejects only the one of 32 orders that violates a constraint', async () => {
      const store = createOrderStore(database, { maxGroupSize });
      const orders = Array.from({ length: 32 }, (_, index) => newOrder(index === 20 ? '99999999999.99' : '59.98'));

      const outcomes = await Promise.allSettled(orders.map((order) => store.create(order)));

      const failed = outcomes.flatMap((outcome, index) => (outcome.status === 'rejected' ? [[index, outcome]] : []));
      expect(failed).to.have.length(1);
      expect(failed[0]).to.have.nested.property('0', 20);
      expect(failed[0]).to.have.nested.property('1.reason.code', '22003');
      expect(await count('orders')).to.equal(31);
      expect(await count('outbox')).to.equal(31);
    });

    it('finds, lists and moves many orders concurrently, each for its own caller', async () => {
      const store = createOrderStore(database, { maxGroupSize });
      const created = await Promise.all(Array.from({ length: 20 }, () => store.create(newOrder())));
      const ids = created.flatMap((outcome) => (outcome.kind === 'created' ? [outcome.order.id] : []));

      const [found, strangers, moved, refused] = await Promise.all([
        Promise.all(ids.map((id) => store.find(id, 1))),
        Promise.all(ids.map((id) => store.find(id, 2))),
        Promise.all(ids.map((id) => store.changeStatus(confirmation(id)))),
        Promise.all(ids.map((id) => store.changeStatus(confirmation(id, 2)))),
      ]);

      expect(found.map((order) => order?.id)).to.deep.equal(ids);
      expect(strangers.every((order) => order === undefined)).to.equal(true);
      expect(moved.every((outcome) => outcome?.moved && outcome.order.version === 2)).to.equal(true);
      expect(refused.every((outcome) => outcome === undefined)).to.equal(true);

      const page = { statuses: [], createdAfter: undefined, createdBefore: undefined, after: undefined, skip: 0 };
      const lists = await Promise.all([
        ...[1, 7, 20].map((limit) => store.list({ ...page, ownerId: 1, limit })),
        store.list({ ...page, ownerId: 2, limit: 5 }),
      ]);
      expect(lists.map(({ entries }) => entries.length)).to.deep.equal([1, 7, 20, 0]);
      const newestFirst = [...lists[2]!.entries].sort((a, b) => b.id - a.id);
      expect(lists[2]!.entries.map((order) => order.createdAt)).to.deep.equal(
        [...newestFirst]
          .map((order) => order.createdAt)
          .sort()
          .reverse(),
      );
    });

    it('lets exactly one of many concurrent transitions of an order succeed', async () => {
      const store = createOrderStore(database, { maxGroupSize });
      const outcome = await store.create(newOrder());
      const id = outcome.kind === 'created' ? outcome.order.id : 0;

      const outcomes = await Promise.all(Array.from({ length: 50 }, () => store.changeStatus(confirmation(id))));

      expect(outcomes.filter((change) => change?.moved)).to.have.length(1);
      expect(outcomes.every((change) => change?.order.status === 'confirmed' && change.order.version === 2)).to.equal(
        true,
      );
    });
  });
}

const LOCK_AWAITED = statement({
  name: 'lock_awaited',
  writes: false,
  columns: { pid: int },
  text: `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
});

const LOCK_ORDER = statement({
  name: 'lock_order',
  writes: false,
  parameters: { orderId: bigint },
  text: 'SELECT FROM orders WHERE id = @orderId FOR UPDATE',
});

describe('changes of status that share a statement', () => {
  let testDatabase: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    testDatabase = await createTestDatabase({ migrated: true });
    database = connect({ url: testDatabase.url });
  });

  afterEach(async () => {
    await database.close();
    await testDatabase.drop();
  });

  /** Resolves when `count` statements wait for a lock. */
  async function lockAwaited(count = 1): Promise<void> {
    await eventually('statements wait for a lock', async () => (await database.run(LOCK_AWAITED, {})).length === count);
  }

  /** The ids of new orders, the lowest first. */
  async function placed(store: OrderStore, count: number): Promise<number[]> {
    const outcomes = await Promise.all(Array.from({ length: count }, () => store.create(newOrder())));
    return outcomes.flatMap((outcome) => (outcome.kind === 'created' ? [outcome.order.id] : [])).sort((a, b) => a - b);
  }

  it('do not deadlock with those that name the same orders the other way around', async () => {
    const [low, high] = (await placed(createOrderStore(database), 2)) as [number, number];
    const changing = await database.transaction(async (blocker) => {
      await blocker.run(LOCK_ORDER, { orderId: low });
      const upwards = changeStatuses(database, [confirmation(low), confirmation(high)]);
      await lockAwaited();
      const downwards = changeStatuses(database, [confirmation(high), confirmation(low)]);
      await lockAwaited(2);
      return [upwards, downwards];
    });
    const outcomes = (await Promise.all(changing)).flat();
    expect(outcomes.filter((outcome) => outcome?.moved)).to.have.length(2);
  });

  it('keep the versions of an order in feed order when another session moves it meanwhile', async () => {
    const store = createOrderStore(database);
    const [first, middle, last] = (await placed(store, 3)) as [number, number, number];

    // The statement has locked the first order, and has a transaction id, when it waits for the middle one.
    const group = await database.transaction(async (blocker) => {
      await blocker.run(LOCK_ORDER, { orderId: middle });
      const changing = changeStatuses(database, [
        confirmation(first),
        confirmation(middle),
        { ...confirmation(last), target: 'shipped', from: ['confirmed'] },
      ]);
      await lockAwaited();
      await changeStatuses(database, [confirmation(last)]);
      return { changing };
    });

    const outcomes = await group.changing;
    expect(outcomes.map((outcome) => [outcome?.moved, outcome?.order.version])).to.deep.equal([
      [true, 2],
      [true, 2],
      [true, 3],
    ]);
    const { entries } = await createEventFeed(database).page({ ownerId: undefined, after: undefined, limit: 100 });
    const versions = entries
      .map(({ body }) => JSON.parse(body) as { order_version: number; data: { order_id: number } })
      .filter(({ data }) => data.order_id === last)
      .map(({ order_version: version }) => version);
    expect(versions).to.deep.equal([1, 2, 3]);
  });
});

describe('writes whose connection is lost', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  /** What happens between a write of the store and its answer. */
  let afterWrite: () => Promise<void>;
  let store: OrderStore;

  before(async () => {
    testDatabase = await createTestDatabase({ migrated: true });
    database = connect({ url: testDatabase.url });
    const runner: Runner = {
      run: async (which, parameters) => {
        const rows = await database.run(which, parameters);
        if (['create_orders', 'change_order_statuses'].includes(which.name)) await afterWrite();
        return rows;
      },
    };
    store = createOrderStore(runner);
  });
  beforeEach(() => {
    afterWrite = () => Promise.reject(new OutcomeUnknownError({ cause: new Error('Connection terminated') }));
  });
  after(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const eventCount = statement({
    name: 'event_count',
    writes: false,
    columns: { count: bigint },
    text: 'SELECT count(*) FROM order_events',
  });

  it('are answered with the order when they were committed: a new one as it was placed', async () => {
    const order = newOrder();
    const lose = afterWrite;
    afterWrite = async () => {
      const [{ count } = { count: 0 }] = await database.run(eventCount, {});
      expect(count).to.equal(1);
      const { entries } = await createOrderStore(database).list({
        ...{ ownerId: 1, statuses: [], createdAfter: undefined, createdBefore: undefined },
        ...{ after: undefined, skip: 0, limit: 1 },
      });
      await changeStatuses(database, [confirmation(entries[0]!.id)]);
      await lose();
    };
    const outcome = await store.create(order);
    expect(outcome).to.deep.include({ kind: 'created' });
    const { id, ...rest } = outcome.kind === 'created' ? outcome.order : expect.fail('no order');
    expect(rest).to.include({ status: 'pending', version: 1, totalAmount: order.totalAmount });

    afterWrite = lose;
    const shipping: StatusChange = { ...confirmation(id), target: 'shipped', from: ['confirmed'] };
    const change = await store.changeStatus(shipping);
    expect(change).to.deep.include({ moved: true });
    expect(change!.order).to.include({ id, status: 'shipped', version: 3 });
  });

  it('stay unknown when they were not', async () => {
    const error = await rejectionOf(store.changeStatus(confirmation(0)));
    expect(error).to.be.instanceOf(OutcomeUnknownError);
  });

  it('are not looked up after another failure', async () => {
    afterWrite = () => Promise.reject(new TypeError('a fault of this program'));
    expect(await rejectionOf(store.create(newOrder()))).to.be.instanceOf(TypeError);
  });
});
