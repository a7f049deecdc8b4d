import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createOrderStore } from '../../src/db/order-store.js';
import { TERMS, UPDATE_SEARCH } from '../../src/db/statements/update-search.js';
import { createUserErasure } from '../../src/db/user-erasure.js';
import { confirmation, newOrder } from '../support/new-order.js';

/** What the search has to hold, from the orders as they are. */
const DERIVED = `SELECT o.id, o.status, array_agg(DISTINCT t.term) AS terms
  FROM orders o CROSS JOIN LATERAL (${TERMS.replaceAll('c.', 'o.')}) t GROUP BY o.id ORDER BY o.id`;
const HELD = `SELECT s.order_id AS id, s.status, array_agg(t.term ORDER BY t.term) AS terms
  FROM order_search s JOIN order_search_terms t ON t.order_id = s.order_id AND t.status = s.status
  GROUP BY s.order_id, s.status ORDER BY s.order_id`;

describe('The updates of the search', function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let database: Database;
  let byHand: pg.Client;

  before(async () => {
    test = await createTestDatabase();
    database = connect({ url: test.url });
    byHand = new pg.Client({ connectionString: test.url });
    await byHand.connect();
  });

  after(async () => {
    await byHand.end();
    await database.close();
    await test.drop();
  });

  const steps = {
    /** An order with a product in two lines, an e-mail address and metadata. */
    place: (userId: number) => {
      const order = newOrder();
      const items = [...order.items, ...order.items, ...newOrder('1.00', 2).items];
      return createOrderStore(database).create({ ...order, userId, items, metadata: { colour: 'red' } });
    },
    confirm: async (userId: number) => {
      const pending = `SELECT id FROM orders WHERE user_id = $1 AND status = 'pending' ORDER BY id LIMIT 1`;
      const [order] = (await byHand.query<{ id: string }>(pending, [userId])).rows;
      if (order) await createOrderStore(database).changeStatus(confirmation(Number(order.id), userId));
    },
    erase: (userId: number) =>
      createUserErasure(database).step({
        ...{ userId, erasureId: randomUUID(), reason: 'asked for', actor: 'user:9', limit: 100 },
        trace: { requestId: 'search-updates', traceparent: undefined },
      }),
    update: () => database.run(UPDATE_SEARCH, { limit: 1_000 }),
    updateSome: () => database.run(UPDATE_SEARCH, { limit: 2 }),
  };

  it('lead to the terms and statuses of the orders as they are, whatever happens between two of them', async () => {
    const step = fc.record({
      do: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
      userId: fc.constantFrom(11, 12),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (history) => {
        for (const { do: name, userId } of history) await steps[name](userId);
        await steps.update();
        expect((await byHand.query(HELD)).rows).to.deep.equal((await byHand.query(DERIVED)).rows);
      }),
      { numRuns: 15 },
    );
    const [found] = (
      await byHand.query<{ erased: string; confirmed: string }>(
        `SELECT count(*) FILTER (WHERE erased_at IS NOT NULL) AS erased,
              count(*) FILTER (WHERE status = 'confirmed' AND erased_at IS NOT NULL) AS confirmed FROM orders`,
      )
    ).rows;
    expect([found!.erased, found!.confirmed]).not.to.include('0');
  });
});
