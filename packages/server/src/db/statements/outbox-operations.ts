import type { EventType } from '../../domain/events.js';
import { selection } from '../selection.js';
import { bigint, boolean, int, nullable, text, textOf, timestamptz, uuid } from '../sql-types.js';
import { statement } from '../statement.js';

/* None of these statements is prepared, for the reason given in outbox.ts. */

/** An event in the outbox: `o` is its row there, `e` that of the event. */
const ENTRY = selection({
  eventId: [uuid, 'e.event_id'],
  orderId: [bigint, 'o.order_id'],
  version: [int, 'o.version'],
  type: [textOf<EventType>(), 'e.type'],
  attempts: [int, 'o.attempts'],
  refusals: [int, 'o.refusals'],
  nextAttemptAt: [nullable(timestamptz), 'CASE WHEN o.next_attempt_at > now() THEN o.next_attempt_at END'],
  deadLetteredAt: [nullable(timestamptz), 'o.dead_lettered_at'],
  lastError: [nullable(text), 'o.last_error'],
  occurredAt: [timestamptz, 'e.occurred_at'],
  waitingBehind: [
    bigint,
    '(SELECT count(*) FROM outbox later WHERE later.order_id = o.order_id AND later.version > o.version)',
  ],
});

const OF_EVENT = 'e.order_id = o.order_id AND e.version = o.version';

export const LIST_DEAD_LETTERED = statement({
  name: 'list_dead_lettered_events',
  writes: false,
  prepared: false,
  parameters: { deadLetteredAt: timestamptz, orderId: bigint, version: int, limit: int },
  columns: ENTRY.columns,
  text: `
    SELECT ${ENTRY.list}
    FROM (
      SELECT * FROM outbox
      WHERE dead_lettered_at IS NOT NULL AND (dead_lettered_at, order_id, version) > (@deadLetteredAt, @orderId, @version)
      ORDER BY dead_lettered_at, order_id, version LIMIT @limit
    ) o JOIN order_events e ON ${OF_EVENT}
    ORDER BY o.dead_lettered_at, o.order_id, o.version`,
});

export const LIST_WAITING = statement({
  name: 'list_waiting_events',
  writes: false,
  prepared: false,
  parameters: { orderId: bigint, version: int, limit: int },
  columns: ENTRY.columns,
  text: `
    SELECT ${ENTRY.list}
    FROM (
      SELECT * FROM outbox
      WHERE dead_lettered_at IS NULL AND (order_id, version) > (@orderId, @version)
      ORDER BY order_id, version LIMIT @limit
    ) o JOIN order_events e ON ${OF_EVENT}
    ORDER BY o.order_id, o.version`,
});

/** Later versions were rescheduled together with the event, so they become due with it. A claim on it stays valid. */
export const RETRY = statement({
  name: 'retry_event',
  writes: true,
  prepared: false,
  parameters: { eventId: uuid },
  columns: ENTRY.columns,
  text: `
    WITH retried AS (
      UPDATE outbox o
      SET next_attempt_at = NULL,
          dead_lettered_at = CASE WHEN o.version > e.version THEN o.dead_lettered_at END,
          refusals = CASE WHEN o.version > e.version THEN o.refusals ELSE 0 END
      FROM order_events e
      WHERE e.event_id = @eventId AND o.order_id = e.order_id AND o.version >= e.version
        AND EXISTS (SELECT FROM outbox wanted WHERE wanted.order_id = e.order_id AND wanted.version = e.version)
      RETURNING o.*
    )
    SELECT ${ENTRY.list} FROM retried o JOIN order_events e ON ${OF_EVENT} WHERE e.event_id = @eventId`,
});

/**
 * Takes a dead-lettered event out of the outbox and keeps it among the skipped ones. Two operators who skip the same event
 * take turns at its row; the second one finds it gone.
 */
export const SKIP = statement({
  name: 'skip_event',
  writes: true,
  prepared: false,
  parameters: { eventId: uuid, reason: text, actor: text, requestId: text },
  /** `waiting`: the event is in the outbox and not dead-lettered, so it stays. */
  columns: { waiting: boolean },
  text: `
    WITH target AS MATERIALIZED (
      SELECT o.* FROM order_events e JOIN outbox o ON ${OF_EVENT} WHERE e.event_id = @eventId FOR UPDATE OF o
    ), removed AS (
      DELETE FROM outbox o USING target t
      WHERE o.order_id = t.order_id AND o.version = t.version AND t.dead_lettered_at IS NOT NULL
      RETURNING o.*
    ), freed AS (
      UPDATE outbox later SET next_attempt_at = NULL FROM removed r
      WHERE later.order_id = r.order_id AND later.version > r.version AND later.next_attempt_at IS NOT NULL
    ), kept AS (
      INSERT INTO skipped_events (event_id, order_id, version, attempts, last_error, reason, actor, request_id)
      SELECT event_id, order_id, version, attempts, last_error, @reason, @actor, @requestId FROM removed
      ON CONFLICT DO NOTHING
    )
    SELECT EXISTS (SELECT FROM target WHERE dead_lettered_at IS NULL) AS waiting`,
});

/** A skipped event: `s` is what is kept of it, `e` the event. */
const SKIPPED = selection({
  eventId: [uuid, 's.event_id'],
  orderId: [bigint, 's.order_id'],
  version: [int, 's.version'],
  type: [textOf<EventType>(), 'e.type'],
  attempts: [int, 's.attempts'],
  lastError: [nullable(text), 's.last_error'],
  reason: [text, 's.reason'],
  actor: [text, 's.actor'],
  skippedAt: [timestamptz, 's.skipped_at'],
  occurredAt: [timestamptz, 'e.occurred_at'],
});

export const FIND_SKIPPED = statement({
  name: 'find_skipped_event',
  writes: false,
  prepared: false,
  parameters: { eventId: uuid },
  columns: SKIPPED.columns,
  text: `
    SELECT ${SKIPPED.list}
    FROM skipped_events s JOIN order_events e ON e.event_id = s.event_id WHERE s.event_id = @eventId`,
});
