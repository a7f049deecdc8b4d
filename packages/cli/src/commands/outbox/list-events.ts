import { limits, type Known, type OutboxEvent } from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import { takeItems } from '../../features/take-items.js';
import { counted } from '../../render/words.js';
import { OUTBOX_COLUMNS_FOR_PROGRAMS, outboxColumns } from './outbox-columns.js';

export interface ListEventsOptions {
  readonly state: Known<OutboxEvent['state']>;
  /** The maximum number of events; Infinity for all. */
  readonly limit: number;
}

const EMPTY: Readonly<Record<Known<OutboxEvent['state']>, string>> = {
  dead_lettered: 'No event is dead-lettered.',
  waiting: 'No event waits.',
};

/** Prints events of the outbox, page by page as they are read. */
export async function listEvents(context: Context, { state, limit }: ListEventsOptions): Promise<void> {
  context.io.page();
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const list = client.outbox.list({ state, limit: Math.min(limit, limits.maxPageSize) }, { signal: context.signal });
  const { rows, hasMore } = takeItems(list, limit);
  const count = await output.list({
    rows,
    columns: output.isForPeople ? outboxColumns(state) : OUTBOX_COLUMNS_FOR_PROGRAMS,
    id: (event) => event.event_id,
    empty: EMPTY[state],
  });
  if (hasMore() && context.io.stdoutIsTerminal) {
    context.io.log(`The first ${counted(count, 'event')}; there are more: --limit <n> or --all`);
  }
}
