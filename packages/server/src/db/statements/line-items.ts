import { MAX_LINE_ITEMS, type LineItem } from '../../domain/order.js';
import { rfc3339, selection } from '../selection.js';
import { amount, bigint, int, text } from '../sql-types.js';
import { column, type BatchColumns, type RowOf } from '../statement.js';

/** The id of a line item: an order's line items are numbered from 0 behind the order's own id. */
const ID = `l.order_id * ${MAX_LINE_ITEMS} + l.line_number`;

/**
 * A line item as the contract's `OrderItem`, read from `l`: the table of line items, or something with its columns. The
 * stored document of an order is an array of these, so a stored order is sent as it is.
 */
export const LINE_ITEM_DOCUMENT = selection({
  id: [bigint, ID],
  order_id: [bigint, 'l.order_id'],
  product_id: [bigint, 'l.product_id'],
  product_name: [text, 'l.product_name'],
  product_price: [text, 'l.product_price::text'],
  quantity: [int, 'l.quantity'],
  subtotal: [text, 'l.subtotal::text'],
  created_at: [text, rfc3339('l.created_at')],
});

export type LineItemDocument = RowOf<typeof LINE_ITEM_DOCUMENT.columns>;

export function lineItemFromDocument(document: LineItemDocument): LineItem {
  return {
    productId: document.product_id,
    productName: document.product_name,
    productPrice: document.product_price,
    quantity: document.quantity,
    subtotal: document.subtotal,
  };
}

export interface NumberedItem {
  /** From 0 in each order. */
  readonly lineNumber: number;
  readonly item: LineItem;
}

/** What a batch of line items has of each, beside its order. */
export const LINE_ITEM_COLUMNS: BatchColumns<NumberedItem> = {
  line_number: column(int, ({ lineNumber }) => lineNumber),
  product_id: column(bigint, ({ item }) => item.productId),
  product_name: column(text, ({ item }) => item.productName),
  product_price: column(amount, ({ item }) => item.productPrice),
  quantity: column(int, ({ item }) => item.quantity),
  subtotal: column(amount, ({ item }) => item.subtotal),
};
