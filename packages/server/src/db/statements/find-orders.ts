import type { Order } from '../../domain/order.js';
import type { Runner } from '../connection.js';
import { bigint, int, nullable, uuid } from '../sql-types.js';
import { batchOf, column, statement } from '../statement.js';
import { DURABLE_READ } from './durable-read.js';
import { ORDER } from './order-columns.js';

/** An order, and whose it must be; undefined for anyone's. */
export interface OrderKey {
  readonly orderId: number;
  readonly ownerId: number | undefined;
}

const KEYS = batchOf<OrderKey>({
  ordinal: column(int, (_, ordinal) => ordinal),
  order_id: column(bigint, (key) => key.orderId),
  owner_id: column(nullable(bigint), (key) => key.ownerId),
});

export const FIND_ORDERS = statement({
  name: 'find_orders',
  writes: false,
  parameters: { key: KEYS },
  columns: { ordinal: int, ...ORDER.columns },
  text: `
    SELECT key.ordinal, ${ORDER.list}
    FROM @key JOIN orders o ON o.id = key.order_id AND (key.owner_id IS NULL OR o.user_id = key.owner_id)`,
});

/** The orders of `keys`, in their order; undefined where there is none. */
export async function findOrders(database: Runner, keys: readonly OrderKey[]): Promise<(Order | undefined)[]> {
  const orders = new Array<Order | undefined>(keys.length).fill(undefined);
  for (const { ordinal, ...order } of await database.run(FIND_ORDERS, { key: keys })) orders[ordinal] = order;
  return orders;
}

export const FIND_ORDER_BY_EVENT = statement({
  name: 'find_order_by_event',
  writes: true,
  parameters: { eventId: uuid },
  columns: ORDER.columns,
  text: `
    SELECT ${ORDER.list}
    FROM ${DURABLE_READ}, order_events e JOIN orders o ON o.id = e.order_id
    WHERE e.event_id = @eventId`,
});
