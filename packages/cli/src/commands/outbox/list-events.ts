import type { OrderServiceClient, OutboxEvent } from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import { counted } from '../../render/words.js';
import { OUTBOX_COLUMNS_FOR_PROGRAMS, outboxColumns } from './outbox-columns.js';

export interface ListEventsOptions {
  readonly state: OutboxEvent['state'];
  /** How many events at most; Infinity for all. */
  readonly limit: number;
}

const MAX_PAGE = 100;
const EMPTY: Readonly<Record<OutboxEvent['state'], string>> = {
  dead_lettered: 'No event is dead-lettered.',
  waiting: 'No event waits.',
};

/** Prints events of the outbox, page by page as they are read. */
export async function listEvents(context: Context, options: ListEventsOptions): Promise<void> {
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const { rows, hasMore } = takeEvents(context, client, options);
  const count = await output.list({
    rows,
    columns: output.isForPeople ? outboxColumns(options.state) : OUTBOX_COLUMNS_FOR_PROGRAMS,
    id: (event) => event.event_id,
    empty: EMPTY[options.state],
  });
  if (hasMore() && context.io.stdoutIsTerminal) {
    context.io.log(`The first ${counted(count, 'event')}; there are more: --limit <n> or --all`);
  }
}

function takeEvents({ signal }: Context, client: OrderServiceClient, { state, limit }: ListEventsOptions) {
  let more = false;
  async function* rows(): AsyncGenerator<OutboxEvent, void, undefined> {
    let after: string | undefined;
    for (let left = limit; left > 0;) {
      const page = await client.outbox.list({ state, after, limit: Math.min(left, MAX_PAGE) }, { signal });
      yield* page.events;
      left -= page.events.length;
      more = page.has_more;
      if (page.next_cursor === null || !more) return;
      after = page.next_cursor;
    }
  }
  return { rows: rows(), hasMore: () => more };
}
