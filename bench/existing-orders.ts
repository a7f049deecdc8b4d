import type pg from 'pg';
import { EXISTING_SERVICE_TABLES } from '../test/services/existing-service-tables.js';

export const USERS = 50_000;

/** Every one of these orders breaks a rule: its total is a cent too high. */
export const BROKEN_EVERY = 1_000;

/** Order n has n % 5 + 1 line items, three on average; most are delivered. */
const ORDERS = `
  INSERT INTO orders (id, user_id, status, total_amount, created_at, updated_at)
  SELECT n, n % ${USERS} + 1, CASE WHEN n % 10 < 6 THEN 'DELIVERED' ELSE (enum_range(NULL::orderstatus))[n % 5 + 1] END,
         (SELECT sum(9.99 * k) FROM generate_series(1, n % 5 + 1) k) + CASE WHEN n % ${BROKEN_EVERY} = 0 THEN 0.01 ELSE 0 END,
         placed, placed + (n % 3) * interval '1 day'
  FROM generate_series($1::int, $2::int) n,
       LATERAL (SELECT timestamp '2024-01-01' + n * interval '31.5 seconds') t (placed)`;

const ITEMS = `
  INSERT INTO order_items (order_id, product_id, product_name, product_price, quantity, subtotal, created_at)
  SELECT o.id, (o.id + k) % 1000 + 1, 'Product number ' || ((o.id + k) % 1000 + 1), 9.99, k, 9.99 * k, o.created_at
  FROM orders o, generate_series(1, o.id % 5 + 1) k
  WHERE o.id BETWEEN $1::int AND $2::int`;

const CHUNK = 100_000;

/** Fills an empty database with the tables of the service that this one replaces: `orders` orders, their users and items. */
export async function createExistingOrders(client: pg.ClientBase, orders: number): Promise<void> {
  await client.query(EXISTING_SERVICE_TABLES);
  await client.query('CREATE INDEX ix_orders_user_id ON orders (user_id)');
  await client.query('SET synchronous_commit = off');
  await client.query(`INSERT INTO users SELECT n, 'user' || n || '@example.com' FROM generate_series(1, ${USERS}) n`);
  for (let from = 1; from <= orders; from += CHUNK) {
    for (const sql of [ORDERS, ITEMS]) await client.query(sql, [from, Math.min(from + CHUNK - 1, orders)]);
  }
  await client.query(`SELECT setval('orders_id_seq', $1)`, [orders]);
  await client.query('VACUUM ANALYZE');
}
