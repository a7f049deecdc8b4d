import type { Command } from 'commander';
import type { Context } from '../../features/context.js';
import { UsageError } from '../../errors.js';
import type { ListEventsOptions } from './list-events.js';
import { parseEventId } from '../../parse/event-id.js';
import { parseLimit } from '../../parse/limit.js';
import { parseReason } from '../../parse/reason.js';

interface ListFlags {
  readonly deadLettered?: boolean;
  readonly waiting?: boolean;
  readonly limit?: number;
  readonly all?: boolean;
}

const DEFAULT_LIMIT = 20;

const EXAMPLES = `
Examples:
  orders outbox status
  orders outbox list --dead-lettered
  orders outbox list --all -o ids | xargs -r orders outbox retry
  orders outbox skip 0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11 --reason 'Too large'

For operators. The outbox holds events until the broker has confirmed them. One
that the broker keeps refusing is dead-lettered; later events of its order wait
behind it until it is retried or skipped.`;

export function define(command: Command, context: Context): void {
  command.helpCommand(false).addHelpText('after', EXAMPLES);
  command
    .command('status')
    .description('show what waits for the broker, and how fast it leaves')
    .action(async () => (await import('./show-status.js')).showStatus(context));
  command
    .command('list')
    .description('list the events in it: the dead-lettered ones, if nothing else is said')
    .option('--dead-lettered', 'those that wait for an operator')
    .option('--waiting', 'those that will be published by themselves')
    .option('--limit <n>', `how many at most (default: ${DEFAULT_LIMIT})`, parseLimit)
    .option('--all', 'every one, printed as it is read')
    .action(async (flags: ListFlags) => (await import('./list-events.js')).listEvents(context, parse(flags)));
  command
    .command('retry')
    .description('publish events now, after the cause is gone')
    .argument('<event-id...>', 'which ones', collectEventId)
    .option('-y, --yes', 'do not ask')
    .action(async (ids: string[], { yes }: { readonly yes?: boolean }) =>
      (await import('./retry-events.js')).retryEvents(context, ids, yes ?? false),
    );
  command
    .command('skip')
    .description('give up on a dead-lettered event: it is never published')
    .argument('<event-id>', 'which one', parseEventId)
    .option('--reason <text>', 'why, kept with the event and who did it', parseReason)
    .action(async (id: string, { reason }: { readonly reason?: string }) =>
      (await import('./skip-event.js')).skipEvent(context, id, reason),
    );
}

function collectEventId(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, parseEventId(text)];
}

/** The parameters of the list for these flags. Throws UsageError for flags that contradict each other. */
export function parse({ deadLettered, waiting, limit, all }: ListFlags): ListEventsOptions {
  if (deadLettered && waiting) throw new UsageError('Give --dead-lettered or --waiting, not both.');
  if (all && limit !== undefined) throw new UsageError('Give --all or --limit, not both.');
  return { state: waiting ? 'waiting' : 'dead_lettered', limit: all ? Infinity : (limit ?? DEFAULT_LIMIT) };
}
