import type pg from 'pg';
import { LANES } from '../packages/server/src/domain/lane.js';
import { TERMS } from '../packages/server/src/db/statements/update-search.js';
import { LINE_ITEM_DOCUMENT } from '../packages/server/src/db/statements/line-items.js';
import { passEvents } from './pass-events.js';
import { withoutIndexes } from './without-indexes.js';

/** The owner of half of all seeded orders; the other half is distributed evenly over the following users. */
export const LARGE_USER = 1;
const FIRST_USER = 2;
const USERS = 1_000;
/** Most orders of the oldest part of the table have a final status; the newer ones are pending. */
const ENDED_SHARE = 0.3;
const CHUNK = 100_000;

/** A user of the second half; `index` is taken modulo the number of users. */
export function seededUser(index: number): number {
  return FIRST_USER + (index % USERS);
}

/** An order of `seededUser(index)`; `turn` is taken modulo the number of orders per user. */
export function seededOrderOf(index: number, turn: number, orders: number): number {
  const each = Math.floor(orders / 2 / USERS);
  return 1 + 2 * ((index % USERS) + USERS * (turn % each));
}

/** The first pending order; all later ones are pending, too. */
export function firstPending(orders: number): number {
  return Math.floor(orders * ENDED_SHARE) + 1;
}

/** The line items of every seeded order. */
const ITEMS = `(VALUES
    (0, 1, 'Wireless Bluetooth Headphones', 29.99, 2, 59.98), (1, 2, 'Mechanical Keyboard', 24.99, 1, 24.99),
    (2, 3, 'Desk Mat', 10.00, 1, 10.00)
  ) AS i (line_number, product_id, product_name, product_price, quantity, subtotal)`;

/** Of the old orders, one in ten is cancelled and one in a hundred is shipped: a rare status for filters. */
const SEEDED = `
  SELECT i AS id,
         CASE WHEN i % 2 = 0 THEN ${LARGE_USER} ELSE ${FIRST_USER} + (i - 1) / 2 % ${USERS} END AS user_id,
         CASE WHEN i > $3::int * ${ENDED_SHARE} THEN 'pending'
              WHEN i % 10 = 3 THEN 'cancelled' WHEN i % 100 = 6 THEN 'shipped' ELSE 'delivered' END AS status,
         CASE WHEN i > $3::int * ${ENDED_SHARE} THEN 1
              WHEN i % 10 = 3 THEN 2 WHEN i % 100 = 6 THEN 3 ELSE 4 END AS version,
         now() - interval '30 days' + interval '30 days' * (i::float8 / $3::int) AS created_at
  FROM generate_series($1::int, $2::int) AS i`;

const ORDERS = `
  INSERT INTO orders (id, user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
  SELECT id, user_id, 'user' || user_id || '@example.com', status, 94.97, version, '{}', document, created_at, created_at
  FROM (${SEEDED}) o
  CROSS JOIN LATERAL (
    SELECT json_agg(item ORDER BY item.id) AS document
    FROM (
      SELECT ${LINE_ITEM_DOCUMENT.list} FROM (SELECT o.id AS order_id, o.created_at, i.* FROM ${ITEMS}) l
    ) item
  ) d`;

const ITEM_ROWS = `
  INSERT INTO order_items (order_id, line_number, product_id, product_name, product_price, quantity, subtotal, created_at)
  SELECT o.id, i.*, o.created_at FROM (${SEEDED}) o CROSS JOIN ${ITEMS}
  ORDER BY o.id, i.line_number`;

const EVENTS = `
  INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, occurred_at)
  SELECT uuidv7(), o.id, o.user_id, v.version,
         CASE WHEN v.version = 1 THEN 'order.created' ELSE 'order.status.updated' END,
         (ARRAY[NULL, 'pending', 'confirmed', 'shipped'])[v.version],
         CASE WHEN o.status = 'cancelled' AND v.version = 2 THEN 'cancelled'
              ELSE (ARRAY['pending', 'confirmed', 'shipped', 'delivered'])[v.version] END,
         'user:' || o.user_id, o.created_at
  FROM (${SEEDED}) o CROSS JOIN LATERAL generate_series(1, o.version) AS v (version)
  ORDER BY o.id, v.version`;

/** The statistics that the service would have updated for these orders. */
const STATISTICS = `
  WITH counts AS (
    UPDATE order_status_counts c SET orders = (SELECT count(*) FROM orders o WHERE o.status = c.status)
  )
  INSERT INTO order_stats_hourly (hour, orders, revenue, cancelled, cancelled_amount)
  SELECT date_trunc('hour', created_at, 'UTC'), count(*), sum(total_amount),
         count(*) FILTER (WHERE status = 'cancelled'),
         coalesce(sum(total_amount) FILTER (WHERE status = 'cancelled'), 0)
  FROM orders GROUP BY 1`;

/** What the service would have derived for searches. */
const SEARCH_ENTRIES = `
  INSERT INTO order_search (order_id, user_id, status, total_amount, updated_at)
  SELECT id, user_id, status, total_amount, updated_at FROM orders WHERE id BETWEEN $1 AND $2 ORDER BY id`;
/** Orders of one user are found by the same: they are derived once a user. */
const SEARCH_TERMS = `
  WITH terms AS MATERIALIZED (
    SELECT c.user_id, t.term
    FROM (SELECT DISTINCT ON (user_id) * FROM orders WHERE id BETWEEN $1 AND $2 ORDER BY user_id) c
    CROSS JOIN LATERAL (${TERMS}) t
  )
  INSERT INTO order_search_terms (order_id, term, user_id, status, created_at)
  SELECT o.id, t.term, o.user_id, o.status, o.created_at FROM orders o JOIN terms t USING (user_id)
  WHERE o.id BETWEEN $1 AND $2 ORDER BY o.id`;

/**
 * Fills a migrated, empty database with `orders` orders of three items and their history, without outbox rows. Triggers are
 * disabled meanwhile, because they run for each row; the rows satisfy their conditions.
 */
export async function seed(client: pg.Client, orders: number, log: (text: string) => void): Promise<void> {
  await client.query('SET session_replication_role = replica');
  await client.query('SET synchronous_commit = off');
  await withoutIndexes(client, async () => {
    for (let from = 1; from <= orders; from += CHUNK) {
      const to = Math.min(from + CHUNK - 1, orders);
      for (const statement of [ORDERS, ITEM_ROWS, EVENTS]) await client.query(statement, [from, to, orders]);
      for (const statement of [SEARCH_ENTRIES, SEARCH_TERMS]) await client.query(statement, [from, to]);
      log(`seeded ${to} of ${orders} orders`);
    }
  });
  await client.query(STATISTICS);
  await passEvents(client);
  await client.query(`SELECT setval('orders_id_seq', $1)`, [Math.ceil(orders / LANES) * LANES]);
  await client.query('VACUUM (FREEZE, ANALYZE)');
  await client.query('CHECKPOINT');
}
