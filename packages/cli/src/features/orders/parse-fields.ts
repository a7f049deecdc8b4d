import { ORDER_SORTS, type ListOrdersParams, type Order } from '@order-service/sdk';
import { UsageError } from '../../errors.js';
import { closest } from '../../parse/closest.js';
import type { Column } from '../../render/column.js';
import { toCents } from '../money.js';
import { ORDER_COLUMNS } from './order-columns.js';

const NAMES = ORDER_COLUMNS.map(({ name }) => name);

/** Shorter names for columns. */
const ALIASES: Readonly<Record<string, string>> = {
  total: 'total_amount',
  created: 'created_at',
  placed: 'created_at',
  updated: 'updated_at',
  changed: 'updated_at',
  user: 'user_id',
  email: 'user_email',
};

/** Reads the value of `--fields`: names with commas between. Throws UsageError. */
export function parseFields(text: string): Column<Order>[] {
  return text.split(',').map((name) => findColumn(name.trim()));
}

/** Reduces an order to the members of these columns, for formats that print documents. */
export function membersOf(columns: readonly Column<Order>[]): (order: Order) => Partial<Order> {
  const names = columns.map(({ name }) => name);
  return (order) => Object.fromEntries(names.map((name) => [name, order[name as keyof Order]]));
}

export type Compare = (a: Order, b: Order) => number;

export interface Sort {
  readonly compare: Compare;
  /** The same order as a parameter of the service; undefined for a column that it does not sort by. */
  readonly byService: ListOrdersParams['sort'];
}

/** Reads the value of `--sort`: the name of a column, with a dash before it for the largest first. Throws UsageError. */
export function parseSort(text: string): Sort {
  const descends = text.startsWith('-');
  const column = findColumn(descends ? text.slice(1) : text);
  const compare = comparison(column);
  const byService = ORDER_SORTS.find((sort) => sort === `${descends ? '-' : ''}${column.name}`);
  return { compare: descends ? (a, b) => compare(b, a) : compare, byService };
}

function comparison({ name, value, align }: Column<Order>): Compare {
  if (name === 'total_amount') return (a, b) => sign(toCents(a.total_amount), toCents(b.total_amount));
  if (align === 'right') return (a, b) => sign(Number(value(a)), Number(value(b)));
  return (a, b) => sign(value(a), value(b));
}

function sign<Value extends string | number | bigint>(a: Value, b: Value): number {
  return a < b ? -1 : Number(a > b);
}

function findColumn(name: string): Column<Order> {
  const column = ORDER_COLUMNS.find((known) => known.name === (ALIASES[name] ?? name));
  if (column) return column;
  const meant = closest(name, [...NAMES, ...Object.keys(ALIASES)]);
  throw new UsageError(`There is no field '${name}'; they are ${NAMES.join(', ')}.`, {
    hints: meant ? [`Did you mean ${meant}?`] : [],
  });
}
