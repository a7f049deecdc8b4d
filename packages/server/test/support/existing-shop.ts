import pg from 'pg';
import { EXISTING_SERVICE_TABLES } from '../../../../test/services/existing-service-tables.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';

/** The name of the test's session. An import in place does not take it for the other service's. */
const CLIENT = 'order-service test';

/** A database of the service that this one replaces. */
export interface ExistingShop {
  readonly url: string;
  query(sql: string): Promise<unknown[]>;
  /**
   * Adds orders number `from` to `to`: order n is of user n % 7, has n % 3 + 1 line items, a status by its number, and
   * was placed n minutes after the start of 2025.
   */
  addOrders(from: number, to: number): Promise<void>;
  drop(): Promise<void>;
}

export async function createExistingShop(): Promise<ExistingShop> {
  const database: TestDatabase = await createTestDatabase({ migrated: false });
  const client = new pg.Client({ connectionString: database.url, application_name: CLIENT });
  client.on('error', () => undefined);
  await client.connect();
  const query = async (sql: string): Promise<unknown[]> => (await client.query<object>(sql)).rows;
  await query(EXISTING_SERVICE_TABLES);
  return {
    url: database.url,
    query,
    async addOrders(from, to) {
      await query(`
        INSERT INTO orders (id, user_id, status, total_amount, created_at, updated_at)
        SELECT n, n % 7, (enum_range(NULL::orderstatus))[n % 5 + 1], 0, placed, placed + (n % 5) * interval '1 hour'
        FROM generate_series(${from}, ${to}) n, LATERAL (SELECT timestamp '2025-01-01' + n * interval '1 minute') t (placed);
        INSERT INTO order_items (order_id, product_id, product_name, product_price, quantity, subtotal, created_at)
        SELECT o.id, k, 'Product "' || k || '"', 9.99, k, 9.99 * k, o.created_at
        FROM orders o, LATERAL generate_series(1, o.id % 3 + 1) k WHERE o.id BETWEEN ${from} AND ${to};
        UPDATE orders o SET total_amount = (SELECT sum(subtotal) FROM order_items i WHERE i.order_id = o.id)
        WHERE id BETWEEN ${from} AND ${to};
        SELECT setval('orders_id_seq', (SELECT max(id) FROM orders))`);
    },
    async drop() {
      await client.end();
      await database.drop();
    },
  };
}
