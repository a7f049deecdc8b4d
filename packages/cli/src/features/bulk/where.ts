import type { ListOrdersParams, OrderStatus } from '@order-service/sdk';
import { UsageError } from '../../errors.js';
import { closest } from '../../parse/closest.js';
import { parseUserId } from '../../parse/order-id.js';
import { parseDurationMs } from '../../parse/since.js';
import { parseStatuses } from '../../parse/status.js';

const KEYS = ['status', 'older-than', 'newer-than', 'user'] as const;
type Key = (typeof KEYS)[number];

/**
 * Parses a filter for orders: `status=pending,older-than=2d`. Conditions are separated by commas and must all hold;
 * `status` may be repeated, or list several with `|`. Throws UsageError.
 */
export function parseWhere(text: string, now: Date): ListOrdersParams {
  let statuses: OrderStatus[] = [];
  let params: ListOrdersParams = {};
  const seen = new Set<Key>();
  for (const [key, value] of text.split(',').map(parseCondition)) {
    if (seen.has(key) && key !== 'status') throw new UsageError(`--where names ${key} twice.`);
    seen.add(key);
    const ago = (): Date => new Date(now.getTime() - parseDurationMs(value));
    if (key === 'status') statuses = parseStatuses(value.replaceAll('|', ','), statuses);
    else if (key === 'older-than') params = { ...params, created_before: ago() };
    else if (key === 'newer-than') params = { ...params, created_after: ago() };
    else params = { ...params, user_id: parseUserId(value) };
  }
  return statuses.length > 0 ? { ...params, status: statuses } : params;
}

function parseCondition(condition: string): [Key, string] {
  const at = condition.indexOf('=');
  const name = condition.slice(0, Math.max(0, at)).trim();
  const key = KEYS.find((known) => known === name);
  const value = condition.slice(at + 1).trim();
  if (key && value !== '') return [key, value];
  const meant = name === '' ? undefined : closest(name, KEYS);
  throw new UsageError(`--where takes conditions such as status=pending or older-than=2d; not '${condition}'.`, {
    hints: [meant && !key ? `Did you mean ${meant}?` : `It knows ${KEYS.join(', ')}.`],
  });
}
