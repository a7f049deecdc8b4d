import type { Known, Statistics, StatisticsParams } from '@order-service/sdk';
import { Option, type Command } from 'commander';
import type { Context } from '../../features/context.js';
import { timeOption } from '../../features/time-option.js';
import { statsPage } from './stats-page.js';
import type { Column } from '../../render/column.js';

type Interval = Known<Statistics['interval']>;
type Bucket = Statistics['buckets'][number];

interface StatsFlags {
  readonly since?: string;
  readonly until?: string;
  readonly by?: Interval;
}

const INTERVALS: readonly Interval[] = ['hour', 'day'];

const COLUMNS: readonly Column<Bucket>[] = [
  { name: 'start', heading: 'START', value: (bucket) => bucket.start },
  { name: 'orders', heading: 'ORDERS', value: (bucket) => String(bucket.orders), align: 'right' },
  { name: 'revenue', heading: 'REVENUE', value: (bucket) => bucket.revenue, align: 'right' },
  { name: 'cancelled', heading: 'CANCELLED', value: (bucket) => String(bucket.cancelled), align: 'right' },
  { name: 'cancelled_amount', heading: 'LOST', value: (bucket) => bucket.cancelled_amount, align: 'right' },
];

const EXAMPLES = `
Examples:
  orders stats                         the last 30 days
  orders stats --by hour --since 12h
  orders stats -o csv > revenue.csv

For operators. Hours and days are UTC; -o csv and -o tsv print a row for each.`;

export function define(command: Command, context: Context): void {
  const time = timeOption(context);
  command
    .option('--since <time>', 'begins then: 7d, 2026-02-15 or an ISO time', time)
    .option('--until <time>', 'ends then', time)
    .addOption(new Option('--by <interval>', 'how long a row is').choices(INTERVALS))
    .addHelpText('after', EXAMPLES)
    .action((flags: StatsFlags) => run(context, flags));
}

async function run(context: Context, { since, until, by }: StatsFlags): Promise<void> {
  context.io.page();
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const params: StatisticsParams = { since, until, interval: by };
  const stats = await client.stats(params, { signal: context.signal });
  if (output.format === 'csv' || output.format === 'tsv' || output.format === 'ids') {
    await output.list({ rows: stats.buckets, columns: COLUMNS, id: ({ start }) => start, empty: '' });
    return;
  }
  await output.one({ value: stats, columns: [], id: () => '', page: (view) => statsPage(stats, view) });
}
