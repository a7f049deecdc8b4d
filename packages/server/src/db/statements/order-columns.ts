import type { OrderStatus } from '../../domain/order-status.js';
import { selection } from '../selection.js';
import { bigint, int, nullable, numeric, text, textOf, timestamptz } from '../sql-types.js';

/** An order, read from `o`: the table of orders, or something with its columns. */
export const ORDER = selection({
  id: [bigint, 'o.id'],
  userId: [bigint, 'o.user_id'],
  userEmail: [text, 'o.user_email'],
  status: [textOf<OrderStatus>(), 'o.status'],
  totalAmount: [numeric, 'o.total_amount'],
  version: [int, 'o.version'],
  reference: [nullable(text), 'o.reference'],
  metadataJson: [text, 'o.metadata::text'],
  itemsJson: [text, 'o.items::text'],
  createdAt: [timestamptz, 'o.created_at'],
  updatedAt: [timestamptz, 'o.updated_at'],
  erasedAt: [nullable(timestamptz), 'o.erased_at'],
});
