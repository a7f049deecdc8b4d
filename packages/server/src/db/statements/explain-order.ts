import { INITIAL_VERSION } from '../../domain/order.js';
import { MAX_EXPLAINED_VERSIONS, type EventRecord } from '../../domain/order-explanation.js';
import { rfc3339 } from '../selection.js';
import { bigint, boolean, jsonOf, nullable, timestamptz } from '../sql-types.js';
import { statement } from '../statement.js';
import { ORDER } from './order-columns.js';

/**
 * `e` is the event, `q` its row in the outbox, `d` its delivery, `s` what is kept of it if it was skipped. While a replay is
 * queued, its time is that of the outbox, and its confirm is still to come.
 */
const EVENT_RECORD: Readonly<Record<keyof EventRecord, string>> = {
  eventId: 'e.event_id',
  version: 'e.version',
  type: 'e.type',
  fromStatus: 'e.from_status',
  toStatus: 'e.to_status',
  actor: 'e.actor',
  reason: 'e.reason',
  committedAt: rfc3339('e.occurred_at'),
  queued: 'q.order_id IS NOT NULL',
  attempts: 'coalesce(q.attempts, s.attempts, d.attempts, 0)',
  nextAttemptAt: `CASE WHEN q.next_attempt_at > now() THEN ${rfc3339('q.next_attempt_at')} END`,
  deadLetteredAt: rfc3339('q.dead_lettered_at'),
  lastError: 'coalesce(q.last_error, s.last_error)',
  heldBy:
    'CASE WHEN q.order_id IS NOT NULL THEN (SELECT min(w.version) FROM outbox w WHERE w.order_id = e.order_id AND w.version < e.version) END',
  confirmedAt: rfc3339('d.confirmed_at'),
  confirmSeconds: 'extract(epoch FROM d.confirmed_at - e.occurred_at)::float8',
  replayedAt: rfc3339('coalesce(q.replayed_at, d.replayed_at)'),
  replayConfirmedAt: `CASE WHEN q.replayed_at IS NULL THEN ${rfc3339('d.replay_confirmed_at')} END`,
  skippedAt: rfc3339('s.skipped_at'),
  skippedBy: 's.actor',
  skipReason: 's.reason',
};

const MEMBERS = Object.entries(EVENT_RECORD).map(([member, sql]) => `'${member}', ${sql}`);

/** Each row is found by its primary key or the event's version. Not prepared, for the reason given in outbox.ts. */
export const EXPLAIN_ORDER = statement({
  name: 'explain_order',
  writes: false,
  prepared: false,
  parameters: { orderId: bigint, ownerId: nullable(bigint) },
  columns: { ...ORDER.columns, asOf: timestamptz, events: jsonOf<EventRecord[]>(), hasEarlier: boolean },
  text: `
    SELECT ${ORDER.list}, now() AS "asOf", v.events,
           v.first_version > ${INITIAL_VERSION} AS "hasEarlier"
    FROM orders o CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object(${MEMBERS.join(', ')}) ORDER BY nullif(e.version, 0)), '[]') AS events,
             coalesce(min(nullif(e.version, 0)), o.version) AS first_version
      FROM (
        SELECT * FROM order_events WHERE order_id = o.id ORDER BY version DESC LIMIT ${MAX_EXPLAINED_VERSIONS}
      ) e
      LEFT JOIN outbox q ON q.order_id = e.order_id AND q.version = e.version
      LEFT JOIN event_deliveries d ON d.order_id = e.order_id AND d.version = e.version
      LEFT JOIN skipped_events s ON s.event_id = e.event_id
    ) v
    WHERE o.id = @orderId AND (@ownerId IS NULL OR o.user_id = @ownerId)`,
});
