import { renderEvent } from '../wire/render-event.js';
import type { EventFeed, FeedOrigin, FeedPage, FeedPosition } from '../ports/event-feed.js';
import type { Runner } from './connection.js';
import { eventFromRow } from './statements/event-columns.js';
import {
  EVERYONES_EVENTS,
  EVERYONES_FIRST_SINCE,
  OLDEST_UNDER_WAY,
  ORIGIN,
  OWN_EVENTS,
  OWN_FIRST_SINCE,
} from './statements/feed.js';

export function createEventFeed(database: Runner): EventFeed {
  return {
    async origin(): Promise<FeedOrigin> {
      const [row] = await database.run(ORIGIN, {});
      if (!row) throw new Error('The table cell or event_retention has no row');
      const { epoch, keptSince, ...upTo } = row;
      return { epoch, removed: keptSince === null ? undefined : { upTo, keptSince } };
    },

    async page({ ownerId, after, limit }): Promise<FeedPage> {
      const range = { ...behind(after), limit };
      const rows = await (ownerId === undefined
        ? database.run(EVERYONES_EVENTS, range)
        : database.run(OWN_EVENTS, { ...range, ownerId }));
      const entries = rows.map((row) => ({
        position: { transactionId: row.transactionId, id: row.id },
        ownerId: row.userId,
        type: row.type,
        occurredAt: row.occurredAt,
        body: renderEvent(eventFromRow(row)),
      }));
      return { entries, hasMore: rows.at(-1)?.followed ?? false, isIncomplete: rows[0]?.isIncomplete ?? false };
    },

    async end(): Promise<FeedPosition> {
      const [row] = await database.run(OLDEST_UNDER_WAY, {});
      return { transactionId: String(BigInt(row?.oldestUnderWay ?? 1) - 1n), id: Number.MAX_SAFE_INTEGER };
    },

    async firstSince({ ownerId, after, since }) {
      const range = { ...behind(after), since };
      const [position] = await (ownerId === undefined
        ? database.run(EVERYONES_FIRST_SINCE, range)
        : database.run(OWN_FIRST_SINCE, { ...range, ownerId }));
      return position;
    },
  };
}

function behind(position: FeedPosition | undefined): { afterTransactionId: string; afterId: number } {
  return { afterTransactionId: position?.transactionId ?? '0', afterId: position?.id ?? 0 };
}
