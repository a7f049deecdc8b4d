import type pg from 'pg';

export interface OrderHistory {
  readonly count: number;
  /** Time of the first order; RFC 3339. */
  readonly from: string;
  readonly everySeconds: number;
  /** Total of each order, with two decimal places; 10.00 if absent. */
  readonly total?: string;
}

/**
 * Writes orders of the past with their `order.created` events, without outbox rows, as if the events had been published.
 * Returns their ids.
 */
export async function writeHistory(database: pg.Client, history: OrderHistory): Promise<number[]> {
  const { count, from, everySeconds, total = '10.00' } = history;
  const { rows } = await database.query<{ id: string }>(
    `WITH placed AS (
       INSERT INTO orders (user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
       SELECT 7, 'past@example.com', 'pending', $4::numeric, 1, '{}', '[]', t, t
       FROM generate_series(0, $1::int - 1) n, LATERAL (SELECT $2::timestamptz + n * $3 * interval '1 second') AS at (t)
       ORDER BY n
       RETURNING id, created_at
     ), events AS (
       INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, occurred_at)
       SELECT gen_random_uuid(), id, 7, 1, 'order.created', 'pending', 'user:7', created_at FROM placed ORDER BY id
     )
     SELECT id FROM placed ORDER BY id`,
    [count, from, everySeconds, total],
  );
  return rows.map(({ id }) => Number(id));
}
