import type { Context } from '../../features/context.js';
import { OUTBOX_STATUS_COLUMNS, outboxPage } from './outbox-page.js';

/** Prints the number and age of the events that wait for the broker, and the rate of publishing. */
export async function showStatus(context: Context): Promise<void> {
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const outbox = await client.outbox.status({ signal: context.signal });
  await output.one({
    value: outbox,
    columns: OUTBOX_STATUS_COLUMNS,
    id: ({ depth }) => String(depth),
    page: (view) => outboxPage(outbox, view),
  });
  if (outbox.dead_lettered > 0 && output.isForPeople)
    context.io.log('orders outbox list   shows the dead-lettered events');
}
