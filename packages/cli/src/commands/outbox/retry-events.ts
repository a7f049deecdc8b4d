import { isProblem, type OutboxEvent } from '@order-service/sdk';
import { Failures } from '../../features/bulk/failures.js';
import { confirmProtected } from '../../features/bulk/confirm-many.js';
import type { Context } from '../../features/context.js';
import { counted } from '../../render/words.js';
import { OUTBOX_COLUMNS_FOR_PROGRAMS } from './outbox-columns.js';
import { InterruptedError, PartialFailureError } from '../../errors.js';

/** Makes events due at once, one after the other, and prints each; failures are logged at the end. */
export async function retryEvents(context: Context, eventIds: readonly string[], yes: boolean): Promise<void> {
  if (eventIds.length > 1) {
    const action = `Publish ${counted(eventIds.length, 'event')} now`;
    await confirmProtected(context, { action, denied: 'Nothing was retried.', yes });
  }
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const failures = new Failures();
  let due = 0;

  async function* retried(): AsyncGenerator<OutboxEvent, void, undefined> {
    for (const eventId of eventIds) {
      try {
        const event = await client.outbox.retry(eventId, { signal: context.signal });
        failures.succeeded();
        due += 1;
        yield event;
      } catch (error) {
        if (eventIds.length === 1 || isProblem(error, 'operator_required')) throw error;
        const verdict = await failures.add(`event ${eventId}`, { event_id: eventId }, error);
        if (verdict === 'interrupted') throw new InterruptedError('Interrupted.', { hints: [RUN_AGAIN], cause: error });
        if (verdict === 'hopeless') throw error;
      }
    }
  }

  context.ignoreClosedPipe();
  const columns = OUTBOX_COLUMNS_FOR_PROGRAMS;
  await output.report({ rows: retried(), columns, id: (event) => event.event_id, empty: '' });
  if (due > 0) context.io.log(`${counted(due, 'event')} will be published now.`);
  failures.log(context.io);
  if (failures.count > 0) {
    throw new PartialFailureError(`${counted(failures.count, 'event')} could not be retried.`);
  }
}

const RUN_AGAIN = 'Run the same command again: an event that is due already stays so.';
