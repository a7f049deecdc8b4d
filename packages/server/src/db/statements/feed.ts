import { bigint, int, timestamptz, xid8 } from '../sql-types.js';
import { statement } from '../statement.js';
import { EVENT } from './event-columns.js';

/**
 * Sequence numbers are drawn before a commit, so a cursor over ids would pass over events that are committed late. All
 * transactions below the oldest one under way have ended: in the order of transaction ids, no event can be added before
 * these any more.
 */
const SETTLED_AFTER = `(e.transaction_id, e.id) > (@afterTransactionId, @afterId)
  AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())`;

const AFTER = { afterTransactionId: xid8, afterId: bigint };
const POSITION = { transactionId: xid8, id: bigint };
const POSITION_LIST = 'e.transaction_id AS "transactionId", e.id';

function pageText(owner: string): string {
  return `
    SELECT ${POSITION_LIST}, ${EVENT.list}
    FROM order_events e JOIN orders o ON o.id = e.order_id
    WHERE ${SETTLED_AFTER}${owner}
    ORDER BY e.transaction_id, e.id LIMIT @limit`;
}

const OF_OWNER = ' AND e.user_id = @ownerId';

export const EVERYONES_EVENTS = statement({
  name: 'feed_of_everyone',
  writes: false,
  parameters: { ...AFTER, limit: int },
  columns: { ...POSITION, ...EVENT.columns },
  text: pageText(''),
});

export const OWN_EVENTS = statement({
  name: 'feed_of_owner',
  writes: false,
  parameters: { ...AFTER, limit: int, ownerId: bigint },
  columns: { ...POSITION, ...EVENT.columns },
  text: pageText(OF_OWNER),
});

function firstSinceText(owner: string): string {
  return `
    SELECT ${POSITION_LIST} FROM order_events e
    WHERE ${SETTLED_AFTER} AND e.occurred_at >= @since${owner}
    ORDER BY e.transaction_id, e.id LIMIT 1`;
}

export const EVERYONES_FIRST_SINCE = statement({
  name: 'feed_of_everyone_since',
  writes: false,
  parameters: { ...AFTER, since: timestamptz },
  columns: POSITION,
  text: firstSinceText(''),
});

export const OWN_FIRST_SINCE = statement({
  name: 'feed_of_owner_since',
  writes: false,
  parameters: { ...AFTER, since: timestamptz, ownerId: bigint },
  columns: POSITION,
  text: firstSinceText(OF_OWNER),
});

export const OLDEST_UNDER_WAY = statement({
  name: 'feed_end',
  writes: false,
  columns: { oldestUnderWay: xid8 },
  text: 'SELECT pg_snapshot_xmin(pg_current_snapshot()) AS "oldestUnderWay"',
});

/** By a binary search over the events' ids: there is no index on their times. */
export const POSITION_BEFORE = statement({
  name: 'feed_position_before',
  writes: false,
  parameters: { time: timestamptz },
  columns: POSITION,
  text: 'SELECT transaction_id AS "transactionId", id FROM feed_position_before(@time)',
});
