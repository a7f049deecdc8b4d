/** What a competent programmer writes by hand for one request each: one named statement, rows joined, no batches. */

const ITEMS = `
  (SELECT json_agg(json_build_object('id', l.id, 'order_id', l.order_id, 'created_at', l.created_at,
                                     'product_id', l.product_id, 'product_name', l.product_name,
                                     'product_price', l.product_price::text, 'quantity', l.quantity,
                                     'subtotal', l.subtotal::text) ORDER BY l.line_number)
   FROM order_items l WHERE l.order_id = o.id) AS items`;

const ORDER = `o.id, o.user_id, o.user_email, o.status, o.total_amount, o.version, o.metadata, o.created_at, o.updated_at`;

/** The statements of a peer, which has an outbox or publishes without one. */
export function peerStatements({ withOutbox }: { withOutbox: boolean }) {
  const queued = (select: string): string =>
    withOutbox ? `, queued AS (INSERT INTO outbox (order_id, version, event_id) ${select})` : '';
  return {
    create: {
      name: 'create',
      text: `
      WITH created AS (
        INSERT INTO orders (user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
        VALUES ($1::bigint, $2, 'pending', $3::numeric, 1, $4::json, $5::json, now(), now())
        RETURNING *
      ), lines AS (
        INSERT INTO order_items (order_id, line_number, product_id, product_name, product_price, quantity, subtotal, created_at)
        SELECT c.id, l.line - 1, l.product_id, l.product_name, l.product_price, l.quantity, l.subtotal, c.created_at
        FROM created c, unnest($6::bigint[], $7::text[], $8::numeric[], $9::int[], $10::numeric[]) WITH ORDINALITY
          AS l (product_id, product_name, product_price, quantity, subtotal, line)
      ), event AS (
        INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, request_id, occurred_at)
        SELECT $11::uuid, id, user_id, 1, 'order.created', 'pending', $12, $13, created_at FROM created
      )${queued('SELECT id, 1, $11::uuid FROM created')}
      SELECT id, created_at FROM created`,
    },
    get: {
      name: 'get',
      text: `SELECT ${ORDER}, ${ITEMS} FROM orders o WHERE o.id = $1 AND o.user_id = $2`,
    },
    list: {
      name: 'list',
      text: `
      SELECT ${ORDER}, ${ITEMS} FROM orders o
      WHERE o.user_id = $1 ORDER BY o.created_at DESC, o.id DESC LIMIT $2`,
    },
    transition: {
      name: 'transition',
      text: `
      WITH seen AS (
        SELECT id, status FROM orders WHERE id = $1::bigint FOR UPDATE
      ), moved AS (
        UPDATE orders o SET status = $2, version = version + 1, updated_at = now()
        FROM seen s WHERE o.id = s.id AND s.status = ANY ($3::text[])
        RETURNING o.*, s.status AS from_status
      ), event AS (
        INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, request_id,
                                  occurred_at)
        SELECT $4::uuid, id, user_id, version, 'order.status.updated', from_status, status, $5, $6, updated_at FROM moved
      )${queued('SELECT id, version, $4::uuid FROM moved')}
      SELECT ${ORDER}, ${ITEMS} FROM moved o`,
    },
  } as const;
}

export const PEER_STATEMENTS = peerStatements({ withOutbox: true });
