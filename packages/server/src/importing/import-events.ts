import { INITIAL_STATUS, isOrderStatus, pathBetween, pathOfLength, type OrderStatus } from '../domain/order-status.js';
import { INITIAL_VERSION } from '../domain/order.js';
import type { ImportedEvent, ImportSource, ImportTarget, SourceEvent, StoredHistory } from '../ports/import.js';
import { newEventId } from '../ports/new-event-id.js';
import { createConcurrentWrites } from './concurrent-writes.js';
import { readAhead } from './read-ahead.js';

export interface EventParts {
  readonly source: Pick<ImportSource, 'events'>;
  readonly target: Pick<ImportTarget, 'histories' | 'addEvents'>;
  /** Called after each page with how many events have been read so far. */
  readonly onRead: (read: number) => void;
}

export interface EventOptions {
  /** Events before this time are there already. */
  readonly since: string;
  /** Whether there may be events of these orders already. */
  readonly hasHistories: boolean;
  readonly publish: boolean;
  /** Ids of orders without events. */
  readonly left: ReadonlySet<number>;
}

/** Adds the events of imported orders, in the order of their times. Returns how many were missing. */
export async function importEvents({ source, target, onRead }: EventParts, options: EventOptions): Promise<number> {
  const { since, hasHistories, publish, left } = options;
  let added = 0;
  let read = 0;
  const writes = createConcurrentWrites(1); // in order, while the next page is read
  for await (const page of readAhead(source.events(since))) {
    const rows = page.filter(({ orderId }) => !left.has(orderId));
    const changed = rows.flatMap(({ orderId, isCreation }) => (isCreation ? [] : [orderId]));
    const histories = hasHistories ? await target.histories(changed) : undefined;
    const events = rows.flatMap((row) => eventsOf(row, histories?.get(row.orderId)));
    await writes.start(async () => {
      added += await target.addEvents(events, publish);
    });
    read += page.length;
    onRead(read);
  }
  await writes.end();
  return added;
}

/** The source keeps no history: an order is taken to have got to its status on the shortest way, at its last change. */
function eventsOf(row: SourceEvent, history: StoredHistory | undefined): ImportedEvent[] {
  const { orderId, status, isCreation, occurredAt } = row;
  const eventId = (): string => newEventId(Math.max(0, Date.parse(occurredAt))); // not before 1970
  if (isCreation)
    return [{ eventId: eventId(), orderId, version: INITIAL_VERSION, from: null, to: INITIAL_STATUS, occurredAt }];
  const { from, version, path } = history ? missingSteps(history) : wholeWay(status);
  return path.map((to, at) => ({
    ...{ eventId: eventId(), orderId, to, occurredAt },
    version: version + 1 + at,
    from: path[at - 1] ?? from,
  }));
}

/** Steps to the statuses of `path`, from an order that is `from`, at `version`. */
interface Steps {
  readonly from: OrderStatus;
  readonly version: number;
  readonly path: readonly OrderStatus[];
}

function wholeWay(status: string | null): Steps {
  const path = isOrderStatus(status) ? pathBetween(INITIAL_STATUS, status) : undefined;
  return { from: INITIAL_STATUS, version: INITIAL_VERSION, path: path ?? [] };
}

/** The steps between the events that a history begins with, and the next one that it has, or the order's own status. */
function missingSteps({ status, version: orderVersion, events }: StoredHistory): Steps {
  let from: OrderStatus = INITIAL_STATUS;
  let version = INITIAL_VERSION;
  const changes = events.filter((event) => event.version > INITIAL_VERSION);
  for (const event of changes) {
    if (event.version !== version + 1) break;
    ({ to: from, version } = event);
  }
  const next = changes.find((event) => event.version > version);
  const until = next
    ? { status: next.from ?? INITIAL_STATUS, version: next.version - 1 }
    : { status, version: orderVersion };
  return { from, version, path: pathOfLength(from, until.status, until.version - version) ?? [] };
}
