import { expect } from 'chai';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createEventFeed } from '../../src/db/event-feed.js';
import { createOrderStore } from '../../src/db/order-store.js';
import { bigint, int } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import { changeStatuses } from '../../src/db/statements/change-statuses.js';
import type { OrderStore } from '../../src/ports/order-store.js';
import { eventually } from '../../../../test/services/eventually.js';
import { confirmation, newOrder } from '../support/new-order.js';

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

      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.create(newOrder(undefined, index + 1))),
      );

      const productIds = outcomes.map((outcome) => {
        const contents = outcome.kind === 'created' ? `{${outcome.order.contentsJson}}` : 'null';
        return (JSON.parse(contents) as { items: { product_id: number }[] } | null)?.items.map(
          (item) => item.product_id,
        );
      });
      expect(productIds).to.deep.equal(outcomes.map((_, index) => [index + 1]));
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
      expect([await count('order_events'), await count('outbox')]).to.deep.equal([2, 2]);
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
