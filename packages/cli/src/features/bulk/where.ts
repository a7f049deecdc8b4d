import type { ListOrdersParams } from '@order-service/sdk';
import { UsageError } from '../../errors.js';
import { closest } from '../../parse/closest.js';
import { parseDurationMs } from '../../parse/since.js';
import { ORDER_FILTERS, type FilterParsers, type OrderFilter } from '../orders/order-filters.js';

const AGES = {
  'older-than': 'created_before',
  'newer-than': 'created_after',
  'unchanged-for': 'updated_before',
} as const;

/** How long ago an order was placed or changed. */
function ageFilters(now: Date): OrderFilter[] {
  return Object.entries(AGES).map(([name, member]) => ({
    ...{ name, param: member, argument: '<span>', description: '' },
    add: (params, text) => ({ ...params, [member]: new Date(now.getTime() - parseDurationMs(text)) }),
  }));
}

/** The names of the conditions, for the help. */
export const CONDITION_NAMES: readonly string[] = [...ORDER_FILTERS.map(({ name }) => name), ...Object.keys(AGES)];

/**
 * Parses a filter for orders: `status=pending,older-than=2d`. Conditions are separated by commas and must all hold; a comma
 * of a value is written `\\,`. Several statuses or ids are listed with `|`, or the condition is repeated. Throws UsageError.
 */
export function parseWhere(text: string, now: Date, parsers: FilterParsers): ListOrdersParams {
  const filters = [...ORDER_FILTERS, ...ageFilters(now)];
  let params: ListOrdersParams = {};
  const seen = new Set<string>();
  for (const condition of text.split(/(?<!\\),/)) {
    const { filter, value } = parseCondition(condition.replaceAll('\\,', ','), filters);
    const { name, argument, repeats = false, isList = false } = filter;
    if (argument === undefined && value !== 'true') {
      throw new UsageError(`--where takes ${name}=true; not '${name}=${value}'.`);
    }
    if (seen.has(name) && !repeats) throw new UsageError(`--where names ${name} twice.`);
    seen.add(name);
    params = filter.add(params, isList ? value.replaceAll('|', ',') : value, parsers);
  }
  return params;
}

function parseCondition(condition: string, filters: readonly OrderFilter[]): { filter: OrderFilter; value: string } {
  const at = condition.indexOf('=');
  const name = condition.slice(0, Math.max(0, at)).trim();
  const [first = '', key] = name.split(/\.(.*)/s);
  const filter = filters.find((known) => known.name === first && (key === undefined || first === 'metadata'));
  const value = condition.slice(at + 1).trim();
  if (filter && key !== undefined) return { filter, value: `${key}=${value}` };
  if (filter && value !== '') return { filter, value };
  const meant = name === '' ? undefined : closest(name, CONDITION_NAMES);
  throw new UsageError(`--where takes conditions such as status=pending or older-than=2d; not '${condition}'.`, {
    hints: [meant && !filter ? `Did you mean ${meant}?` : `It knows ${CONDITION_NAMES.join(', ')}.`],
  });
}
