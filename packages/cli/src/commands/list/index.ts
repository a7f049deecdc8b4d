import type { Command } from 'commander';
import { limits, type ListOrdersParams, type Order, type OrderServiceClient } from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import { timeOption } from '../../features/time-option.js';
import { membersOf, parseFields, parseSort, type Sort } from '../../features/orders/parse-fields.js';
import { ORDER_COLUMNS, orderColumns } from '../../features/orders/order-columns.js';
import { addFilterOptions, ORDER_FILTERS } from '../../features/orders/order-filters.js';
import { counted } from '../../render/words.js';
import { wrap } from '../../render/wrap.js';
import { UsageError } from '../../errors.js';
import { takeItems } from '../../features/take-items.js';
import type { Output } from '../../terminal/output.js';
import { parseLimit } from '../../parse/limit.js';
import { parseDurationMs } from '../../parse/since.js';
import type { Column } from '../../render/column.js';
import { listing, sorted } from './listing.js';

interface ListFlags {
  readonly limit?: number;
  readonly all?: boolean;
  readonly fields?: Column<Order>[];
  readonly sort?: Sort;
  readonly watch?: boolean;
  readonly interval?: number;
}

export interface ListOptions {
  readonly params: ListOrdersParams;
  /** The maximum number of orders; Infinity for all. */
  readonly limit: number;
  /** Whether the list may have orders of several users: then it has a column for the user. */
  readonly showOwners: boolean;
  readonly columns: readonly Column<Order>[] | undefined;
  readonly sort: Sort | undefined;
  /** Milliseconds between two redraws; undefined to list once. */
  readonly watchIntervalMs: number | undefined;
}

const DEFAULT_LIMIT = 20;
const DEFAULT_INTERVAL_MS = 2_000;
const MIN_INTERVAL_MS = 1_000;
/** The search of the service is usually a second behind. */
const STALE_AFTER_MS = 10_000;
const HELP_COLUMNS = 79;
const EXAMPLES = `
Examples:
  orders list --status pending,confirmed --since 2d
  orders list --all -o csv > orders.csv
  orders list --sort -total --fields id,total,email
  orders list --everyone --product 7 --status pending
  orders list --everyone --email ann@example.com
  orders list --everyone --watch      as an operator; Ctrl-C ends

Fields:
${wrap(ORDER_COLUMNS.map(({ name }) => name).join(', '), HELP_COLUMNS).join('\n')}`;

export function define(command: Command, context: Context): void {
  const filters = addFilterOptions(command, { time: timeOption(context) });
  command
    .option('--limit <n>', `how many at most (default: ${DEFAULT_LIMIT})`, parseLimit)
    .option('--all', 'every order, printed as it is read')
    .option('--fields <names>', 'which columns, in which order', parseFields)
    .option('--sort <column>', 'sort by it; -<column> for the largest or newest first', parseSort)
    .option('--watch', 'draw it anew every two seconds, on a terminal')
    .option('--interval <span>', 'with --watch: how often, such as 10s', parseInterval)
    .addHelpText('after', EXAMPLES)
    .action((flags: ListFlags) => run(context, parse(flags, filters())));
}

function parseInterval(text: string): number {
  const intervalMs = parseDurationMs(text);
  if (intervalMs < MIN_INTERVAL_MS) throw new UsageError('--interval takes a second or more.');
  return intervalMs;
}

/** The parameters of the list for these flags. Throws UsageError for flags that contradict each other. */
export function parse(flags: ListFlags, filters: ListOrdersParams = {}): ListOptions {
  const { all, watch, interval, fields: columns, sort } = flags;
  if (all && flags.limit !== undefined) throw new UsageError('Give --all or --limit, not both.');
  if (interval !== undefined && !watch) throw new UsageError('--interval belongs to --watch.');
  const limit = all ? Infinity : (flags.limit ?? DEFAULT_LIMIT);
  return {
    limit,
    showOwners: filters.scope === 'all',
    columns,
    sort,
    watchIntervalMs: watch ? (interval ?? DEFAULT_INTERVAL_MS) : undefined,
    params: { limit: Math.min(limit, limits.maxPageSize), ...filters },
  };
}

async function run(context: Context, options: ListOptions): Promise<void> {
  const [output, client] = await Promise.all([context.output(), context.client()]);
  if (options.watchIntervalMs !== undefined) return watch(context, client, output, options, options.watchIntervalMs);
  context.io.page();
  const { limit } = options;
  const { list, sort, asOf } = await listing(context, client, options);
  const { rows, hasMore } = takeItems(list, limit);
  const count = await output.list({
    rows: sort ? sorted(rows, sort) : rows,
    columns: columnsFor(options, output),
    id: (order) => String(order.id),
    ...(options.columns && { document: membersOf(options.columns) }),
    empty: emptyList(options.params),
  });
  if (sort && hasMore()) {
    context.io.log(`note: only the newest ${counted(count, 'order')} sorted; --all sorts every one.`);
  } else if (hasMore() && context.io.stdoutIsTerminal) {
    context.io.log(
      `The ${options.sort ? 'first' : 'newest'} ${counted(count, 'order')}; there are more: --limit <n> or --all`,
    );
  }
  if (asOf !== undefined && context.now().getTime() - asOf.getTime() > STALE_AFTER_MS) {
    context.io.log(`note: this list is as of ${context.time(asOf)}; later changes may be missing.`);
  }
  if (count === 0 && output.isForPeople) await hintAtEveryone(context, client, options.params);
}

function emptyList(params: ListOrdersParams): string {
  if (params.overdue) return 'No order is overdue.';
  if (ORDER_FILTERS.some(({ param }) => params[param] !== undefined)) return 'No order matches.';
  return 'No orders. Place one: orders create --item <product>:<quantity>';
}

/** An operator's list has their own orders, too, unless they ask for others. */
async function hintAtEveryone({ io, signal }: Context, client: OrderServiceClient, params: ListOrdersParams) {
  if (params.scope !== undefined || params.user_id !== undefined) return;
  const me = await client.me({ signal, maxRetries: 0 }).catch(() => undefined);
  if (me?.operator) io.log('Only your own orders were looked through; --everyone takes those of all users.');
}

async function watch(
  context: Context,
  client: OrderServiceClient,
  output: Output,
  options: ListOptions,
  intervalMs: number,
): Promise<void> {
  if (!output.isForPeople || !context.io.stdoutIsTerminal) {
    throw new UsageError('--watch draws on a terminal.', { hints: ['orders watch   prints events as they happen'] });
  }
  const { watchList } = await import('./watch-list.js');
  const { limit } = options;
  await watchList(context, {
    columns: columnsFor(options, output),
    intervalMs,
    limit,
    read: async (rows) => {
      const { list, sort } = await listing(context, client, options);
      const orders = await list.toArray({ limit: rows });
      return sort ? orders.sort(sort) : orders;
    },
  });
}

function columnsFor({ columns, showOwners }: ListOptions, { format }: Output): readonly Column<Order>[] {
  if (columns) return columns;
  if (format === 'csv') return ORDER_COLUMNS;
  const owners = showOwners ? ['user_id', 'user_email'] : [];
  return orderColumns(['id', 'status', 'total_amount', 'created_at', ...owners, 'items']);
}
