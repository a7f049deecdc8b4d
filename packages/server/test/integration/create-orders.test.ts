import { expect } from 'chai';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createIdempotencyStore } from '../../src/db/idempotency-store.js';
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
    const fingerprint = Buffer.alloc(32, uuidv7());
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
      { ...request(), fingerprint: Buffer.alloc(32, uuidv7()) },
      { ...request(), idempotencyKey: uuidv7() },
    ];
    const made = await createOrders(database, others);
    expect(made.map(({ kind }) => kind)).to.deep.equal(['created', 'created', 'created']);
    expect(await createOrders(database, [request()])).to.deep.equal([{ kind: 'deduplicated', orderId: ids[0] }]);
  });
});
