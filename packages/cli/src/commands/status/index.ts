import type { Command } from 'commander';
import { isProblem, type Order, type TargetStatus } from '@order-service/sdk';
import { CONDITION_NAMES, parseWhere } from '../../features/bulk/where.js';
import type { Context } from '../../features/context.js';
import { timeOption } from '../../features/time-option.js';
import { isFinal } from '../../features/orders/final-statuses.js';
import { nextSteps, orderDetail } from '../../features/orders/order-page.js';
import { paintState } from '../../features/colours.js';
import { wrap } from '../../render/wrap.js';
import { tsvLine } from '../../render/tsv.js';
import { paragraph, show } from '../../render/terminal-text.js';
import { AdvisedError, InterruptedError, UsageError } from '../../errors.js';
import { DEFAULT_CONCURRENCY, parseConcurrency } from '../../parse/concurrency.js';
import { parseReason } from '../../parse/reason.js';
import { describeServer } from '../../session/settings.js';
import { parse, type StatusFlags, type StatusOptions } from './options.js';

type GivenFlags = Omit<StatusFlags, 'where'> & { readonly where?: string };

const HELP_COLUMNS = 79;
const EXAMPLES = `
Examples:
  orders status 42             shows it; on a terminal, offers to move it
  orders status 42 confirmed
  orders status 42 cancelled --reason 'The customer changed their mind'

On a terminal, a final status is confirmed first, unless --yes is given.

Many at once: the plan is shown first, then a confirmation is asked for.
  orders status 42 43 shipped
  orders status --from-list ids.txt shipped
  orders list --status confirmed -o ids --all | orders status - shipped --yes
  orders status --where status=pending,older-than=2d cancelled --dry-run

--where takes conditions with commas between; status and id list several with |:
${wrap(`${CONDITION_NAMES.join(', ').replace('metadata', 'metadata.<key>')}.`, HELP_COLUMNS).join('\n')}`;

export function define(command: Command, context: Context): void {
  command
    .argument('[id-or-status...]', 'ids of orders, then where to move them; - reads ids from stdin')
    .usage('[options] [id...] [status]')
    .option('--reason <text>', "why, kept in the order's history", parseReason)
    .option('--from-list <path>', 'move every order whose id is in the file')
    .option('--where <conditions>', 'move every order that meets them; given again: those, too', collectConditions)
    .option('--everyone', "with --where: all users' orders (operators)")
    .option('--dry-run', 'of many: show the plan, and move nothing')
    .option('-y, --yes', 'move without asking')
    .option(
      '--concurrency <n>',
      `of many: requests under way at once (default: ${DEFAULT_CONCURRENCY})`,
      parseConcurrency,
    )
    .option('--failures <path>', 'of many: write what failed, and why, as NDJSON')
    .addHelpText('after', EXAMPLES)
    .action((words: readonly string[], { where: conditions, ...flags }: GivenFlags) => {
      const where = conditions && parseWhere(conditions, context.now(), { time: timeOption(context) });
      return run(context, parse(words, { ...flags, ...(where && { where }) }));
    });
}

/** Conditions that are given again must hold as well: an order that only meets the last ones must not be moved. */
function collectConditions(text: string, earlier?: string): string {
  return earlier === undefined ? text : `${earlier},${text}`;
}

async function run(context: Context, options: StatusOptions): Promise<void> {
  if (options.kind === 'show') return showStatus(context, options.orderId, options.reason);
  if (options.kind === 'one') {
    const { orderId, status, reason, yes } = options;
    if (!yes) await confirmFinal(context, orderId, status);
    return move(context, orderId, status, { reason });
  }
  const { moveMany } = await import('../../features/bulk/move-many.js');
  return moveMany(context, options.many);
}

/** Shows the status. On a terminal it then offers the statuses that the order can get. */
async function showStatus(context: Context, orderId: number, reason: string | undefined): Promise<void> {
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const mayChoose = output.isForPeople && context.io.canPrompt;
  if (reason !== undefined && !mayChoose) {
    throw new UsageError('--reason belongs to a move: name the new status too.', {
      hints: [`orders status ${orderId} cancelled --reason '…'`],
    });
  }
  const order = await client.orders.get(orderId, { signal: context.signal });
  if (!mayChoose || order.allowed_transitions.length === 0) return print(context, order, 'is');
  const [prompter, settings] = await Promise.all([context.prompter(), context.settings()]);
  context.io.log(`At ${describeServer(settings)}:`);
  const next = await prompter.choose(`Order ${orderId} is ${order.status}. Where should it go?`, [
    // The first is preselected: Enter alone changes nothing.
    { name: `leave it ${order.status}`, value: undefined },
    ...order.allowed_transitions.map((status) => ({ name: status, value: status })),
  ]);
  if (!next) return;
  await confirmFinal(context, orderId, next);
  // Only if the order has not changed since it was shown.
  await move(context, orderId, next, { reason, ifMatch: order.version });
}

/** Asks for confirmation on a terminal before an order gets a final status. Throws InterruptedError when it is denied. */
async function confirmFinal(context: Context, orderId: number, status: TargetStatus): Promise<void> {
  if (!isFinal(status) || !context.io.canPrompt) return;
  const [prompter, settings] = await Promise.all([context.prompter(), context.settings()]);
  const question = `Move order ${orderId} to ${status}, which is final, at ${describeServer(settings)}?`;
  if (!(await prompter.confirm(question, false))) throw new InterruptedError('Nothing was moved.');
}

interface MoveOptions {
  readonly reason?: string | undefined;
  readonly ifMatch?: number;
}

async function move(context: Context, orderId: number, status: TargetStatus, options: MoveOptions): Promise<void> {
  const client = await context.client();
  const { reason, ifMatch } = options;
  try {
    const order = await client.orders.updateStatus(orderId, status, {
      signal: context.signal,
      ...(reason !== undefined && { reason }),
      ...(ifMatch !== undefined && { ifMatch }),
    });
    await print(context, order, 'is now');
  } catch (error) {
    throw withNextMoves(error, orderId);
  }
}

/** Adds to the error of a rejected transition the commands for those that are possible. */
function withNextMoves(error: unknown, orderId: number): unknown {
  if (!isProblem(error, 'invalid_transition', 'transition_not_permitted', 'version_mismatch')) return error;
  const hints = error.allowed_transitions.map((status) => `orders status ${orderId} ${status}`);
  return new AdvisedError(error.message, {
    hints: hints.length > 0 ? hints : [`orders history ${orderId}`],
    cause: error,
  });
}

/** Prints a sentence on a terminal, the status alone in TSV, and the order in every other format. */
async function print(context: Context, order: Order, verb: 'is' | 'is now'): Promise<void> {
  const output = await context.output();
  if (output.format === 'tsv') return context.io.out(tsvLine([order.status]));
  await output.one({
    ...orderDetail(order),
    page: ({ paint, widthColumns }) => {
      const status = paintState(paint, order.status);
      return paragraph(show`Order ${order.id} ${verb} ${status} (${nextSteps(order)}).`, widthColumns);
    },
  });
}
