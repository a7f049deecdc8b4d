import type { Order, OrderItem } from '@order-service/sdk';
import type { Detail } from '../../terminal/output.js';
import type { Column } from '../../render/column.js';
import { createTable } from '../../render/table.js';
import { renderFacts, type PageView } from '../../render/facts.js';
import { ORDER_COLUMNS } from './order-columns.js';
import { joinWords } from '../../render/words.js';
import { paintState } from '../colours.js';
import { show, type Shown, type TerminalText } from '../../render/terminal-text.js';
import { relativeTime } from '../../render/time.js';

const ITEM_COLUMNS: readonly Column<OrderItem>[] = [
  { name: 'quantity', heading: 'QUANTITY', value: (item) => String(item.quantity), align: 'right' },
  { name: 'product_price', heading: 'PRICE', value: (item) => item.product_price, align: 'right', dropOrder: 2 },
  { name: 'subtotal', heading: 'SUBTOTAL', value: (item) => item.subtotal, align: 'right' },
  { name: 'product_id', heading: 'ID', value: (item) => String(item.product_id), align: 'right', dropOrder: 1 },
  { name: 'product_name', heading: 'PRODUCT', value: (item) => item.product_name, minWidth: 8 },
];

/** How an order is shown in each format. */
export function orderDetail(order: Order): Detail<Order> {
  return { value: order, columns: ORDER_COLUMNS, id: ({ id }) => String(id), page: (view) => orderPage(order, view) };
}

function orderPage(order: Order, view: PageView): TerminalText {
  const { paint, now, time } = view;
  const moment = (text: string): string => `${time(text)} (${relativeTime(text, now)})`;
  const metadata = Object.entries(order.metadata).map(([key, value]) => `${key}=${value}`);
  const facts: readonly (readonly [string, Shown])[] = [
    ['Status', paintState(paint, order.status)],
    ['Total', order.total_amount],
    ['Placed', moment(order.created_at)],
    ...(order.version > 1 ? [['Changed', moment(order.updated_at)] as const] : []),
    ['User', [order.user_id, order.user_email && `(${order.user_email})`].filter(Boolean).join(' ')],
    ...(order.reference ? [['Reference', order.reference] as const] : []),
    ...(metadata.length > 0 ? [['Metadata', metadata.join(', ')] as const] : []),
    ...(order.erased_at === undefined ? [] : [['Erased', moment(order.erased_at)] as const]),
    ['Next', nextSteps(order)],
  ];
  const items = createTable(ITEM_COLUMNS, view, view.widthColumns)(order.items);
  return show`${paint('bold', `Order ${order.id}`)}\n${renderFacts(facts, view)}\n${items}`;
}

/** The allowed transitions of an order, in words. */
export function nextSteps({ allowed_transitions: allowed }: Pick<Order, 'allowed_transitions'>): string {
  return allowed.length === 0 ? 'nothing: this is final' : `can become ${joinWords(allowed, 'or')}`;
}
