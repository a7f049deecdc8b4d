import type pg from 'pg';

/** The users that have them; half of all orders are the first one's. */
export const OWNERS = [7001, 7002, 7003] as const;
export const SHARED_EMAIL = 'ÄNN.O\'Neil"x"@Example.com';

/**
 * Adds orders that differ in everything that lists are filtered by, with their `order.created` events, as an import does.
 * `from` is where their numbering begins, so that a second call adds others.
 */
export async function addVariedOrders(database: pg.Client, from: number, count: number): Promise<void> {
  await database.query('BEGIN');
  await database.query(`SELECT set_config('order_service.importing', 'on', true)`);
  await database.query(
    `WITH placed AS (
       INSERT INTO orders (user_id, user_email, status, version, total_amount, reference, metadata, items, created_at, updated_at)
       SELECT (ARRAY[${OWNERS[0]}, ${OWNERS[1]}, ${OWNERS[0]}, ${OWNERS[2]}])[1 + n % 4],
              CASE n % 3 WHEN 0 THEN $3 WHEN 1 THEN '' ELSE 'user' || n % 50 || '@example.com' END,
              (ARRAY['pending', 'confirmed', 'pending', 'delivered', 'pending', 'cancelled', 'shipped'])[1 + n % 7], 1,
              (n * 37 % 500) + 0.5 * (n % 2), CASE WHEN n % 5 = 0 THEN 'S-' || n / 20 * 4 + n % 4 END,
              CASE n % 4 WHEN 0 THEN '{}' WHEN 1 THEN '{"channel":"web"}' WHEN 2 THEN '{"channel":"","a=b":"c"}'
                         ELSE '{"a":"b=c","channel":"quote \\" and \\\\"}' END::json,
              (SELECT json_agg(json_build_object('id', l, 'order_id', 1, 'product_id', product, 'product_name', 'Lamp',
                         'product_price', '1.00', 'quantity', 1, 'subtotal', '1.00', 'created_at', '2026-01-01T00:00:00Z'))
               FROM unnest(ARRAY[1, 2 + n % 9]) WITH ORDINALITY AS line (product, l)),
              at, at + n % 100 * interval '1 hour'
       FROM generate_series($1::int, $1::int + $2::int - 1) n,
            LATERAL (SELECT timestamptz '2026-01-01' + n / 3 * interval '1 s') AS t (at)
       ORDER BY n
       ON CONFLICT DO NOTHING
       RETURNING id, user_id, status, created_at
     )
     INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, occurred_at)
     SELECT gen_random_uuid(), id, user_id, 1, 'order.created', status, 'import', created_at FROM placed ORDER BY id`,
    [from, count, SHARED_EMAIL],
  );
  await database.query('COMMIT');
}
