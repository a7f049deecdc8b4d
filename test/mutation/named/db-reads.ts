import { defectsOf } from '../named-mutant.js';

export const DB_READ_DEFECTS = [
  ...defectsOf(
    'server/src/db/statements/list-orders.ts',
    ['integration/orders-list'],
    [
      ["a list has other users' orders", "const OWN = 'o.user_id = q.owner_id';", "const OWN = 'true';"],
      [
        'a page begins with the last order of the one before',
        '(o.created_at, o.id) < (${START})',
        '(o.created_at, o.id) <= (${START})',
      ],
      ['orders of one time have no order', "'o.created_at DESC, o.id DESC'", "'o.created_at DESC, o.id % 7'"],
      ['created_after is exclusive', 'o.created_at >= q.not_before', 'o.created_at > q.not_before'],
      ['created_before is inclusive', 'THEN q.after_id ELSE 0', 'THEN q.after_id ELSE 9007199254740991'],
      ['the last page is not followed', 'page.hasMore = row.followed;', 'page.hasMore = page.entries.length > 1e9;'],
      ['an order is in a list twice', '[...new Set(query.statuses)]', '[...query.statuses]'],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/update-search.ts',
    ['integration/search-updates'],
    [
      [
        'an erased order is still found by its terms',
        'WHERE c.has_other_terms AND s.order_id = c.id\n        AND NOT EXISTS',
        'WHERE false AND s.order_id = c.id\n        AND NOT EXISTS',
      ],
      ['a changed order is found in its old status', 's.order_id = c.id AND s.status <> c.status', 'false'],
      [
        'an erased order is found in its old status',
        'DO UPDATE SET status = excluded.status WHERE s.status <> excluded.status',
        'DO NOTHING',
      ],
      ['two lines of a product end the updates', 'SELECT DISTINCT id, term', 'SELECT id, term'],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/page-budget.ts',
    ['integration/page-budget'],
    [
      ['a page has no budget of bytes', ' AND (place = 1 OR bytes <= ${MAX_PAGE_BYTES})', ''],
      ['an entry that is larger than a page ends the list', '(place = 1 OR bytes', '(bytes'],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/order-history.ts',
    ['integration/orders-history'],
    [
      [
        "a user reads another user's history",
        '(@ownerId IS NULL OR e.user_id = @ownerId)',
        '(@ownerId IS NULL OR true)',
      ],
      ['a history is newest first', 'ORDER BY nullif(e.version, 0)', 'ORDER BY nullif(e.version, 0) DESC'],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/idempotency-keys.ts',
    ['integration/idempotency'],
    [
      ["another user's key is replayed", 'WHERE k.user_id = @userId AND', 'WHERE (k.user_id = @userId OR true) AND'],
      [
        'keys are purged after a minute',
        'make_interval(secs => @maxAgeSeconds) ORDER BY created_at LIMIT @limit FOR UPDATE SKIP LOCKED\n      ))\n      RETURNING 1',
        'make_interval(secs => @maxAgeSeconds / 1440) ORDER BY created_at LIMIT @limit FOR UPDATE SKIP LOCKED\n      ))\n      RETURNING 1',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/unacknowledged-orders.ts',
    ['integration/create-orders', 'integration/unacknowledged-orders'],
    [
      [
        'a changed order answers a repeated request',
        '\n  AND (SELECT version FROM orders WHERE id = unacknowledged.order_id) = ${INITIAL_VERSION}',
        '',
      ],
      [
        'an unacknowledged order answers for ever',
        "UNACKNOWLEDGED_FOR = '10 minutes'",
        "UNACKNOWLEDGED_FOR = '10 years'",
      ],
    ],
  ),
];
