import { limits, type ListOrdersParams } from '@order-service/sdk';
import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { parseAmount } from '../../parse/amount.js';
import { parseProductId } from '../../parse/item.js';
import { parseMetadata } from '../../parse/metadata.js';
import { collectOrderIds, parseUserId } from '../../parse/order-id.js';
import { parseReference } from '../../parse/reference.js';
import { parseStatuses } from '../../parse/status.js';

/** A filter as a flag of `orders list` and as a condition of `--where`. */
export interface OrderFilter {
  readonly name: string;
  /** The parameter of the service. */
  readonly param: keyof ListOrdersParams;
  /** What the flag takes; undefined if it takes nothing. Then the condition takes `true`. */
  readonly argument: string | undefined;
  readonly description: string;
  /** Adds the value to the parameters. Throws UsageError. */
  readonly add: (params: ListOrdersParams, text: string, parse: FilterParsers) => ListOrdersParams;
  /** Whether it may be given several times. */
  readonly repeats?: boolean;
  /** Whether one value may have several, with commas between. */
  readonly isList?: boolean;
}

export interface FilterParsers {
  readonly time: (text: string) => string;
}

/** Every filter, in the order of the help. */
export const ORDER_FILTERS: readonly OrderFilter[] = [
  {
    ...{ name: 'status', param: 'status', argument: '<status>', repeats: true, isList: true },
    description: 'only these: comma between, or given again',
    add: (params, text) => ({ ...params, status: parseStatuses(text, listOf(params.status)) }),
  },
  filter('since', 'created_after', '<time>', 'placed since: 2d, 3h, 2026-02-15 or an ISO time', timeOf),
  filter('until', 'created_before', '<time>', 'placed before', timeOf),
  filter('updated-since', 'updated_after', '<time>', 'placed or changed since', timeOf),
  filter('updated-until', 'updated_before', '<time>', 'not changed since then', timeOf),
  filter('total-min', 'total_min', '<amount>', 'of at least this total', parseAmount),
  filter('total-max', 'total_max', '<amount>', 'of at most this total', parseAmount),
  filter('product', 'product_id', '<id>', 'of this product', parseProductId),
  filter('email', 'user_email', '<address>', 'with this email address', parseEmail),
  filter('reference', 'reference', '<text>', "with this reference, the shop's own number", parseReference),
  {
    ...{ name: 'metadata', param: 'metadata', argument: '<key=value>', repeats: true },
    description: 'with this entry of the metadata',
    add: (params, text) => ({ ...params, metadata: { ...params.metadata, ...parseMetadata([text]) } }),
  },
  {
    ...{ name: 'id', param: 'id', argument: '<ids>', repeats: true, isList: true },
    description: 'only these orders: comma between, or given again',
    add: (params, text) => ({ ...params, id: parseIds(text, listOf(params.id)) }),
  },
  filter('user', 'user_id', '<id>', "this user's orders (operators)", parseUserId),
  filter('overdue', 'overdue', undefined, "everyone's that a timed transition is due for (operators)", () => true),
];

/**
 * Adds the filters to a command as options, and `--everyone`. Returns a function that reads the parameters of those that were
 * given; it throws UsageError for two that contradict each other.
 */
export function addFilterOptions(command: Command, parsers: FilterParsers): () => ListOrdersParams {
  for (const { name, argument, description, add, repeats } of ORDER_FILTERS) {
    if (argument === undefined) command.option(`--${name}`, description);
    else
      command.option(`--${name} ${argument}`, description, (text: string, earlier: ListOrdersParams | undefined) =>
        add(repeats ? (earlier ?? {}) : {}, text, parsers),
      );
  }
  command.option('--everyone', "all users' orders (operators)");
  return () => {
    const params = ORDER_FILTERS.map(({ name, add }) => {
      const option = command.options.find(({ long }) => long === `--${name}`);
      const value: unknown = option && command.getOptionValue(option.attributeName());
      return value === true ? add({}, 'true', parsers) : value;
    });
    return withScope(Object.assign({}, ...params) as ListOrdersParams, command.getOptionValue('everyone') === true);
  };
}

/**
 * Asks for the orders of all users if `--everyone` was given, or for overdue ones, which belong to whoever placed them.
 * Throws UsageError for `--everyone` beside a user.
 */
export function withScope(filters: ListOrdersParams, everyone: boolean): ListOrdersParams {
  if (filters.user_id === undefined) return everyone || filters.overdue ? { ...filters, scope: 'all' } : filters;
  if (everyone) throw new UsageError('Give --everyone or --user, not both.');
  return filters;
}

function filter<Param extends keyof ListOrdersParams>(
  name: string,
  param: Param,
  argument: string | undefined,
  description: string,
  read: (text: string, parsers: FilterParsers) => NonNullable<ListOrdersParams[Param]>,
): OrderFilter {
  const add: OrderFilter['add'] = (params, text, parsers) => ({ ...params, [param]: read(text, parsers) });
  return { name, param, argument, description, add };
}

function timeOf(text: string, { time }: FilterParsers): string {
  return time(text);
}

function listOf<Value extends string | number>(given: Value | readonly Value[] | undefined): readonly Value[] {
  if (given === undefined) return [];
  return typeof given === 'object' ? given : [given];
}

function parseIds(text: string, earlier: readonly number[]): number[] {
  const ids = collectOrderIds(text, earlier);
  if (ids.length <= MAX_IDS) return ids;
  throw new UsageError(`Up to ${MAX_IDS} orders can be named; not ${ids.length}.`);
}

const MAX_IDS = limits.maxListedIds;
const MAX_EMAIL_LENGTH = 320;

function parseEmail(text: string): string {
  if (text !== '' && text.length <= MAX_EMAIL_LENGTH && !text.includes('\0')) return text;
  throw new UsageError('An email address is text such as ann@example.com.');
}
