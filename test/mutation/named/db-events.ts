import { defectsOf } from '../named-mutant.js';

export const DB_EVENT_DEFECTS = [
  ...defectsOf(
    'server/src/db/statements/outbox.ts',
    ['integration/outbox-store'],
    [
      [
        'a later version is published first',
        '\n  AND NOT EXISTS (SELECT FROM outbox earlier WHERE earlier.order_id = o.order_id AND earlier.version < o.version)',
        '',
      ],
      [
        'two relays claim the same event',
        'ORDER BY o.id LIMIT @limit FOR UPDATE OF o SKIP LOCKED',
        'ORDER BY o.id LIMIT @limit',
      ],
      ['a claimed event is claimed again', 'AND (o.claimed_until IS NULL OR o.claimed_until <= now())', ''],
      ['the events of a crashed relay are never claimed again', ' OR o.claimed_until <= now())', ')'],
      ['a lease is a thousand times as long', "@leaseMs * interval '1 ms'", "@leaseMs * interval '1 s'"],
      ['a dead letter is claimed', 'o.dead_lettered_at IS NULL AND (o.claimed', '(o.claimed'],
      ['events are claimed newest first', 'ORDER BY o.id LIMIT @limit FOR', 'ORDER BY o.id DESC LIMIT @limit FOR'],
      ['claimed events are published in any order', '    ORDER BY c.id`', '    ORDER BY c.id DESC`'],
      [
        'an event is published before its commit is durable',
        "set_config('synchronous_commit', 'on', true)",
        "set_config('synchronous_commit', 'off', true)",
      ],
      [
        'a removal waits for the disk',
        "set_config('synchronous_commit', 'off', true)",
        "set_config('synchronous_commit', 'on', true)",
      ],
      [
        'a claim that has expired removes an event',
        ' AND o.claim_token = held.token\n      RETURNING o.order_id, o.version, o.attempts',
        '\n      RETURNING o.order_id, o.version, o.attempts',
      ],
      ['a claim that has expired releases an event', ' AND o.claim_token = held.token`,', '`,'],
      [
        'a claim that has expired reschedules an event',
        ' AND o.claim_token = held.token\n      RETURNING o.order_id, o.version, o.next',
        '\n      RETURNING o.order_id, o.version, o.next',
      ],
      ['a rescheduled event is due at once', "now() + held.delay_ms * interval '1 ms' END", 'now() END'],
      ['attempts are not counted', 'attempts = o.attempts + 1', 'attempts = o.attempts'],
      ['refusals are not counted', 'refusals = o.refusals + held.refused::int', 'refusals = o.refusals'],
      [
        'later versions are not rescheduled with the first one',
        'later.version > r.version',
        'later.version < r.version',
      ],
      ['the depth of the outbox is its limit', 'ELSE highest - lowest + 1 END', 'ELSE fresh END'],
    ],
  ),
  ...defectsOf(
    'server/src/db/claim-scan-start.ts',
    ['unit/claim-scan-start'],
    [
      [
        'an event that commits late is never found',
        'nowMs < this.#nextFullScanMs ? this.#startId : 0',
        'this.#startId',
      ],
      ['scans begin above what is committed late', 'lowestId - LATE_IDS', 'lowestId'],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/feed.ts',
    ['integration/feed-store'],
    [
      [
        'a resume skips the next event of the same transaction',
        '(e.transaction_id, e.id) > (@afterTransactionId, @afterId)',
        '(e.transaction_id, e.id) > (@afterTransactionId, @afterId + 1)',
      ],
      ['a resume repeats the last event', '(e.transaction_id, e.id) > (@after', '(e.transaction_id, e.id) >= (@after'],
      ["a user reads other users' events", "' AND e.user_id = @ownerId'", "' AND (e.user_id = @ownerId OR true)'"],
      [
        'a page is newest first',
        '(${page}) e ORDER BY e.transaction_id, e.id`',
        '(${page}) e ORDER BY e.transaction_id DESC, e.id DESC`',
      ],
      ['a feed since a time leaves out the event of that time', 'e.occurred_at >= @since', 'e.occurred_at > @since'],
      ['a page says that the feed has ended', '@limit + 1`,\n    order', '@limit`,\n    order'],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/feed.ts',
    ['integration/event-feed'],
    [
      [
        'an event that commits late is left out',
        '\n  AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())',
        '',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/outbox-operations.ts',
    ['integration/outbox-mending'],
    [
      ['an event that waits is skipped', ' AND t.dead_lettered_at IS NOT NULL\n', '\n'],
      [
        'the events behind a skipped one stay rescheduled',
        'UPDATE outbox later SET next_attempt_at = NULL FROM removed r',
        'UPDATE outbox later SET next_attempt_at = later.next_attempt_at FROM removed r',
      ],
      ['the events behind a retried one stay rescheduled', 'AND o.version >= e.version', 'AND o.version = e.version'],
      [
        'a retried event is dead-lettered at its next refusal',
        'THEN o.refusals ELSE 0 END',
        'THEN o.refusals ELSE o.refusals END',
      ],
      [
        'a skip is not recorded',
        '@reason, @actor, @requestId FROM removed',
        '@reason, @actor, @requestId FROM removed WHERE false',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/replay.ts',
    ['integration/replay', 'integration/outbox-mending'],
    [
      [
        'a skipped event is replayed',
        'WHERE NOT EXISTS (SELECT FROM skipped_events s WHERE s.event_id = f.event_id)',
        '',
      ],
      ['the replay of an event that waits fails', '  ON CONFLICT DO NOTHING\n', ''],
      ['a replay includes its end', 'occurred_at < @until', 'occurred_at <= @until'],
      ['a replay leaves out its start', 'occurred_at >= @since', 'occurred_at > @since'],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/replay.ts',
    ['integration/outbox-store'],
    [['a replay is not in order', 'row_number() OVER (ORDER BY f.id)', 'row_number() OVER (ORDER BY f.id DESC)']],
  ),
  ...defectsOf(
    'server/src/db/statements/derived-tables.ts',
    ['integration/order-statistics'],
    [
      [
        'an event counts twice when replicas update at once',
        "WHERE srsubstate <> 'r')\n      FOR UPDATE SKIP LOCKED",
        "WHERE srsubstate <> 'r')",
      ],
      [
        'an event that commits late is not counted',
        '\n          AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())',
        '',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statements/statistics.ts',
    ['integration/order-statistics'],
    [
      [
        'hours are those of another zone',
        "date_trunc('hour', o.created_at, 'UTC')",
        "date_trunc('hour', o.created_at, 'Asia/Kolkata')",
      ],
      [
        'a cancelled order counts as revenue only',
        "OR type = '${ORDER_STATUS_UPDATED}' AND to_status = '${CANCELLED}'",
        "OR false AND to_status = '${CANCELLED}'",
      ],
      [
        'an order counts in each status that it has had',
        'UNION ALL SELECT from_status, -1 FROM',
        'UNION ALL SELECT from_status, 0 FROM',
      ],
    ],
  ),
];
