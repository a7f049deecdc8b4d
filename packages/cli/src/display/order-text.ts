import type { Order, OrderStatus } from '@order-service/sdk';
import type { Colour } from './colour.js';

/** The colour in which a status is shown: what waits, what is under way, what is done. */
export const STATUS_COLOURS: Readonly<Record<OrderStatus, Colour>> = {
  pending: 'yellow',
  confirmed: 'blue',
  shipped: 'cyan',
  delivered: 'green',
  cancelled: 'gray',
};

/** The lines of an order in a few words: `2 × Wireless Keyboard, Desk Lamp`. */
export function summarizeItems(order: Pick<Order, 'items'>): string {
  return order.items
    .map(({ quantity, product_name: name }) => (quantity === 1 ? name : `${quantity} × ${name}`))
    .join(', ');
}

/** Words in a sentence: `a`, `a or b`, `a, b or c`. */
export function joinWords(words: readonly string[], conjunction: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1) ?? ''}`;
}

/** A count with its noun: `1 order`, `2 orders`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
