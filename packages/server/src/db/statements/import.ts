import { ORDER_CREATED, ORDER_STATUS_UPDATED } from '../../domain/events.js';
import { LANES } from '../../domain/lane.js';
import type { OrderStatus } from '../../domain/order-status.js';
import type { ImportedEvent, ImportedMove, ImportedOrder, StoredEvent } from '../../ports/import.js';
import {
  amount,
  arrayOf,
  bigint,
  boolean,
  int,
  jsonOf,
  nullable,
  numeric,
  text,
  textOf,
  timestamptz,
  uuid,
} from '../sql-types.js';
import { batchOf, column, statement } from '../statement.js';
import { LINE_ITEM_COLUMNS, LINE_ITEM_DOCUMENT, type NumberedItem } from './line-items.js';

/** The actor of every imported event. */
const ACTOR = 'import';

/** For the rest of the transaction, new orders may have any status: see the guards of the first migration. */
export const ALLOW_ANY_STATUS = statement({
  name: 'import_allow_any_status',
  writes: true,
  columns: { importing: text },
  text: `SELECT set_config('order_service.importing', 'on', true) AS importing`,
});

/** New orders get ids above `lastId`, and it is recorded that the lower ones do not have to tell their lane. */
export const RESERVE_IDS = statement({
  name: 'import_reserve_ids',
  writes: true,
  parameters: { lastId: bigint },
  text: `
    WITH reserved AS (
      SELECT setval('orders_id_seq', greatest(@lastId / ${LANES} * ${LANES}, last_value)) FROM orders_id_seq
    )
    UPDATE cell SET first_lane_id = greatest(first_lane_id, (@lastId / ${LANES} + 1) * ${LANES})
    FROM reserved`,
});

export const FIND_STORED = statement({
  name: 'import_find_stored',
  writes: false,
  prepared: false, // planned for the size that the tables have by now
  parameters: { ids: arrayOf(bigint) },
  columns: {
    ...{ id: bigint, userId: bigint, status: textOf<OrderStatus>(), version: int, totalAmount: numeric },
    ...{ createdAt: timestamptz, reference: nullable(text), isErased: boolean },
    ...{ lineItems: int, events: int, changedHere: boolean },
  },
  text: `
    SELECT o.id, o.user_id AS "userId", o.status, o.version, o.total_amount AS "totalAmount", o.created_at AS "createdAt",
           o.reference, o.erased_at IS NOT NULL AS "isErased",
           (SELECT count(*) FROM order_items i WHERE i.order_id = o.id)::int AS "lineItems",
           e.events, e.others > 0 AS "changedHere"
    FROM orders o
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS events, count(*) FILTER (WHERE actor <> '${ACTOR}') AS others
      FROM order_events WHERE order_id = o.id
    ) e
    WHERE o.id = ANY (@ids)`,
});

export const FIND_HISTORIES = statement({
  name: 'import_find_histories',
  writes: false,
  prepared: false, // planned for the size that the tables have by now
  parameters: { ids: arrayOf(bigint) },
  columns: {
    ...{ orderId: bigint, status: textOf<OrderStatus>(), version: int, events: jsonOf<readonly StoredEvent[]>() },
  },
  text: `
    SELECT o.id AS "orderId", o.status, o.version, coalesce(e.events, '[]') AS events
    FROM orders o
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('version', version, 'from', from_status, 'to', to_status) ORDER BY version) AS events
      FROM order_events WHERE order_id = o.id
    ) e
    WHERE o.id = ANY (@ids)`,
});

const ORDERS = batchOf<ImportedOrder>({
  order_id: column(bigint, (order) => order.id),
  user_id: column(bigint, (order) => order.userId),
  user_email: column(text, (order) => order.userEmail),
  status: column(text, (order) => order.status),
  version: column(int, (order) => order.version),
  total_amount: column(amount, (order) => order.totalAmount),
  reference: column(nullable(text), (order) => order.reference),
  created_at: column(timestamptz, (order) => order.createdAt),
  updated_at: column(timestamptz, (order) => order.updatedAt),
});

