import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';

/** The tables of the service that this one replaces, as SQLAlchemy makes them: an enum of names, and times without a zone. */
const TABLES = `
  CREATE TYPE orderstatus AS ENUM ('PENDING', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED');
  CREATE TABLE orders (
    id serial PRIMARY KEY,
    user_id integer NOT NULL,
    status orderstatus NOT NULL,
    total_amount numeric(10,2) NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
  );
  CREATE TABLE order_items (
    id serial PRIMARY KEY,
    order_id integer NOT NULL REFERENCES orders (id),
    product_id integer NOT NULL,
    product_name varchar(255) NOT NULL,
    product_price numeric(10,2) NOT NULL,
    quantity integer NOT NULL,
    subtotal numeric(10,2) NOT NULL,
    created_at timestamp NOT NULL
  );
  CREATE TABLE users (id integer PRIMARY KEY, email varchar NOT NULL);`;

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
  await query(TABLES);
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
