import { isKnown, unrecognized, type EventStream, type OrderEvent, type TargetStatus } from '@order-service/sdk';
import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import { untilAborted } from '../features/until-aborted.js';
import { logReconnects } from '../features/reconnect-log.js';
import { timeOption } from '../features/time-option.js';
import { colourOf } from '../features/colours.js';
import { InterruptedError, UsageError } from '../errors.js';
import { parseCursor } from '../parse/cursor.js';
import { collectOrderIds } from '../parse/order-id.js';
import { parseStatuses } from '../parse/status.js';
import type { Column } from '../render/column.js';

interface WatchFlags {
  readonly order?: number[];
  readonly status?: TargetStatus[];
  readonly since?: string;
  readonly after?: string;
}

const COLUMNS: readonly Column<OrderEvent>[] = [
  {
    name: 'timestamp',
    heading: 'WHEN',
    value: (event) => event.timestamp,
    display: (event, { time }) => time(event.timestamp),
    dropOrder: 2,
  },
  { name: 'order_id', heading: 'ORDER', value: (event) => String(event.data.order_id), align: 'right', usualWidth: 6 },
  { name: 'from_status', heading: 'FROM', value: (event) => changeOf(event).from, usualWidth: 9, dropOrder: 1 },
  {
    name: 'to_status',
    heading: 'TO',
    value: (event) => changeOf(event).to,
    display: (event) => changeOf(event).name ?? changeOf(event).to,
    colour: (event) => colourOf(changeOf(event).to),
    usualWidth: 9,
  },
  { name: 'actor', heading: 'WHO', value: (event) => changeOf(event).actor, minWidth: 6, usualWidth: 10 },
];

const FOR_PROGRAMS: readonly Column<OrderEvent>[] = [
  ...COLUMNS,
  { name: 'event_id', heading: 'EVENT', value: (event) => event.event_id },
];

const EXAMPLES = `
Examples:
  orders watch
  orders watch --since 2h --status shipped,delivered
  orders watch -o ndjson | jq .data.order_id

Goes on after cuts of the connection; nothing is left out and nothing comes
twice. Ctrl-C ends it and prints how to go on from there with --after.`;

export function define(command: Command, context: Context): void {
  const time = timeOption(context);
  command
    .option('--order <ids>', 'only these orders: comma between, or given again', collectOrderIds)
    .option('--status <status>', 'only orders that come into these', parseStatuses)
    .option('--since <time>', 'begin with what happened since: 2h, 2026-02-15 or an ISO time', time)
    .option('--after <cursor>', 'go on where an earlier watch ended', parseCursor)
    .addHelpText('after', EXAMPLES)
    .action((flags: WatchFlags) => run(context, flags));
}

async function run(context: Context, { order, status, since, after }: WatchFlags): Promise<void> {
  if (since && after !== undefined) throw new UsageError('Give --since or --after, not both.');
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const stream = client.events.stream({
    signal: context.signal,
    ...(since && { since }),
    ...(after !== undefined && { cursor: after }),
    onReconnect: logReconnects(context.io),
  });
  if (output.isForPeople) context.io.log('Watching; Ctrl-C ends.');
  await output.list({
    rows: matching(stream, context, order, status),
    columns: output.isForPeople ? COLUMNS : FOR_PROGRAMS,
    id: (event) => String(event.data.order_id),
    empty: '',
    live: true,
  });
  const hints =
    stream.nextCursor === undefined ? [] : [`orders watch --after ${stream.nextCursor}   goes on from here`];
  throw new InterruptedError('', { hints });
}

/** The events that match the flags, until Ctrl-C. */
async function* matching(
  stream: EventStream,
  { signal }: Context,
  orderIds: readonly number[] | undefined,
  statuses: readonly TargetStatus[] | undefined,
): AsyncGenerator<OrderEvent, void, undefined> {
  for await (const event of untilAborted(stream, signal)) {
    if (orderIds && !orderIds.includes(event.data.order_id)) continue;
    if (statuses) {
      const { to, name } = changeOf(event);
      if (name !== undefined || !isKnown(statuses, to)) continue;
    }
    yield event;
  }
}

/** What an event says of its order. */
interface Change {
  readonly from: string;
  readonly to: string;
  readonly actor: string;
  /** What is shown to people in place of a status; absent where the order came into the status `to`. */
  readonly name?: string;
}

function changeOf(event: OrderEvent): Change {
  switch (event.event_type) {
    case 'order.created':
      return { from: '', to: event.data.status, actor: `user:${event.data.user_id}` };
    case 'order.status.updated':
      return { from: event.data.old_status, to: event.data.new_status, actor: event.data.updated_by };
    case 'order.erased':
      return { from: '', to: event.data.status, actor: '', name: 'erased' };
    default:
      return { from: '', to: '', actor: '', name: unrecognized(event.event_type) };
  }
}
