import type { Order } from '../domain/order.js';
import type { OrderStatus } from '../domain/order-status.js';

/** The columns an order is read from; `o` is the table of orders, or something with its columns. */
export const ORDER_COLUMNS = `o.id, o.user_id, o.user_email, o.status, o.total_amount, o.version,
  o.metadata::text AS metadata, o.items::text AS items, o.created_at, o.updated_at`;

/** A row of `ORDER_COLUMNS`, as the type parsers read it. */
export interface OrderRow {
  readonly id: number;
  readonly user_id: number;
  readonly user_email: string;
  readonly status: OrderStatus;
  readonly total_amount: string;
  readonly version: number;
  readonly metadata: string;
  readonly items: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export function orderFromRow(row: OrderRow): Order {
  return {
    id: row.id,
    userId: row.user_id,
    userEmail: row.user_email,
    status: row.status,
    totalAmount: row.total_amount,
    version: row.version,
    metadataJson: row.metadata,
    itemsJson: row.items,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
