import { isProblem } from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import { SKIPPED_COLUMNS } from './outbox-columns.js';
import { paragraph, show } from '../../render/terminal-text.js';
import { AdvisedError, UsageError } from '../../errors.js';
import { describeServer } from '../../session/settings.js';
import { checkReason } from '../../parse/reason.js';

/** Removes a dead-lettered event, so that later events of its order are published. Prompts for a missing reason. */
export async function skipEvent(context: Context, eventId: string, given: string | undefined): Promise<void> {
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const reason = given ?? (await askForReason(context, eventId));
  const event = await client.outbox.skip(eventId, reason, { signal: context.signal }).catch((error: unknown) => {
    throw withNextSteps(error, eventId);
  });
  const sentence = `Event ${event.event_id}, version ${event.order_version} of order ${event.order_id}, is never published: ${event.reason}`;
  await output.one({
    value: event,
    columns: SKIPPED_COLUMNS,
    id: ({ event_id: id }) => id,
    page: ({ widthColumns }) => paragraph(show`${sentence}`, widthColumns),
  });
}

async function askForReason(context: Context, eventId: string): Promise<string> {
  if (!context.io.canPrompt) {
    throw new UsageError('Say why the event is given up: --reason <text>. It is kept with the event.', {
      hints: [`orders outbox skip ${eventId} --reason '…'`],
    });
  }
  const [prompter, settings] = await Promise.all([context.prompter(), context.settings()]);
  context.io.log(`At ${describeServer(settings)}:`);
  const answer = await prompter.text('Why is this event never to be published?', checkReason);
  return answer.trim();
}

/** Only dead-lettered events can be skipped. */
function withNextSteps(error: unknown, eventId: string): unknown {
  if (!isProblem(error, 'event_not_dead_lettered')) return error;
  return new AdvisedError(error.message, {
    hints: [
      'Only a dead-lettered event can be skipped; this one will be published by itself.',
      `orders outbox retry ${eventId}   publishes it now`,
    ],
    cause: error,
  });
}
