import type { Order } from '@order-service/sdk';
import type { Column } from '../../render/column.js';
import { colourOf } from '../colours.js';
import { relativeTime } from '../../render/time.js';

/**
 * Every column of an order. Columns with untrusted text are the last of a table: a terminal may draw such text wider than
 * measured, and then no other column is displaced.
 */
export const ORDER_COLUMNS: readonly Column<Order>[] = [
  { name: 'id', heading: 'ID', value: (order) => String(order.id), align: 'right' },
  {
    name: 'status',
    heading: 'STATUS',
    value: (order) => order.status,
    colour: (order) => colourOf(order.status),
  },
  { name: 'total_amount', heading: 'TOTAL', value: (order) => order.total_amount, align: 'right' },
  {
    name: 'created_at',
    heading: 'PLACED',
    value: (order) => order.created_at,
    display: (order, { now }) => relativeTime(order.created_at, now),
    dropOrder: 3,
  },
  {
    name: 'updated_at',
    heading: 'CHANGED',
    value: (order) => order.updated_at,
    display: (order, { now }) => relativeTime(order.updated_at, now),
    dropOrder: 2,
  },
  { name: 'version', heading: 'VERSION', value: (order) => String(order.version), align: 'right', dropOrder: 0 },
  { name: 'user_id', heading: 'USER', value: (order) => String(order.user_id), align: 'right', dropOrder: 5 },
  { name: 'user_email', heading: 'EMAIL', value: (order) => order.user_email, minWidth: 12, dropOrder: 4 },
  {
    name: 'items',
    heading: 'ITEMS',
    value: (order) => order.items.map(({ product_id: id, quantity }) => `${id}:${quantity}`).join(' '),
    display: summarizeItems,
    minWidth: 10,
    dropOrder: 6,
  },
  { name: 'reference', heading: 'REFERENCE', value: (order) => order.reference ?? '', minWidth: 8, dropOrder: 3 },
  {
    name: 'metadata',
    heading: 'METADATA',
    value: (order) => (Object.keys(order.metadata).length === 0 ? '' : JSON.stringify(order.metadata)),
    minWidth: 8,
    dropOrder: 1,
  },
];

/** The columns with these names, in this order; unknown names are ignored. */
export function orderColumns(names: readonly string[]): Column<Order>[] {
  return names.flatMap((name) => ORDER_COLUMNS.find((column) => column.name === name) ?? []);
}

/** The items of an order in a few words: `2 × Wireless Keyboard, Desk Lamp`. */
export function summarizeItems(order: Pick<Order, 'items'>): string {
  return order.items
    .map(({ quantity, product_name: name }) => (quantity === 1 ? name : `${quantity} × ${name}`))
    .join(', ');
}
