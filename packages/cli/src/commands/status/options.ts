import type { ListOrdersParams, OrderStatus } from '@order-service/sdk';
import { UsageError } from '../../errors.js';
import type { MoveManyOptions } from '../../features/bulk/move-many.js';
import { withScope } from '../../features/orders/order-filters.js';
import { DEFAULT_CONCURRENCY } from '../../parse/concurrency.js';
import { parseOrderIds } from '../../parse/order-id.js';
import { isStatus, parseStatus } from '../../parse/status.js';

export interface StatusFlags {
  readonly reason?: string;
  readonly fromList?: string;
  readonly where?: ListOrdersParams;
  readonly everyone?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly concurrency?: number;
  readonly failures?: string;
}

export type StatusOptions =
  | { readonly kind: 'show'; readonly orderId: number; readonly reason: string | undefined }
  | {
      readonly kind: 'one';
      readonly orderId: number;
      readonly status: OrderStatus;
      readonly reason: string | undefined;
      readonly yes: boolean;
    }
  | { readonly kind: 'many'; readonly many: MoveManyOptions };

/** Reads arguments and flags: one order to show, one to move, or many to move. Throws UsageError. */
export function parse(words: readonly string[], flags: StatusFlags): StatusOptions {
  const { fromList, where, everyone } = flags;
  if (fromList !== undefined && where) throw new UsageError('Give a list of ids or --where, not both.');
  if (everyone && !where) throw new UsageError('--everyone belongs to --where.');
  if (fromList !== undefined) return many(onlyStatus(words), { file: fromList }, flags);
  if (where) return many(onlyStatus(words), { params: withScope(where, everyone ?? false) }, flags);
  if (words[0] === '-') return many(onlyStatus(words.slice(1)), { file: '-' }, flags);
  return parseNamed(words, flags);
}

/** Orders are named one by one; the last word is the status, unless it is an id as well. */
function parseNamed(words: readonly string[], flags: StatusFlags): StatusOptions {
  const { reason, dryRun, yes, failures } = flags;
  const [first, ...others] = words;
  if (first === undefined) throw new UsageError('Name an order.', { hints: ['orders status <id>'] });
  if (isStatus(first) && others.length > 0) {
    throw new UsageError('The status comes last.', { hints: [`orders status ${others.join(' ')} ${first}`] });
  }
  const last = others.at(-1);
  const status = last === undefined || /^[\d,]+$/.test(last) ? undefined : last;
  const ids = parseOrderIds(status === undefined ? words : words.slice(0, -1));
  const [orderId = 0] = ids;
  if (status === undefined) {
    if (ids.length > 1)
      throw statusMissing([`orders status ${ids.join(' ')} shipped`, `orders list --id ${ids.join(',')}`]);
    if (dryRun) throw statusMissing([`orders status ${orderId} shipped --dry-run`]);
    return { kind: 'show', orderId, reason };
  }
  if (ids.length > 1 || dryRun || failures !== undefined) return many(status, { ids }, flags);
  return { kind: 'one', orderId, status: parseStatus(status), reason, yes: yes ?? false };
}

function many(target: string, selection: MoveManyOptions['selection'], flags: StatusFlags): StatusOptions {
  const { reason, dryRun = false, yes = false, concurrency = DEFAULT_CONCURRENCY, failures } = flags;
  const options = { reason, dryRun, yes, concurrency, failuresFile: failures };
  return { kind: 'many', many: { target: parseStatus(target), selection, ...options } };
}

function onlyStatus([target, ...strays]: readonly string[]): string {
  if (target !== undefined && strays.length === 0) return target;
  throw new UsageError('Name one status to move them to.', { hints: ['orders status --from-list ids.txt shipped'] });
}

function statusMissing(hints: readonly string[]): UsageError {
  return new UsageError('Name the status to move to.', { hints });
}
