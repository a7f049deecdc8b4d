import { INITIAL_STATUS } from '../domain/order-status.js';
import type { Order } from '../domain/order.js';
import type { CreateOutcome, NewOrder } from '../ports/order-store.js';
import type { Runner, Statement } from './connection.js';
import { UNACKNOWLEDGED_FOR } from './idempotency-store.js';

/**
 * Orders, their lines, events and outbox rows, and their idempotency keys, in one statement and one round trip. It
 * takes arrays, one element an order, so that any number of orders shares a commit. An order whose key is taken is left
 * out, and so is one that repeats a request whose answer was never delivered: it finds the order that request made, each
 * repetition another one.
 */
export const CREATE_ORDERS: Statement = {
  name: 'create_orders',
  writes: true,
  text: `
    WITH input AS MATERIALIZED (
      SELECT nextval('orders_id_seq') AS order_id, i.*
      FROM unnest($1::int[], $2::bigint[], $3::text[], $4::numeric[], $5::json[], $6::json[], $7::uuid[], $8::text[],
                  $9::text[], $10::text[], $11::text[], $12::bytea[])
        AS i (ordinal, user_id, user_email, total_amount, metadata, items, event_id, actor,
              traceparent, request_id, key, fingerprint)
    ), keyed AS (
      INSERT INTO idempotency_keys (user_id, key, fingerprint, order_id)
      SELECT user_id, key, fingerprint, order_id FROM input WHERE key IS NOT NULL
      ON CONFLICT DO NOTHING
      RETURNING order_id
    ), deduplicated AS (
      DELETE FROM unacknowledged_orders u
      USING (
        SELECT ordinal, user_id, fingerprint,
               row_number() OVER (PARTITION BY user_id, fingerprint ORDER BY ordinal) AS turn
        FROM input WHERE key IS NULL
      ) i CROSS JOIN LATERAL (
        SELECT w.order_id FROM unacknowledged_orders w
        WHERE w.user_id = i.user_id AND w.fingerprint = i.fingerprint
          AND w.created_at > now() - interval '${UNACKNOWLEDGED_FOR}'
        ORDER BY w.order_id LIMIT 1 OFFSET i.turn - 1 FOR UPDATE SKIP LOCKED
      ) oldest
      WHERE u.order_id = oldest.order_id
      RETURNING i.ordinal, u.order_id
    ), created AS (
      INSERT INTO orders (id, user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
      SELECT order_id, user_id, user_email, '${INITIAL_STATUS}', total_amount, 1, metadata, items, now(), now()
      FROM input i
      WHERE CASE WHEN key IS NULL THEN NOT EXISTS (SELECT FROM deduplicated a WHERE a.ordinal = i.ordinal)
                 ELSE EXISTS (SELECT FROM keyed k WHERE k.order_id = i.order_id) END
      RETURNING id, created_at
    ), lines AS (
      INSERT INTO order_items (order_id, line, product_id, product_name, product_price, quantity, subtotal, created_at)
      SELECT c.id, l.line - 1, l.product_id, l.product_name, l.product_price, l.quantity, l.subtotal, c.created_at
      FROM created c
      JOIN input i ON i.order_id = c.id
      CROSS JOIN LATERAL ROWS FROM (json_to_recordset(i.items)
        AS (product_id bigint, product_name text, product_price numeric, quantity integer, subtotal numeric))
        WITH ORDINALITY AS l (product_id, product_name, product_price, quantity, subtotal, line)
    ), events AS (
      INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, traceparent, request_id,
                                occurred_at)
      SELECT i.event_id, c.id, i.user_id, 1, 'order.created', '${INITIAL_STATUS}', i.actor, i.traceparent, i.request_id,
             c.created_at
      FROM created c JOIN input i ON i.order_id = c.id
    ), queued AS (
      INSERT INTO outbox (order_id, version, event_id)
      SELECT c.id, 1, i.event_id FROM created c JOIN input i ON i.order_id = c.id ORDER BY c.id
    )
    SELECT i.ordinal, c.id AS created_id, c.created_at, a.order_id AS deduplicated_id
    FROM input i
    LEFT JOIN created c ON c.id = i.order_id
    LEFT JOIN deduplicated a ON a.ordinal = i.ordinal`,
};

interface CreatedRow {
  readonly ordinal: number;
  readonly created_id: number | null;
  readonly created_at: string | null;
  readonly deduplicated_id: number | null;
}

/** Creates `orders` together: either the statement commits, or none of them exists. Outcomes in the order given. */
export async function createOrders(database: Runner, orders: readonly NewOrder[]): Promise<CreateOutcome[]> {
  const written = orders.map(asWritten);
  const rows = await database.run<CreatedRow>(CREATE_ORDERS, columnsOf(written));
  const outcomes = new Map(rows.map((row) => [row.ordinal, row]));
  return written.map((order, ordinal) => outcomeOf(order, outcomes.get(ordinal)));
}

/** An order with its documents as the text that is stored, and answered with. */
interface WrittenOrder extends NewOrder {
  readonly metadataJson: string;
  readonly itemsJson: string;
}

function asWritten(order: NewOrder): WrittenOrder {
  return { ...order, metadataJson: JSON.stringify(order.metadata), itemsJson: JSON.stringify(order.items) };
}

function columnsOf(orders: readonly WrittenOrder[]): unknown[][] {
  return [
    orders.map((_, ordinal) => ordinal),
    orders.map((order) => order.userId),
    orders.map((order) => order.userEmail),
    orders.map((order) => order.totalAmount),
    orders.map((order) => order.metadataJson),
    orders.map((order) => order.itemsJson),
    orders.map((order) => order.eventId),
    orders.map((order) => order.actor),
    orders.map((order) => order.trace.traceparent ?? null),
    orders.map((order) => order.trace.requestId),
    orders.map((order) => order.idempotencyKey ?? null),
    orders.map((order) => order.fingerprint),
  ];
}

function outcomeOf(order: WrittenOrder, row: CreatedRow | undefined): CreateOutcome {
  if (row?.created_id && row.created_at)
    return { kind: 'created', order: asCreated(order, row.created_id, row.created_at) };
  if (row?.deduplicated_id) return { kind: 'deduplicated', orderId: row.deduplicated_id };
  return { kind: 'key_taken' };
}

/** The order as it stands in the database now, without reading it back. */
function asCreated(order: WrittenOrder, id: number, createdAt: string): Order {
  return {
    id,
    userId: order.userId,
    userEmail: order.userEmail,
    status: INITIAL_STATUS,
    totalAmount: order.totalAmount,
    version: 1,
    metadataJson: order.metadataJson,
    itemsJson: order.itemsJson,
    createdAt,
    updatedAt: createdAt,
  };
}
