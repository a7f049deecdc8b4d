import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createIdempotencyStore } from '../../src/db/idempotency-store.js';
import { createOrderStore } from '../../src/db/order-store.js';
import { bigint, text } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import { createOrders } from '../../src/db/statements/create-orders.js';
import type { NewOrder } from '../../src/ports/order-store.js';
import { newOrder } from '../support/new-order.js';

describe('orders that share a statement', () => {
  let testDatabase: TestDatabase;
  let database: Database;

  before(async () => {
    testDatabase = await createTestDatabase({ migrated: true });
    database = connect({ url: testDatabase.url });
  });
  after(async () => {
    await database.close();
    await testDatabase.drop();
  });

  /** Stores that the orders of `count` equal requests are unacknowledged; returns the request and their ids. */
  async function unacknowledged(count: number): Promise<{ request: () => NewOrder; ids: number[] }> {
    const fingerprint = Buffer.alloc(32, randomUUID());
    const request = (): NewOrder => ({ ...newOrder(), fingerprint });
    const ids: number[] = [];
    for (const outcome of await createOrders(database, Array.from({ length: count }, request))) {
      const id = outcome.kind === 'created' ? outcome.order.id : expect.fail('no order');
      await createIdempotencyStore(database).rememberUnacknowledged(1, fingerprint, id);
      ids.push(id);
    }
    return { request, ids };
  }

  it('each get another unacknowledged order of the same request, or are made when there is no more', async () => {
    const { request, ids } = await unacknowledged(2);
    const outcomes = await createOrders(database, [request(), request(), request()]);
    expect(outcomes.slice(0, 2)).to.have.deep.members(ids.map((orderId) => ({ kind: 'deduplicated', orderId })));
    expect(outcomes[2]).to.have.property('kind', 'created');
  });

  it('name the order that has their reference, for each user', async () => {
    const named = (reference: string, changes: Partial<NewOrder> = {}): NewOrder => ({
      ...newOrder(),
      reference,
      ...changes,
    });
    const [first] = await createOrders(database, [named('S-1')]);
    const orderId = first?.kind === 'created' ? first.order.id : expect.fail('no order');
    const key = randomUUID();
    const outcomes = await createOrders(database, [
      named('S-1', { idempotencyKey: key }),
      named('S-1', { userId: 2 }),
      named('s-1'),
      newOrder(),
    ]);
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(['reference_taken', 'created', 'created', 'created']);
    expect(outcomes[0]).to.deep.equal({ kind: 'reference_taken', orderId });
    expect(await createIdempotencyStore(database).find(1, key), 'a key is stored with an order only').to.equal(
      undefined,
    );
  });

  it('with one reference at the same time are one order, and its neighbours are made', async () => {
    const store = createOrderStore(database);
    const racing = Array.from({ length: 12 }, (_, at) => ({
      ...newOrder(),
      ...(at % 3 > 0 && { reference: 'raced' }),
    }));
    const outcomes = await Promise.all(racing.map((order) => store.create(order)));
    const ofReference = outcomes.filter((_, at) => at % 3 > 0);
    const made = ofReference.flatMap((outcome) => (outcome.kind === 'created' ? [outcome.order.id] : []));
    expect(made).to.have.length(1);
    expect(ofReference.filter(({ kind }) => kind === 'reference_taken')).to.have.length(7);
    expect(ofReference).to.deep.include({ kind: 'reference_taken', orderId: made[0] });
    expect(outcomes.filter((_, at) => at % 3 === 0).every(({ kind }) => kind === 'created')).to.equal(true);
  });

  it('get no order that was unacknowledged for ten minutes', async () => {
    const { request, ids } = await unacknowledged(2);
    const makeOlder = statement({
      name: 'make_older',
      writes: false,
      parameters: { orderId: bigint, age: text },
      text: 'UPDATE unacknowledged_orders SET created_at = now() - @age::interval WHERE order_id = @orderId',
    });
    await database.run(makeOlder, { orderId: ids[0]!, age: '10 minutes 1 second' });
    await database.run(makeOlder, { orderId: ids[1]!, age: '9 minutes' });
    const [first, second] = await createOrders(database, [request(), request()]);
    expect(first).to.deep.equal({ kind: 'deduplicated', orderId: ids[1] });
    expect(second).to.have.property('kind', 'created');
  });

  it('leave an unacknowledged order to the same request of its user, without a key', async () => {
    const { request, ids } = await unacknowledged(1);
    const others = [
      { ...request(), userId: 2 },
      { ...request(), fingerprint: Buffer.alloc(32, randomUUID()) },
      { ...request(), idempotencyKey: randomUUID() },
    ];
    const made = await createOrders(database, others);
    expect(made.map(({ kind }) => kind)).to.deep.equal(['created', 'created', 'created']);
    expect(await createOrders(database, [request()])).to.deep.equal([{ kind: 'deduplicated', orderId: ids[0] }]);
  });
});