/** Orders whose reference another order of their user has here. */
export const FIND_TAKEN_REFERENCES = statement({
  name: 'import_find_taken_references',
  writes: false,
  prepared: false, // planned for the size that the tables have by now
  parameters: { new_order: ORDERS },
  columns: { orderId: bigint, takenBy: bigint },
  text: `
    SELECT new_order.order_id AS "orderId", o.id AS "takenBy"
    FROM @new_order JOIN orders o ON o.user_id = new_order.user_id AND o.reference = new_order.reference`,
});

export interface ImportedItem extends NumberedItem {
  readonly order: ImportedOrder;
}

const LINE_ITEMS = batchOf<ImportedItem>({
  order_id: column(bigint, ({ order }) => order.id),
  ...LINE_ITEM_COLUMNS,
  created_at: column(timestamptz, ({ order }) => order.createdAt),
});

/** Stores orders with their line items. Orders that are stored already are left as they are. */
export const INSERT_ORDERS = statement({
  name: 'import_insert_orders',
  writes: true,
  prepared: false, // planned for the size that the tables have by now
  parameters: { new_order: ORDERS, new_item: LINE_ITEMS },
  text: `
    WITH items AS MATERIALIZED (
      SELECT * FROM @new_item
    ), documents AS (
      SELECT order_id, json_agg(item ORDER BY item.id) AS items
      FROM (SELECT ${LINE_ITEM_DOCUMENT.list} FROM items l) item
      GROUP BY order_id
    ), created AS (
      INSERT INTO orders (id, user_id, user_email, status, total_amount, version, reference, metadata, items, created_at,
                          updated_at)
      SELECT new_order.order_id, user_id, user_email, status, total_amount, version, reference, '{}', d.items, created_at, updated_at
      FROM @new_order JOIN documents d ON d.order_id = new_order.order_id
      ORDER BY new_order.order_id
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    )
    INSERT INTO order_items (order_id, line_number, product_id, product_name, product_price, quantity, subtotal, created_at)
    SELECT l.order_id, l.line_number, l.product_id, l.product_name, l.product_price, l.quantity, l.subtotal, l.created_at
    FROM created o JOIN items l ON l.order_id = o.id`,
});

const MOVES = batchOf<ImportedMove>({
  order_id: column(bigint, (move) => move.orderId),
  target: column(text, (move) => move.to),
  updated_at: column(timestamptz, (move) => move.updatedAt),
});

export const MOVE_ORDERS = statement({
  name: 'import_move_orders',
  writes: true,
  prepared: false, // planned for the size that the tables have by now
  parameters: { move: MOVES },
  text: `
    UPDATE orders o
    SET status = move.target, version = o.version + 1, updated_at = greatest(o.updated_at, move.updated_at),
        transaction_id = greatest(pg_current_xact_id(), o.transaction_id)
    FROM @move
    WHERE o.id = move.order_id`,
});

const EVENTS = batchOf<ImportedEvent>({
  ordinal: column(int, (_, ordinal) => ordinal),
  event_id: column(uuid, (event) => event.eventId),
  order_id: column(bigint, (event) => event.orderId),
  version: column(int, (event) => event.version),
  from_status: column(nullable(text), (event) => event.from),
  to_status: column(text, (event) => event.to),
  occurred_at: column(timestamptz, (event) => event.occurredAt),
});

/** Adds events that are missing from their orders' histories, in the order given; the ids of events follow their times. */
export const ADD_EVENTS = statement({
  name: 'import_add_events',
  writes: true,
  prepared: false, // planned for the size that the tables have by now
  parameters: { new_event: EVENTS, publish: boolean },
  columns: { added: bigint },
  text: `
    WITH added AS (
      INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, occurred_at)
      SELECT event_id, o.id, o.user_id, new_event.version,
             CASE WHEN from_status IS NULL THEN '${ORDER_CREATED}' ELSE '${ORDER_STATUS_UPDATED}' END,
             from_status, to_status, '${ACTOR}', occurred_at
      FROM @new_event JOIN orders o ON o.id = new_event.order_id AND o.version >= new_event.version
      ORDER BY ordinal
      ON CONFLICT (order_id, version) DO NOTHING
      RETURNING id, order_id, version, event_id
    ), queued AS (
      INSERT INTO outbox (order_id, version, event_id)
      SELECT order_id, version, event_id FROM added WHERE @publish ORDER BY id
    )
    SELECT count(*) AS added FROM added`,
});
