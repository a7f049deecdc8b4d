import { bigint, boolean, int, nullable, text, timestamptz, xid8 } from '../sql-types.js';
import { statement } from '../statement.js';
import { EVENT, ofCreated } from './event-columns.js';
import { FOLLOWED, withinPageBudget } from './page-budget.js';

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

/** What an event has of its order, beside the columns of its own row. */
const OF_ORDER = `o.user_email AS order_email, ${ofCreated('o.total_amount')} AS order_total,
             ${ofCreated('o.reference')} AS order_reference, ${ofCreated('o.items')} AS order_items`;
const LIST = EVENT.listWith({
  userEmail: 'e.order_email',
  totalAmount: 'e.order_total',
  reference: 'e.order_reference',
  items: 'e.order_items',
});

/**
 * A page and whether it is incomplete are of one snapshot. An empty page is complete: where an event was removed, a later one
 * of its order, and so of its owner, is there.
 */
function pageText(owner: string): string {
  const page = withinPageBudget({
    rows: `
      SELECT e.*, ${OF_ORDER}
      FROM order_events e JOIN orders o ON o.id = e.order_id
      WHERE ${SETTLED_AFTER}${owner}
      ORDER BY e.transaction_id, e.id LIMIT @limit + 1`,
    order: 'o.transaction_id, o.id',
    limit: '@limit',
    bytes: 'coalesce(octet_length(o.order_items::text), 0)',
  });
  return `
    SELECT ${POSITION_LIST}, e.followed, ${LIST},
           (SELECT (r.transaction_id, r.id) > (@afterTransactionId, @afterId) FROM event_retention r) AS "isIncomplete"
    FROM (${page}) e ORDER BY e.transaction_id, e.id`;
}

const OF_OWNER = ' AND e.user_id = @ownerId';

export const EVERYONES_EVENTS = statement({
  name: 'feed_of_everyone',
  writes: false,
  parameters: { ...AFTER, limit: int },
  columns: { ...POSITION, ...FOLLOWED, ...EVENT.columns, isIncomplete: boolean },
  text: pageText(''),
});

export const OWN_EVENTS = statement({
  name: 'feed_of_owner',
  writes: false,
  parameters: { ...AFTER, limit: int, ownerId: bigint },
  columns: { ...POSITION, ...FOLLOWED, ...EVENT.columns, isIncomplete: boolean },
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

export const ORIGIN = statement({
  name: 'feed_origin',
  writes: false,
  columns: { epoch: text, ...POSITION, keptSince: nullable(timestamptz) },
  text: `
    SELECT c.epoch, r.transaction_id AS "transactionId", r.id, r.kept_since AS "keptSince" FROM cell c, event_retention r`,
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
