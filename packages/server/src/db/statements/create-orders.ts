import { INITIAL_STATUS } from '../../domain/order-status.js';
import type { Order } from '../../domain/order.js';
import type { CreateOutcome, NewOrder } from '../../ports/order-store.js';
import type { Runner } from '../connection.js';
import { bigint, bytea, int, json, nullable, numeric, text, timestamptz, uuid } from '../sql-types.js';
import { batchOf, column, statement, type RowOf } from '../statement.js';
import { MAY_BE_RETURNED } from './unacknowledged-orders.js';

/** An order with its documents as the text that is stored, and answered with. */
interface WrittenOrder extends NewOrder {
  readonly metadataJson: string;
  readonly itemsJson: string;
}

const ORDERS = batchOf<WrittenOrder>({
  ordinal: column(int, (_, ordinal) => ordinal),
  user_id: column(bigint, (order) => order.userId),
  user_email: column(text, (order) => order.userEmail),
  total_amount: column(numeric, (order) => order.totalAmount),
  metadata: column(json, (order) => order.metadataJson),
  items: column(json, (order) => order.itemsJson),
  event_id: column(uuid, (order) => order.eventId),
  actor: column(text, (order) => order.actor),
  traceparent: column(nullable(text), (order) => order.trace.traceparent),
  request_id: column(text, (order) => order.trace.requestId),
  key: column(nullable(text), (order) => order.idempotencyKey),
  fingerprint: column(bytea, (order) => order.fingerprint),
});

/**
 * Writes orders, their line items, events and outbox rows, and their idempotency keys. An order whose key is taken is
 * left out, and so is one that repeats an unacknowledged request: it gets the id of the order that request made. Several
 * equal requests in one statement each get another such order.
 */
export const CREATE_ORDERS = statement({
  name: 'create_orders',
  writes: true,
  parameters: { new_order: ORDERS },
  columns: {
    ordinal: int,
    createdId: nullable(bigint),
    createdAt: nullable(timestamptz),
    deduplicatedId: nullable(bigint),
  },
  text: `
    WITH input AS MATERIALIZED (
      SELECT nextval('orders_id_seq') AS order_id, new_order.*
      FROM @new_order
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
        SELECT unacknowledged.order_id FROM unacknowledged_orders unacknowledged
        WHERE unacknowledged.user_id = i.user_id AND unacknowledged.fingerprint = i.fingerprint AND ${MAY_BE_RETURNED}
        ORDER BY unacknowledged.order_id LIMIT 1 OFFSET i.turn - 1 FOR UPDATE SKIP LOCKED
      ) oldest
      WHERE u.order_id = oldest.order_id
      RETURNING i.ordinal, u.order_id
    ), created AS (
      INSERT INTO orders (id, user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
      SELECT order_id, user_id, user_email, '${INITIAL_STATUS}', total_amount, 1, metadata, items, now(), now()
      FROM input i
      WHERE CASE WHEN key IS NULL THEN NOT EXISTS (SELECT FROM deduplicated d WHERE d.ordinal = i.ordinal)
                 ELSE EXISTS (SELECT FROM keyed k WHERE k.order_id = i.order_id) END
      RETURNING id, created_at
    ), line_items AS (
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
    SELECT i.ordinal, c.id AS "createdId", c.created_at AS "createdAt", d.order_id AS "deduplicatedId"
    FROM input i
    LEFT JOIN created c ON c.id = i.order_id
    LEFT JOIN deduplicated d ON d.ordinal = i.ordinal`,
});

type CreatedRow = RowOf<typeof CREATE_ORDERS.columns>;

/** Creates all of `orders`, or, if the statement fails, none. Outcomes are in the order given. */
export async function createOrders(database: Runner, orders: readonly NewOrder[]): Promise<CreateOutcome[]> {
  const written = createOrdersArguments(orders);
  const outcomes = new Map((await database.run(CREATE_ORDERS, written)).map((row) => [row.ordinal, row]));
  return written.new_order.map((order, ordinal) => outcomeOf(order, outcomes.get(ordinal)));
}

/** What the statement takes to write `orders`. */
export function createOrdersArguments(orders: readonly NewOrder[]): { new_order: readonly WrittenOrder[] } {
  return { new_order: orders.map(asWritten) };
}

function asWritten(order: NewOrder): WrittenOrder {
  return { ...order, metadataJson: JSON.stringify(order.metadata), itemsJson: JSON.stringify(order.items) };
}

function outcomeOf(order: WrittenOrder, row: CreatedRow | undefined): CreateOutcome {
  if (row?.createdId && row.createdAt)
    return { kind: 'created', order: asCreated(order, row.createdId, row.createdAt) };
  if (row?.deduplicatedId) return { kind: 'deduplicated', orderId: row.deduplicatedId };
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
