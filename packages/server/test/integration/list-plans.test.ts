import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect } from '../../src/db/connection.js';
import type { Statement } from '../../src/db/statement.js';
import { LIST_ALL_BY_STATUS, LIST_OWN_BY_STATUS, listOrders } from '../../src/db/statements/list-orders.js';
import { SEARCHES } from '../../src/db/statements/search-orders.js';
import type { OrderQuery } from '../../src/ports/order-store.js';
import { blocksTouched } from '../support/blocks-touched.js';

const LARGE_USER = 1;

/** One large user among many who have five orders each, as an average user has; the older ones have ended. */
const ORDERS = `
  INSERT INTO orders (user_id, user_email, status, version, total_amount, metadata, items, created_at, updated_at)
  SELECT CASE WHEN n % 2 = 0 THEN ${LARGE_USER} ELSE 2 + n / 2 % 1000 END, '',
         CASE WHEN n > 3000 THEN 'pending' WHEN n % 10 = 3 THEN 'cancelled' WHEN n % 100 = 6 THEN 'shipped' ELSE 'delivered' END,
         1, 94.97, '{}', json_build_array(repeat('x', 700)), at, at
  FROM generate_series(1, 10000) n, LATERAL (SELECT timestamptz '2026-01-01' + n * interval '1 min') t (at)`;
const SEARCH_ENTRIES = `
  INSERT INTO order_search (order_id, user_id, status, total_amount, updated_at)
  SELECT id, user_id, status, total_amount, updated_at FROM orders`;
const SEARCH_TERMS = `
  INSERT INTO order_search_terms (order_id, term, user_id, status, created_at)
  SELECT id, 7, user_id, status, created_at FROM orders`;
/** Of two indexes that cost the same PostgreSQL takes the younger one, so a dump, or a rebuilt index, can change its plans. */
const REBUILD_OTHER_INDEXES = `
  DO $$
  DECLARE
    index record;
  BEGIN
    FOR index IN
      SELECT indexname AS name, indexdef AS definition FROM pg_indexes
      WHERE schemaname = current_schema() AND indexdef NOT LIKE '%status, %' AND indexdef NOT LIKE '%UNIQUE%'
    LOOP
      EXECUTE format('DROP INDEX %I', index.name);
      EXECUTE index.definition;
    END LOOP;
  END
  $$`;

/** Those that read ranges of statuses: all but the ones by ids. */
const BY_STATUS = [
  LIST_OWN_BY_STATUS,
  LIST_ALL_BY_STATUS,
  ...SEARCHES.filter(({ name }) => !name.includes('_by_ids_')),
];

describe('lists by status', () => {
  let testDatabase: TestDatabase;
  let database: pg.Client;

  before(async () => {
    testDatabase = await createTestDatabase({ migrated: true });
    database = new pg.Client({ connectionString: testDatabase.url });
    await database.connect();
    await database.query(`BEGIN; SET LOCAL session_replication_role = replica; ${ORDERS}; COMMIT`);
    for (const text of [SEARCH_ENTRIES, SEARCH_TERMS, REBUILD_OTHER_INDEXES, 'ANALYZE']) await database.query(text);
  });

  after(async () => {
    await database.end();
    await testDatabase.drop();
  });

  /** The indexes of a plan that is kept for all values. */
  async function indexesOf({ text }: Pick<Statement<never, unknown>, 'text'>): Promise<string[]> {
    const { rows } = await database.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${text}`);
    return rows.flatMap((row) => / using (\w+)/.exec(row['QUERY PLAN'])?.[1] ?? []);
  }

  for (const statement of BY_STATUS) {
    it(`read only the orders of the wanted statuses: ${statement.name}`, async () => {
      const indexes = await indexesOf(statement);
      expect(indexes.filter((name) => name !== 'orders_pkey' && name !== 'order_events_feed')).to.have.lengthOf(1);
      expect(indexes.join()).to.match(/_(status_newest|total|updated|terms_newest|terms_user_newest)\b/);
    });
  }

  for (const statuses of [[], ['pending', 'cancelled']] as const) {
    it(`begin where a cursor and a filter's bound are both satisfied: ${statuses.join(', ') || 'of any status'}`, async () => {
      const reader = connect({ url: testDatabase.url });
      const first: OrderQuery = {
        ...{ ownerId: LARGE_USER, statuses, overdue: undefined },
        ...{ createdAfter: undefined, createdBefore: undefined, after: undefined, skip: 0, limit: 20 },
      };
      const cost = (query: OrderQuery): Promise<number> => blocksTouched(reader, (runner) => listOrders(runner, query));
      try {
        const early = '2026-01-02T00:00:00.000000Z';
        const most = (await cost(first)) + 25;
        expect(await cost({ ...first, createdBefore: early }), 'only a bound').to.be.at.most(most);
        const after = { createdAt: early, id: 2_000 };
        const bounded = { ...first, after, createdBefore: '2026-01-07T00:00:00.000000Z' };
        expect(await cost(bounded), 'far below a bound').to.be.at.most(most);
      } finally {
        await reader.close();
      }
    });
  }
});
