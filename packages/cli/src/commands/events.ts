import type { Replay, ReplayEvents } from '@order-service/sdk';
import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import { timeOption } from '../features/time-option.js';
import { confirmMany } from '../features/bulk/confirm-many.js';
import { counted } from '../render/words.js';
import { show } from '../render/terminal-text.js';
import { AdvisedError, UsageError } from '../errors.js';
import { parseCursor } from '../parse/cursor.js';
import { parseOrderId } from '../parse/order-id.js';
import type { Column } from '../render/column.js';

interface ReplayFlags {
  readonly order?: number;
  readonly since?: string;
  readonly until?: string;
  readonly cursor?: string;
  readonly yes?: boolean;
}

const COLUMNS: readonly Column<Pick<Replay, 'queued'>>[] = [
  { name: 'queued', heading: 'QUEUED', value: ({ queued }) => String(queued) },
];

const EXAMPLES = `
Examples:
  orders events replay --order 42
  orders events replay --since 2026-02-15T09:30Z --until 2026-02-15T10:00Z --yes

For operators. Consumers see the events again, with the ids and versions they
had; those that drop what they have seen are not disturbed.`;

export function define(command: Command, context: Context): void {
  const time = timeOption(context);
  command
    .helpCommand(false)
    .command('replay')
    .description('publish events to the broker again')
    .option('--order <id>', "this order's events", parseOrderId)
    .option('--since <time>', "everyone's events since then: 3h, 2026-02-15 or an ISO time", time)
    .option('--until <time>', 'with --since: and before then', time)
    .option('--cursor <cursor>', 'with --since: go on where an interrupted replay ended', parseCursor)
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', EXAMPLES)
    .action((flags: ReplayFlags) => run(context, parse(flags, context.now()), flags));
}

/** The events to publish again: those of one order, or those since a time. Throws UsageError otherwise. */
export function parse({ order, since, until, cursor }: ReplayFlags, now: Date): ReplayEvents {
  if (order !== undefined) {
    if (since ?? until ?? cursor) throw new UsageError('Give --order or --since, not both.');
    return { order_id: order };
  }
  if (!since) throw new UsageError('Say which events: --order <id> or --since <time>.');
  // Without an end, events that happen during the replay would be replayed, too.
  const end = until ?? now.toISOString();
  return { since, until: end, ...(cursor !== undefined && { cursor }) };
}

async function run(context: Context, selection: ReplayEvents, { yes }: ReplayFlags): Promise<void> {
  if ('since' in selection) {
    await confirmMany(context, {
      action: `Publish all events since ${context.time(selection.since)} again, for every consumer,`,
      denied: 'Nothing was published again.',
      yes: yes ?? false,
    });
  }
  const client = await context.client();
  let queued = 0;
  let next: ReplayEvents | undefined = selection;
  while (next) {
    const page: Replay = await client.events.replay(next, { signal: context.signal }).catch((error: unknown) => {
      throw withResumption(error, next ?? selection, queued);
    });
    queued += page.queued;
    next = page.has_more && page.next_cursor !== null ? { ...next, cursor: page.next_cursor } : undefined;
  }
  const output = await context.output();
  const sentence =
    queued > 0
      ? show`${counted(queued, 'event')} will be published again.\n`
      : show`Nothing was queued: events in the outbox are published from there, and skipped ones stay out.\n`;
  await output.one({ value: { queued }, columns: COLUMNS, id: () => String(queued), page: () => sentence });
}

/** Adds to the error of an interrupted replay the command that continues it. */
function withResumption(error: unknown, selection: ReplayEvents, queued: number): unknown {
  if (queued === 0 || !('since' in selection) || selection.cursor === undefined) return error;
  const { since, until, cursor } = selection;
  const range = until === undefined ? `--since ${since}` : `--since ${since} --until ${until}`;
  const done = `${counted(queued, 'event')} had been queued before.`;
  const hints = [done, `orders events replay ${range} --cursor ${cursor} --yes`];
  return new AdvisedError(done, { hints, cause: error });
}
