import { ORDER_CREATED } from '../../domain/events.js';
import { LANES } from '../../domain/lane.js';
import { INITIAL_STATUS } from '../../domain/order-status.js';
import { INITIAL_VERSION, type Order } from '../../domain/order.js';
import type { CreateOutcome, NewOrder } from '../../ports/order-store.js';
import type { Runner } from '../connection.js';
import { outer } from '../selection.js';
import { amount, bigint, bytea, int, json, nullable, text, uuid } from '../sql-types.js';
import { batchOf, column, statement, type ArgumentsOf } from '../statement.js';
import { digestOfKey } from './idempotency-keys.js';
import { LINE_ITEM_COLUMNS, LINE_ITEM_DOCUMENT, type NumberedItem } from './line-items.js';
import { ORDER } from './order-columns.js';
import { MAY_BE_RETURNED } from './unacknowledged-orders.js';

const ORDERS = batchOf<NewOrder>({
  ordinal: column(int, (_, ordinal) => ordinal),
  user_id: column(bigint, (order) => order.userId),
  user_email: column(text, (order) => order.userEmail),
  total_amount: column(amount, (order) => order.totalAmount),
  reference: column(nullable(text), (order) => order.reference),
  metadata: column(json, (order) => JSON.stringify(order.metadata)),
  event_id: column(uuid, (order) => order.eventId),
  actor: column(text, (order) => order.actor),
  traceparent: column(nullable(text), (order) => order.trace.traceparent),
  request_id: column(text, (order) => order.trace.requestId),
  key_digest: column(nullable(bytea), ({ idempotencyKey: key }) => (key === undefined ? key : digestOfKey(key))),
  fingerprint: column(bytea, (order) => order.fingerprint),
});

interface NewLineItem extends NumberedItem {
  /** The place of its order among the new orders. */
  readonly ordinal: number;
}

const LINE_ITEMS = batchOf<NewLineItem>({
  ordinal: column(int, ({ ordinal }) => ordinal),
  ...LINE_ITEM_COLUMNS,
});

const PARAMETERS = { new_order: ORDERS, new_item: LINE_ITEMS };

/**
 * Writes orders, their line items, events and outbox rows, and their idempotency keys. An order whose key is taken is
 * left out, and so is one that repeats an unacknowledged request: it gets the id of the order that request made. Several
 * equal requests in one statement each get another such order. An order whose reference is taken gets the id of the order
 * that has it; when two orders with one reference are written at the same time, the index rejects a statement.
 */
