import { expect } from 'chai';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database, type Runner } from '../../src/db/connection.js';
import { createOrderStore } from '../../src/db/order-store.js';
import { bigint } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import { changeStatuses } from '../../src/db/statements/change-statuses.js';
import { OutcomeUnknownError } from '../../src/ports/dependency-errors.js';
import type { OrderStore, StatusChange } from '../../src/ports/order-store.js';
import { confirmation, newOrder } from '../support/new-order.js';
import { rejectionOf } from '../support/rejection.js';

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

  const onlyOrder = statement({
    name: 'only_order',
    writes: false,
    columns: { id: bigint },
    text: 'SELECT id FROM orders',
  });

  it('are answered with the order when they were committed: a new one as it was placed', async () => {
    const order = newOrder();
    const lose = afterWrite;
    afterWrite = async () => {
      const [{ count } = { count: 0 }] = await database.run(eventCount, {});
      expect(count).to.equal(1);
      const [placed] = await database.run(onlyOrder, {});
      await changeStatuses(database, [confirmation(placed!.id)]);
      await lose();
    };
    const outcome = await store.create(order);
    expect(outcome).to.deep.include({ kind: 'created' });
    const { id, ...rest } = outcome.kind === 'created' ? outcome.order : expect.fail('no order');
    expect(rest).to.include({ status: 'pending', version: 1 });
    expect(rest.contentsJson).to.include(`"total_amount":"${order.totalAmount}"`);

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
