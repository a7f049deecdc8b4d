import { setTimeout as delay } from 'node:timers/promises';
import { LINE_ITEM_DOCUMENT } from '../../../src/db/statements/line-items.js';
import type { Environment, Row } from '../row.js';

const SHORT_RUN_ORDERS = 2_000;
const LONG_RUN_ORDERS = 100_000;
const LONG_RUN_MS = 20_000;
const MAX_WAIT_MS = 180_000;

/** Orders of one user in lane 0, with their events. Most are due now; the others become due within ten seconds. */
const ADD_DUE_ORDERS = `
  WITH lines AS MATERIALIZED (
    SELECT nextval('orders_id_seq') AS order_id, 0 AS line_number, 1 AS product_id, 'Feather' AS product_name,
           1::numeric(12, 2) AS product_price, 1 AS quantity, 1::numeric(12, 2) AS subtotal,
           now() - interval '1 hour 20 seconds' + number * interval '30 seconds' / $1 AS created_at
    FROM generate_series(1, $1) AS number
  ), added AS (
    INSERT INTO orders (id, user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
    SELECT order_id, 25600, 'timers@example.com', 'pending', subtotal, 1, '{}',
           (SELECT json_agg(item) FROM (SELECT ${LINE_ITEM_DOCUMENT.list}) item), created_at, created_at
    FROM lines l
    RETURNING id, user_id, created_at
  ), items AS (
    INSERT INTO order_items (order_id, line_number, product_id, product_name, product_price, quantity, subtotal, created_at)
    SELECT l.* FROM lines l
  ), events AS (
    INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, request_id, occurred_at)
    SELECT gen_random_uuid(), id, user_id, 1, 'order.created', 'pending', 'user:25600', 'due', created_at FROM added
    RETURNING order_id, version, event_id
  )
  INSERT INTO outbox (order_id, version, event_id) SELECT * FROM events`;

const WAITING = `SELECT count(*)::int AS count FROM orders WHERE user_id = 25600 AND status = 'pending'`;

/** Orders that the timer has not moved exactly once, and that nobody else has. */
const NOT_MOVED_ONCE = `
  SELECT count(*)::int AS count FROM orders o
  WHERE o.user_id = 25600 AND (
    o.status <> 'cancelled' OR o.version <> 2
    OR (SELECT count(*) FROM order_events e WHERE e.order_id = o.id) <> 2
    OR NOT EXISTS (SELECT FROM order_events e WHERE e.order_id = o.id AND e.version = 2 AND e.actor = 'timer'))`;

/** Kills servers at random times while they move many due orders; each order has to be moved once. */
async function killWhileDue({ rig, random, durationMs, loadFor }: Environment): Promise<void> {
  const { primary } = rig.database;
  /** Undefined when a busy machine does not answer in time. */
  const count = async (sql: string): Promise<number | undefined> =>
    (await primary.query<{ count: number }>(sql).catch(() => []))[0]?.count;
  const orders = durationMs < LONG_RUN_MS ? SHORT_RUN_ORDERS : LONG_RUN_ORDERS;
  await primary.query(ADD_DUE_ORDERS.replaceAll('$1', String(orders)));
  // Their timers slept when the orders came; a server that starts looks at once.
  await Promise.all(
    rig.replicas.map(async (replica) => {
      await replica.end('SIGKILL');
      await replica.start();
    }),
  );
  const untilMs = performance.now() + MAX_WAIT_MS;
  while ((await count(WAITING)) !== 0 && performance.now() < untilMs) {
    await loadFor(20, 600);
    rig.history.note('a server is killed');
    const replica = random.pick(rig.replicas);
    await replica.end('SIGKILL');
    await delay(random.integer(0, 200));
    await replica.start();
  }
  const [{ count: wrong } = { count: orders }] = await primary.query<{ count: number }>(NOT_MOVED_ONCE);
  if (wrong > 0) rig.report('A', `${wrong} of ${orders} due orders were not moved exactly once by the timer`);
}

export const timers: Row = {
  number: 18,
  title:
    'Servers are killed while they make timed transitions (2,000 due orders in a short run, 100,000 in a long one)',
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'due orders',
      rig: { replicas: 3, variables: { TIMED_TRANSITIONS: 'pending:1h:cancelled' } },
      run: killWhileDue,
    },
  ],
};
