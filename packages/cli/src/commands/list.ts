import type { Command } from 'commander';
import type { ListOrdersParams, OrderStatus } from '@order-service/sdk';
import type { Context } from '../context.js';
import { ORDER_COLUMNS, orderColumns } from '../display/order-columns.js';
import { counted } from '../display/order-text.js';
import { UsageError } from '../errors.js';
import { takeOrders } from '../orders-on-pages.js';
import { parseLimit } from '../parse/limit.js';
import { parseUserId } from '../parse/order-id.js';
import { parseSince } from '../parse/since.js';
import { parseStatuses } from '../parse/status.js';

interface ListFlags {
  readonly status?: OrderStatus[];
  readonly since?: Date;
  readonly until?: Date;
  readonly limit?: number;
  readonly all?: boolean;
  readonly user?: number;
  readonly everyone?: boolean;
}

export interface ListOptions {
  readonly params: ListOrdersParams;
  /** How many orders at most; Infinity for all. */
  readonly limit: number;
  /** Whether orders of several people may come, so that it has to be said whose each is. */
  readonly showOwners: boolean;
}

const DEFAULT_LIMIT = 20;
const MAX_PAGE = 100;
const EXAMPLES = `
Examples:
  orders list --status pending,confirmed --since 2d
  orders list --all -o csv > orders.csv
  orders list --everyone --limit 50      as an operator`;

export function define(command: Command, context: Context): void {
  const time = (text: string): Date => parseSince(text, context.now());
  command
    .option('--status <status>', 'only these: comma between, or given again', parseStatuses)
    .option('--since <time>', 'placed since: 2d, 3h, 2026-02-15 or an ISO time', time)
    .option('--until <time>', 'placed before', time)
    .option('--limit <n>', `how many at most (default: ${DEFAULT_LIMIT})`, parseLimit)
    .option('--all', 'every order, printed as it is read')
    .option('--user <id>', "this user's orders (operators)", parseUserId)
    .option('--everyone', "all users' orders (operators)")
    .addHelpText('after', EXAMPLES)
    .action((flags: ListFlags) => run(context, parse(flags)));
}

/** Turns flags into what is asked of the service. Throws UsageError for flags that contradict each other. */
export function parse(flags: ListFlags): ListOptions {
  if (flags.all && flags.limit !== undefined) throw new UsageError('Give --all or --limit, not both.');
  if (flags.everyone && flags.user !== undefined) throw new UsageError('Give --everyone or --user, not both.');
  const limit = flags.all ? Infinity : (flags.limit ?? DEFAULT_LIMIT);
  return {
    limit,
    showOwners: flags.everyone ?? false,
    params: {
      limit: Math.min(limit, MAX_PAGE),
      ...(flags.status && { status: flags.status }),
      ...(flags.since && { created_after: flags.since }),
      ...(flags.until && { created_before: flags.until }),
      ...(flags.user !== undefined && { user_id: flags.user }),
      ...(flags.everyone && { scope: 'all' as const }),
    },
  };
}

async function run(context: Context, { params, limit, showOwners }: ListOptions): Promise<void> {
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const { rows, hasMore } = takeOrders(client.orders.list(params, { signal: context.signal }), limit);
  const owners = showOwners ? ['user_id', 'user_email'] : [];
  const count = await output.list({
    rows,
    columns:
      output.format === 'csv'
        ? ORDER_COLUMNS
        : orderColumns(['id', 'status', 'total_amount', 'created_at', ...owners, 'items']),
    id: (order) => String(order.id),
    empty: 'No orders. Place one: orders create --item <product>:<quantity>',
  });
  if (hasMore() && context.io.stdoutIsTerminal) {
    context.io.err(`The newest ${counted(count, 'order')}; there are more: --limit <n> or --all\n`);
  }
}
