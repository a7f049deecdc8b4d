import { limits, type ListOrdersParams, type Order } from '@order-service/sdk';
import type { Command } from 'commander';
import type { Context } from '../../features/context.js';
import { ORDER_COLUMNS, orderColumns } from '../../features/orders/order-columns.js';
import { addFilterOptions } from '../../features/orders/order-filters.js';
import { membersOf, parseFields } from '../../features/orders/parse-fields.js';
import type { Column } from '../../render/column.js';
import { timeOption } from '../../features/time-option.js';
import { csvHeader, csvRecord } from '../../render/csv.js';
import { compactJson } from '../../render/json.js';
import { counted } from '../../render/words.js';
import { InterruptedError, UsageError } from '../../errors.js';
import { parseCursor } from '../../parse/cursor.js';
import { createFile, resumeFile, standardOutput, type Destination, type ExportBegin } from './destination.js';
import { formatOf } from './format.js';

interface ExportFlags {
  readonly after?: string;
  readonly resume?: boolean;
  readonly fields?: Column<Order>[];
}

const EXAMPLES = `
Examples:
  orders export orders.csv --everyone --since 2026-01-01
  orders export gifts.csv --metadata gift=yes --fields id,total,email
  orders export orders.csv --resume   goes on after an interruption
  orders export -o ndjson | gzip > orders.ndjson.gz

Writes every order that the filters match, oldest first, a page at a time; those
by --total-* and --updated-* the largest or latest changed first. The format is
that of -o, csv or ndjson; else that of the file's name; else ndjson.
orders create -f takes both. Until it is complete, the place that a file has
reached is kept beside it, in <file>.resume.`;

export function define(command: Command, context: Context): void {
  const filters = addFilterOptions(command, { time: timeOption(context) });
  command
    .argument('[file]', 'a new file; stdout without one')
    .option('--fields <names>', 'only these, as in orders list', parseFields)
    .option('--resume', 'go on with the file, with the filters that it was begun with')
    .option('--after <cursor>', 'without a file: go on where an earlier export ended', parseCursor)
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, flags: ExportFlags) => run(context, file, flags, filters()));
}

/** Throws UsageError for flags that contradict each other. */
function check(file: string | undefined, { after, resume, fields }: ExportFlags, filters: ListOrdersParams): void {
  if (after !== undefined && file !== undefined)
    throw new UsageError('A file goes on with --resume; --after is for stdout.');
  if (resume && file === undefined) throw new UsageError('--resume takes the file to go on with.');
  if (resume && (fields ?? Object.keys(filters).length > 0)) {
    throw new UsageError('--resume keeps the filters and fields of the file.');
  }
}

async function run(context: Context, file: string | undefined, flags: ExportFlags, filters: ListOrdersParams) {
  check(file, flags, filters);
  const format = formatOf(context.options.output, file);
  const [client, { url }] = await Promise.all([context.client(), context.settings()]);
  const fields = flags.fields?.map(({ name }) => name);
  const begin = { url, format, filters: { ...filters, ...sortOf(filters) }, fields, cursor: flags.after };
  const destination = await openDestination(context, file, flags.resume ?? false, begin);
  const { signal } = context;
  let { cursor, orders } = destination.reached;
  const write = writerOf(context, destination.reached);
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

/**
 * Oldest first, so that orders which are created from the export get their ids in the same order. A list by total, by change
 * or of what is overdue has an index for its own order only.
 */
function sortOf(filters: ListOrdersParams): Pick<ListOrdersParams, 'sort'> {
  const isNamed = filters.id !== undefined || filters.reference !== undefined;
  const hasOwnOrder = OF_OWN_ORDER.some((name) => filters[name] !== undefined);
  return hasOwnOrder && !isNamed ? {} : { sort: 'created_at' };
}

const OF_OWN_ORDER = ['total_min', 'total_max', 'updated_after', 'updated_before', 'overdue'] as const;

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
  { format, fields }: ExportBegin,
): { header: string; record: (order: Order) => string } {
  const columns = fields ? orderColumns(fields) : ORDER_COLUMNS;
  const document = fields ? membersOf(columns) : (order: Order) => order;
  if (format === 'ndjson') return { header: '', record: (order) => `${compactJson(document(order))}\n` };
  const style = { raw: options.raw ?? false, byteOrderMark: options.bom ?? false, escaped: io.stdoutIsTerminal };
  return {
    header: csvHeader(columns, style),
    record: (order) =>
      csvRecord(
        columns.map(({ value }) => value(order)),
        style,
      ),
  };
}
