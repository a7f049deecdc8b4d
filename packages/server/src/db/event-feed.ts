import { renderEvent } from '../wire/render-event.js';
import type { EventFeed, FeedEvent, FeedPosition } from '../ports/event-feed.js';
import type { Database, Statement } from './connection.js';
import { EVENT_COLUMNS, eventFromRow, type EventRow } from './event-rows.js';

/**
 * Sequence numbers are drawn before a commit, so a cursor over ids would pass over whoever commits late. Transactions
 * below the oldest one under way have all ended: in the order of their ids nothing can come in front any more.
 */
const SETTLED_AFTER = `(e.transaction_id, e.id) > ($1::xid8, $2::bigint)
  AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())`;

function pageStatement(name: string, owner: string): Statement {
  return {
    name,
    writes: false,
    text: `
      SELECT e.transaction_id, e.id, ${EVENT_COLUMNS}
      FROM order_events e JOIN orders o ON o.id = e.order_id
      WHERE ${SETTLED_AFTER} AND ${owner}
      ORDER BY e.transaction_id, e.id LIMIT $3`,
  };
}

export const EVERYONES_EVENTS = pageStatement('feed_of_everyone', '$4::bigint IS NULL');
export const OWN_EVENTS = pageStatement('feed_of_owner', 'e.user_id = $4');

function firstSinceStatement(name: string, owner: string): Statement {
  return {
    name,
    writes: false,
    text: `
      SELECT e.transaction_id, e.id FROM order_events e
      WHERE ${SETTLED_AFTER} AND e.occurred_at >= $3 AND ${owner}
      ORDER BY e.transaction_id, e.id LIMIT 1`,
  };
}

const EVERYONES_FIRST_SINCE = firstSinceStatement('feed_of_everyone_since', '$4::bigint IS NULL');
const OWN_FIRST_SINCE = firstSinceStatement('feed_of_owner_since', 'e.user_id = $4');

const OLDEST_UNDER_WAY: Statement = {
  name: 'feed_end',
  writes: false,
  text: 'SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest_under_way',
};

export function createEventFeed(database: Database): EventFeed {
  return {
    async page({ ownerId, after, limit }): Promise<FeedEvent[]> {
      const statement = ownerId === undefined ? EVERYONES_EVENTS : OWN_EVENTS;
      const rows = await database.run<EventRow & { transaction_id: string; id: number }>(statement, [
        after?.transactionId ?? '0',
        after?.id ?? 0,
        limit,
        ownerId ?? null,
      ]);
      return rows.map((row) => ({
        position: { transactionId: row.transaction_id, id: row.id },
        ownerId: row.user_id,
        type: row.type,
        occurredAt: row.occurred_at,
        body: renderEvent(eventFromRow(row)),
      }));
    },

    async end(): Promise<FeedPosition> {
      const [row] = await database.run<{ oldest_under_way: string }>(OLDEST_UNDER_WAY, []);
      return { transactionId: String(BigInt(row?.oldest_under_way ?? 1) - 1n), id: Number.MAX_SAFE_INTEGER };
    },

    async firstSince({ ownerId, after, since }) {
      const statement = ownerId === undefined ? EVERYONES_FIRST_SINCE : OWN_FIRST_SINCE;
      const [row] = await database.run<{ transaction_id: string; id: number }>(statement, [
        after?.transactionId ?? '0',
        after?.id ?? 0,
        since,
        ownerId ?? null,
      ]);
      return row && { transactionId: row.transaction_id, id: row.id };
    },
  };
}
