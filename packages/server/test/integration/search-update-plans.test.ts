import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createSearchUpdates } from '../../src/db/search-updates.js';
import { UPDATE_SEARCH } from '../../src/db/statements/update-search.js';
import { createUserErasure } from '../../src/db/user-erasure.js';
import { blocksTouched } from '../support/blocks-touched.js';
import { addVariedOrders, OWNERS } from '../support/varied-orders.js';

/** Orders that are new or changed since the search was last updated. */
const CHANGED = 5;
const FEW = 2_000;
const MANY = 20_000;

describe('The updates of the search', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let byHand: pg.Client;
  let orders = 0;
  let erased: number[] = [];

  beforeEach(async () => {
    testDatabase = await createTestDatabase({ migrated: true });
    database = connect({ url: testDatabase.url });
    byHand = new pg.Client({ connectionString: testDatabase.url });
    await byHand.connect();
    orders = 0;
    erased = [OWNERS[1], OWNERS[2]];
  });

  afterEach(async () => {
    await byHand.end();
    await database.close();
    await testDatabase.drop();
  });

  async function add(count: number): Promise<void> {
    await addVariedOrders(byHand, orders + 1, count);
    orders += count;
  }

  async function growTo(count: number): Promise<void> {
    await add(count - orders);
    const search = createSearchUpdates(database);
    while ((await search.update(5_000)) > 0);
    await byHand.query('VACUUM (ANALYZE)');
  }

  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    'new orders': () => add(CHANGED),
    'changes of status': () =>
      byHand.query(
        `WITH confirmed AS (
           UPDATE orders SET status = 'confirmed', version = version + 1
           WHERE id IN (SELECT id FROM orders WHERE status = 'pending' ORDER BY id DESC LIMIT ${CHANGED})
           RETURNING id, user_id, version
         )
         INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, occurred_at)
         SELECT gen_random_uuid(), id, user_id, version, 'order.status.updated', 'pending', 'confirmed', 'user:1', now()
         FROM confirmed`,
      ),
    erasures: () =>
      createUserErasure(database).step({
        ...{ userId: erased.pop()!, erasureId: randomUUID(), reason: 'asked for', actor: 'user:9', limit: CHANGED },
        trace: { requestId: 'search-update-plans', traceparent: undefined },
      }),
  };

  for (const [what, change] of Object.entries(changes)) {
    it(`cost no more than deeper indexes do with ten times as many orders: ${what}`, async () => {
      const updateAfterChange = async (): Promise<number> => {
        await change();
        return await blocksTouched(database, (runner) => runner.run(UPDATE_SEARCH, { limit: 1_000 }));
      };
      await growTo(FEW);
      const before = await updateAfterChange();
      await growTo(MANY);
      expect(await updateAfterChange(), `${before} blocks before`).to.be.at.most(before * 2);
    });
  }
});
