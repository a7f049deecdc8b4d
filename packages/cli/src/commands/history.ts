import type { Command } from 'commander';
import type { HistoryEntry } from '@order-service/sdk';
import type { Context } from '../features/context.js';
import { colourOf } from '../features/colours.js';
import { parseOrderId } from '../parse/order-id.js';
import type { Column } from '../render/column.js';

const COLUMNS: readonly Column<HistoryEntry>[] = [
  { name: 'version', heading: 'VERSION', value: (entry) => String(entry.version), align: 'right', dropOrder: 0 },
  {
    name: 'occurred_at',
    heading: 'WHEN',
    value: (entry) => entry.occurred_at,
    display: (entry, { time }) => time(entry.occurred_at),
    dropOrder: 2,
  },
  {
    name: 'from_status',
    heading: 'FROM',
    value: (entry) => entry.from_status ?? '',
    dropOrder: 1,
  },
  {
    name: 'to_status',
    heading: 'TO',
    value: (entry) => entry.to_status,
    display: (entry) => (entry.type === 'order.erased' ? 'erased' : entry.to_status),
    colour: (entry) => colourOf(entry.to_status),
  },
  { name: 'actor', heading: 'WHO', value: (entry) => entry.actor, minWidth: 6 },
  { name: 'reason', heading: 'WHY', value: (entry) => entry.reason ?? '', minWidth: 6 },
];

const FOR_PROGRAMS: readonly Column<HistoryEntry>[] = [
  ...COLUMNS,
  { name: 'event_id', heading: 'EVENT', value: (entry) => entry.event_id },
  { name: 'request_id', heading: 'REQUEST', value: (entry) => entry.request_id ?? '' },
];

const EXAMPLES = `
Examples:
  orders history 42
  orders history 42 -o json`;

export function define(command: Command, context: Context): void {
  command
    .argument('<id>', "the order's id", parseOrderId)
    .addHelpText('after', EXAMPLES)
    .action((orderId: number) => run(context, orderId));
}

async function run(context: Context, orderId: number): Promise<void> {
  context.io.page();
  const [output, client] = await Promise.all([context.output(), context.client()]);
  await output.list({
    rows: await client.orders.history(orderId, { signal: context.signal }),
    columns: output.isForPeople ? COLUMNS : FOR_PROGRAMS,
    id: (entry) => entry.event_id,
    empty: `Nothing is known of order ${orderId}.`,
  });
}