export const CREATE_ORDERS = statement({
  name: 'create_orders',
  writes: true,
  parameters: PARAMETERS,
  columns: {
    ...{ ordinal: int, deduplicatedId: nullable(bigint), takenById: nullable(bigint) },
    ...outer(ORDER.columns),
  },
  text: `
    WITH input AS MATERIALIZED (
      SELECT nextval('orders_id_seq') + user_id % ${LANES} AS order_id, now() AS created_at, new_order.*
      FROM @new_order
    ), items AS MATERIALIZED (
      SELECT i.order_id, i.created_at, new_item.*
      FROM @new_item JOIN input i ON i.ordinal = new_item.ordinal
    ), documents AS (
      SELECT order_id, json_agg(item ORDER BY item.id) AS items
      FROM (SELECT ${LINE_ITEM_DOCUMENT.list} FROM items l) item
      GROUP BY order_id
    ), taken AS MATERIALIZED (
      SELECT i.ordinal, o.id AS taken_by_id
      FROM input i
      CROSS JOIN LATERAL (
        SELECT id FROM orders WHERE user_id = i.user_id AND reference = i.reference LIMIT 1
      ) o
      WHERE i.reference IS NOT NULL
    ), keyed AS (
      INSERT INTO idempotency_keys (user_id, key_digest, fingerprint, order_id)
      SELECT user_id, key_digest, fingerprint, order_id FROM input i
      WHERE key_digest IS NOT NULL AND NOT EXISTS (SELECT FROM taken t WHERE t.ordinal = i.ordinal)
      ON CONFLICT DO NOTHING
      RETURNING order_id
    ), deduplicated AS (
      DELETE FROM unacknowledged_orders u
      USING (
        SELECT user_id, fingerprint, array_agg(ordinal ORDER BY ordinal) AS ordinals
        FROM input WHERE key_digest IS NULL
        GROUP BY user_id, fingerprint
      ) i CROSS JOIN LATERAL (
        SELECT locked.order_id, row_number() OVER () AS turn
        FROM (
          SELECT unacknowledged.order_id FROM unacknowledged_orders unacknowledged
          WHERE unacknowledged.user_id = i.user_id AND unacknowledged.fingerprint = i.fingerprint AND ${MAY_BE_RETURNED}
          ORDER BY unacknowledged.order_id LIMIT cardinality(i.ordinals) FOR UPDATE SKIP LOCKED
        ) locked
      ) oldest
      WHERE u.order_id = oldest.order_id
      RETURNING i.ordinals[oldest.turn] AS ordinal, u.order_id
    ), created AS (
      INSERT INTO orders (id, user_id, user_email, status, total_amount, version, reference, metadata, items, created_at,
                          updated_at)
      SELECT i.order_id, i.user_id, i.user_email, '${INITIAL_STATUS}', i.total_amount, ${INITIAL_VERSION}, i.reference,
             i.metadata, d.items, i.created_at, i.created_at
      FROM input i LEFT JOIN documents d ON d.order_id = i.order_id
      WHERE CASE WHEN i.key_digest IS NULL THEN NOT EXISTS (SELECT FROM deduplicated d WHERE d.ordinal = i.ordinal)
                 ELSE EXISTS (SELECT FROM keyed k WHERE k.order_id = i.order_id) END
        AND NOT EXISTS (SELECT FROM taken t WHERE t.ordinal = i.ordinal)
      RETURNING *
    ), line_items AS (
      INSERT INTO order_items (order_id, line_number, product_id, product_name, product_price, quantity, subtotal,
                               created_at)
      SELECT l.order_id, l.line_number, l.product_id, l.product_name, l.product_price, l.quantity, l.subtotal,
             l.created_at
      FROM created o JOIN items l ON l.order_id = o.id
    ), events AS (
      INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, traceparent, request_id,
                                occurred_at)
      SELECT i.event_id, o.id, o.user_id, o.version, '${ORDER_CREATED}', o.status, i.actor, i.traceparent, i.request_id,
             o.created_at
      FROM created o JOIN input i ON i.order_id = o.id
    ), queued AS (
      INSERT INTO outbox (order_id, version, event_id)
      SELECT o.id, o.version, i.event_id FROM created o JOIN input i ON i.order_id = o.id ORDER BY o.id
    )
    SELECT i.ordinal, d.order_id AS "deduplicatedId", t.taken_by_id AS "takenById", ${ORDER.list}
    FROM input i
    LEFT JOIN created o ON o.id = i.order_id
    LEFT JOIN deduplicated d ON d.ordinal = i.ordinal
    LEFT JOIN taken t ON t.ordinal = i.ordinal`,
});

/** The arguments to write `orders`. */
export function createOrdersArguments(orders: readonly NewOrder[]): ArgumentsOf<typeof PARAMETERS> {
  const items = orders.flatMap((order, ordinal) =>
    order.items.map((item, lineNumber) => ({ ordinal, lineNumber, item })),
  );
  return { new_order: orders, new_item: items };
}

/** Creates all of `orders`, or, if the statement fails, none. Outcomes are in the order given. */
export async function createOrders(database: Runner, orders: readonly NewOrder[]): Promise<CreateOutcome[]> {
  const outcomes = new Array<CreateOutcome>(orders.length).fill({ kind: 'key_taken' });
  for (const { ordinal, deduplicatedId, takenById, ...order } of await database.run(
    CREATE_ORDERS,
    createOrdersArguments(orders),
  )) {
    if (order.id !== null) outcomes[ordinal] = { kind: 'created', order: order as Order };
    else if (deduplicatedId !== null) outcomes[ordinal] = { kind: 'deduplicated', orderId: deduplicatedId };
    else if (takenById !== null) outcomes[ordinal] = { kind: 'reference_taken', orderId: takenById };
  }
  return outcomes;
}
