import type { Order } from '../domain/order.js';
import type { Runner, Statement } from './connection.js';
import { ORDER_COLUMNS, orderFromRow, type OrderRow } from './order-rows.js';

/** An order, and whose it must be; undefined for anyone's. */
export interface OrderKey {
  readonly orderId: number;
  readonly ownerId: number | undefined;
}

export const FIND_ORDERS: Statement = {
  name: 'find_orders',
  writes: false,
  text: `
    SELECT i.ordinal, ${ORDER_COLUMNS}
    FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS i (ordinal, order_id, owner_id)
    JOIN orders o ON o.id = i.order_id AND (i.owner_id IS NULL OR o.user_id = i.owner_id)`,
};

/** The orders that `keys` name, in their order; undefined where there is none. */
export async function findOrders(database: Runner, keys: readonly OrderKey[]): Promise<(Order | undefined)[]> {
  const rows = await database.run<OrderRow & { ordinal: number }>(FIND_ORDERS, [
    keys.map((_, ordinal) => ordinal),
    keys.map((key) => key.orderId),
    keys.map((key) => key.ownerId ?? null),
  ]);
  const orders = new Array<Order | undefined>(keys.length).fill(undefined);
  for (const row of rows) orders[row.ordinal] = orderFromRow(row);
  return orders;
}
