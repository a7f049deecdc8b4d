import { limits, type ListOrdersParams, type Order, type OrderStatus } from '@order-service/sdk';
import type { Command } from 'commander';
import type { Context } from '../../features/context.js';
import { ORDER_COLUMNS } from '../../features/orders/order-columns.js';
import { timeOption } from '../../features/time-option.js';
import { csvHeader, csvRecord } from '../../render/csv.js';
import { compactJson } from '../../render/json.js';
import { counted } from '../../render/words.js';
import { InterruptedError, UsageError } from '../../errors.js';
import { parseCursor } from '../../parse/cursor.js';
import { parseUserId } from '../../parse/order-id.js';
import { parseStatuses } from '../../parse/status.js';
import { createFile, resumeFile, standardOutput, type Destination } from './destination.js';

interface ExportFlags {
  readonly status?: OrderStatus[];
  readonly since?: string;
  readonly until?: string;
  readonly user?: number;
  readonly everyone?: boolean;
  readonly after?: string;
  readonly resume?: boolean;
}

export type ExportFormat = 'csv' | 'ndjson';

const EXAMPLES = `
Examples:
  orders export orders.csv --everyone --since 2026-01-01
  orders export orders.csv --resume   goes on after an interruption
  orders export -o ndjson | gzip > orders.ndjson.gz

Writes every order that the filters match, newest first, a page at a time. The
format is that of -o, csv or ndjson; else that of the file's name; else ndjson.
orders create -f takes both. Until it is complete, the place that a file has
reached is kept beside it, in <file>.resume.`;

export function define(command: Command, context: Context): void {
  const time = timeOption(context);
  command
    .argument('[file]', 'a new file; stdout without one')
    .option('--status <status>', 'only these: comma between, or given again', parseStatuses)
    .option('--since <time>', 'placed since: 2d, 3h, 2026-02-15 or an ISO time', time)
    .option('--until <time>', 'placed before', time)
    .option('--user <id>', "this user's orders (operators)", parseUserId)
    .option('--everyone', "all users' orders (operators)")
    .option('--resume', 'go on with the file, with the filters that it was begun with')
    .option('--after <cursor>', 'without a file: go on where an earlier export ended', parseCursor)
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, flags: ExportFlags) => run(context, file, flags));
}

/** The filters of the flags. Throws UsageError for flags that contradict each other. */
export function parse(file: string | undefined, flags: ExportFlags): ListOrdersParams {
  const { status, since, until, user, everyone, after, resume } = flags;
  if (everyone && user !== undefined) throw new UsageError('Give --everyone or --user, not both.');
  if (after !== undefined && file !== undefined)
    throw new UsageError('A file goes on with --resume; --after is for stdout.');
  if (resume && file === undefined) throw new UsageError('--resume takes the file to go on with.');
  const filters = {
    ...(status && { status }),
    ...(since && { created_after: since }),
    ...(until && { created_before: until }),
    ...(user !== undefined && { user_id: user }),
    ...(everyone && { scope: 'all' as const }),
  };
  if (resume && Object.keys(filters).length > 0) throw new UsageError('--resume keeps the filters of the file.');
  return filters;
}

/** The format of `-o`, or that of the file's name. Throws UsageError for a format that cannot be continued. */
export function formatOf(output: string | undefined, file: string | undefined): ExportFormat {
  const format = output ?? (file?.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson');
  if (format === 'csv' || format === 'ndjson') return format;
  throw new UsageError(`An export is csv or ndjson, not ${format}.`);
}

async function run(context: Context, file: string | undefined, flags: ExportFlags): Promise<void> {
  const filters = parse(file, flags);
  const format = formatOf(context.options.output, file);
  const [client, { url }] = await Promise.all([context.client(), context.settings()]);
  const begin = { url, format, filters, cursor: flags.after };
  const destination = await openDestination(context, file, flags.resume ?? false, begin);
  const { signal } = context;
  let { cursor, orders } = destination.reached;
  const write = writerOf(context, destination.reached.format);
  try {
    if (cursor === undefined) await destination.write(write.header, { cursor, orders });
    const params = {
      ...destination.reached.filters,
      limit: limits.maxPageSize,
      ...(cursor !== undefined && { cursor }),
    };
    for await (const page of client.orders.list(params, { signal }).pages()) {
      cursor = page.nextCursor;
      orders += page.items.length;
      await destination.write(page.items.map(write.record).join(''), { cursor, orders });
    }
    await destination.complete();
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new InterruptedError('Interrupted.', { hints: destination.howToGoOn(cursor), cause: error });
  } finally {
    await destination.close();
  }
  context.io.log(`Exported ${counted(orders, 'order')}${file === undefined ? '' : ` to ${file}`}.`);
}

function openDestination(
  context: Context,
  file: string | undefined,
  resume: boolean,
  begin: Parameters<typeof createFile>[1],
): Promise<Destination> {
  if (file === undefined) return Promise.resolve(standardOutput(context.io, begin));
  return resume ? resumeFile(file, begin.url) : createFile(file, begin);
}

function writerOf(
  { options, io }: Context,
  format: ExportFormat,
): { header: string; record: (order: Order) => string } {
  if (format === 'ndjson') return { header: '', record: (order) => `${compactJson(order)}\n` };
  const style = { raw: options.raw ?? false, byteOrderMark: options.bom ?? false, escaped: io.stdoutIsTerminal };
  return {
    header: csvHeader(ORDER_COLUMNS, style),
    record: (order) =>
      csvRecord(
        ORDER_COLUMNS.map(({ value }) => value(order)),
        style,
      ),
  };
}
