import { randomUUID } from 'node:crypto';
import type { Erasure, ErasurePlan } from '@order-service/sdk';
import type { Command } from 'commander';
import type { Context } from '../../features/context.js';
import { confirmByTyping, confirmProtected } from '../../features/bulk/confirm-many.js';
import { counted } from '../../render/words.js';
import { UsageError } from '../../errors.js';
import { parseUserId } from '../../parse/order-id.js';
import { checkReason, parseReason } from '../../parse/reason.js';
import { describeServer } from '../../session/settings.js';
import { ERASURE_COLUMNS, erasurePage, PLAN_COLUMNS, planPage } from './erasure-page.js';
import { runErasure, type ErasureToRun } from './run-erasure.js';

interface EraseFlags {
  readonly user?: number;
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const EXAMPLES = `
Examples:
  orders erase --user 42 --dry-run
  orders erase --user 42 --reason 'Request of 15 February, case 881'

For operators. Replaces the user's address, metadata, reasons, request ids and
name as an actor in all orders of the user, their history and the outbox. Ids,
amounts, items and statuses stay. It cannot be undone.

The plan is shown first, and the user's id has to be typed, unless --yes is
given. A run that was interrupted goes on where it was: run it again. Who
erased, when and why is kept: put no personal data into the reason.`;

export function define(command: Command, context: Context): void {
  command
    .requiredOption('--user <id>', 'whose personal data', parseOneUserId)
    .option('--reason <text>', 'why, kept with who did it', parseReason)
    .option('--dry-run', 'show the plan, and erase nothing')
    .option('-y, --yes', 'erase without asking')
    .addHelpText('after', EXAMPLES)
    .action((flags: EraseFlags) => run(context, flags));
}

/** The last of several ids would be erased, and the others would not. Throws UsageError. */
function parseOneUserId(text: string, earlier: number | undefined): number {
  if (earlier !== undefined) throw new UsageError('One user is erased at a time: give --user once.');
  return parseUserId(text);
}

async function run(context: Context, { user: userId, reason, dryRun, yes }: EraseFlags): Promise<void> {
  if (userId === undefined) throw new UsageError('Name a user.', { hints: ['orders erase --user <id>'] });
  if (!dryRun && reason === undefined && !context.io.canPrompt) throw new UsageError(SAY_WHY);
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const plan = await client.users.erasurePlan(userId, { signal: context.signal });
  if (dryRun) {
    return output.one({
      value: plan,
      columns: PLAN_COLUMNS,
      id: ({ user_id: id }) => String(id),
      page: (view) => planPage(plan, view),
    });
  }
  const unfinished = plan.erasures.find(({ state }) => state === 'running');
  for (const sentence of describePlan(plan, unfinished)) context.io.log(sentence);
  const erasure: ErasureToRun = {
    userId,
    erasureId: unfinished?.erasure_id ?? randomUUID(),
    reason: unfinished?.reason ?? reason ?? (await askForReason(context)),
    orders: plan.orders,
  };
  const change = { action: `Erase user ${userId}`, denied: NOTHING_ERASED, yes: yes ?? false };
  await confirmProtected(context, change);
  if (!yes) await confirm(context, userId);
  const done = await runErasure(context, client, erasure);
  await output.one({
    value: done,
    columns: ERASURE_COLUMNS,
    id: ({ erasure_id: id }) => id,
    page: (view) => erasurePage(done, view),
  });
}

const NOTHING_ERASED = 'Nothing was erased.';
const SAY_WHY = 'Say why the user is erased: --reason <text>. It is kept, with who did it.';

function describePlan(
  { user_id: userId, orders, events, idempotency_keys: keys, archived_rows: archived }: ErasurePlan,
  unfinished: Erasure | undefined,
): string[] {
  return [
    `User ${userId} has ${counted(orders, 'order')} with ${counted(events, 'event')}, and ` +
      `${counted(keys, 'idempotency key')}.`,
    ...(archived > 0 ? [`${counted(archived, 'row')} in the archive of the lane that was moved away.`] : []),
    ...(unfinished
      ? [`The erasure that ${unfinished.erased_by} began at ${unfinished.started_at} goes on: ${unfinished.reason}`]
      : []),
  ];
}

async function askForReason(context: Context): Promise<string> {
  const prompter = await context.prompter();
  return (await prompter.text('Why is this user erased? It is kept; name nobody.', checkReason)).trim();
}

/** The id has to be typed. Throws InterruptedError when it is not. */
async function confirm(context: Context, userId: number): Promise<void> {
  const settings = await context.settings();
  const question = `Erase user ${userId} at ${describeServer(settings)}, which cannot be undone`;
  if (!context.io.canPrompt) throw new UsageError(`${question}? There is no terminal to ask on: add --yes.`);
  await confirmByTyping(
    context,
    `Type ${userId} to erase this user at ${describeServer(settings)}; it cannot be undone:`,
    { name: String(userId), denied: NOTHING_ERASED },
  );
}
