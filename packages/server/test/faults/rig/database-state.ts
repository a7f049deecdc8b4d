import type { CommittedEvent, CommittedOrder, DatabaseState, DeadLetteredEvent } from '../checker/evidence.js';
import type { PostgresInstance } from './postgres-instance.js';

const ORDERS = 'SELECT id::int, user_id::int AS "userId", status, version FROM orders';

/** Without erasures, which have no version and are published only where that is asked for. */
const EVENTS = `
  SELECT event_id AS "eventId", order_id::int AS "orderId", version, type, to_status AS "toStatus",
         user_id::int AS "userId", coalesce(request_id, '') AS "requestId"
  FROM order_events WHERE version > 0 ORDER BY order_id, version`;

const DEAD_LETTERED = 'SELECT order_id::int AS "orderId", version FROM outbox WHERE dead_lettered_at IS NOT NULL';

const CORRUPT = `
  SELECT count(*)::int AS count FROM orders o
  WHERE (SELECT sum((item ->> 'subtotal')::numeric) FROM json_array_elements(o.items) AS item) <> o.total_amount
     OR (SELECT json_agg(json_build_array(i.product_id, i.product_name, i.product_price::text, i.quantity) ORDER BY i.line_number)
         FROM order_items i WHERE i.order_id = o.id)::text
        <> (SELECT json_agg(json_build_array((item ->> 'product_id')::bigint, item ->> 'product_name',
                                             item ->> 'product_price', (item ->> 'quantity')::int))
            FROM json_array_elements(o.items) AS item)::text
     OR NOT EXISTS (SELECT FROM order_items i WHERE i.order_id = o.id)`;

/** Reads the committed orders and events after recovery. */
export async function readDatabaseState(instance: Pick<PostgresInstance, 'query'>): Promise<DatabaseState> {
  const [corrupt] = await instance.query<{ count: number }>(CORRUPT);
  return {
    orders: await instance.query<CommittedOrder & Record<string, unknown>>(ORDERS),
    events: await instance.query<CommittedEvent & Record<string, unknown>>(EVENTS),
    deadLettered: await instance.query<DeadLetteredEvent & Record<string, unknown>>(DEAD_LETTERED),
    corrupt: corrupt?.count ?? 0,
  };
}
