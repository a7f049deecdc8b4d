import type { OutboxEntry, OutboxOperations, SkippedEvent } from '../ports/outbox-operations.js';
import type { Runner, Statement } from './connection.js';

/** Planned for the outbox as it is, as the relay's statements are. */
const UNPREPARED = '';

/** `o` is the row in the outbox, `e` the event's. */
const ENTRY_COLUMNS = `e.event_id AS "eventId", o.order_id AS "orderId", o.version, e.type, o.attempts, o.refusals,
  CASE WHEN o.next_attempt_at > now() THEN o.next_attempt_at END AS "nextAttemptAt", o.dead_lettered_at AS "deadLetteredAt",
  o.last_error AS "lastError", e.occurred_at AS "occurredAt",
  (SELECT count(*) FROM outbox later WHERE later.order_id = o.order_id AND later.version > o.version) AS "waitingBehind"`;

const OF_EVENT = 'e.order_id = o.order_id AND e.version = o.version';

const LIST_DEAD_LETTERED: Statement = {
  name: UNPREPARED,
  writes: false,
  text: `
    SELECT ${ENTRY_COLUMNS}
    FROM (
      SELECT * FROM outbox
      WHERE dead_lettered_at IS NOT NULL AND (dead_lettered_at, order_id, version) > ($1::timestamptz, $2::bigint, $3::int)
      ORDER BY dead_lettered_at, order_id, version LIMIT $4
    ) o JOIN order_events e ON ${OF_EVENT}
    ORDER BY o.dead_lettered_at, o.order_id, o.version`,
};

const LIST_WAITING: Statement = {
  name: UNPREPARED,
  writes: false,
  text: `
    SELECT ${ENTRY_COLUMNS}
    FROM (
      SELECT * FROM outbox
      WHERE dead_lettered_at IS NULL AND (order_id, version) > ($1::bigint, $2::int)
      ORDER BY order_id, version LIMIT $3
    ) o JOIN order_events e ON ${OF_EVENT}
    ORDER BY o.order_id, o.version`,
};

/** Later versions were put off together with the event, so they come along. Who holds a claim on it keeps it. */
const RETRY: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    WITH retried AS (
      UPDATE outbox o
      SET next_attempt_at = NULL,
          dead_lettered_at = CASE WHEN o.version > e.version THEN o.dead_lettered_at END,
          refusals = CASE WHEN o.version > e.version THEN o.refusals ELSE 0 END
      FROM order_events e
      WHERE e.event_id = $1 AND o.order_id = e.order_id AND o.version >= e.version
        AND EXISTS (SELECT FROM outbox wanted WHERE wanted.order_id = e.order_id AND wanted.version = e.version)
      RETURNING o.*
    )
    SELECT ${ENTRY_COLUMNS} FROM retried o JOIN order_events e ON ${OF_EVENT} WHERE e.event_id = $1`,
};

/** `s` is what is kept, `e` the event. */
const SKIPPED_COLUMNS = `s.event_id AS "eventId", s.order_id AS "orderId", s.version, e.type, s.attempts,
  s.last_error AS "lastError", s.reason, s.actor, s.skipped_at AS "skippedAt", e.occurred_at AS "occurredAt"`;

/** Two operators who skip the same event take turns at its row; the second one finds it gone. */
const SKIP: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    WITH target AS MATERIALIZED (
      SELECT o.* FROM order_events e JOIN outbox o ON ${OF_EVENT} WHERE e.event_id = $1 FOR UPDATE OF o
    ), removed AS (
      DELETE FROM outbox o USING target t
      WHERE o.order_id = t.order_id AND o.version = t.version AND t.dead_lettered_at IS NOT NULL
      RETURNING o.*
    ), freed AS (
      UPDATE outbox later SET next_attempt_at = NULL FROM removed r
      WHERE later.order_id = r.order_id AND later.version > r.version AND later.next_attempt_at IS NOT NULL
    ), kept AS (
      INSERT INTO skipped_events (event_id, order_id, version, attempts, last_error, reason, actor, request_id)
      SELECT event_id, order_id, version, attempts, last_error, $2, $3, $4 FROM removed
      ON CONFLICT DO NOTHING
      RETURNING *
    )
    SELECT EXISTS (SELECT FROM target) AS waiting, ${SKIPPED_COLUMNS}
    FROM (VALUES (1)) AS one (n) LEFT JOIN kept s ON true LEFT JOIN order_events e ON e.event_id = s.event_id`,
};

const FIND_SKIPPED: Statement = {
  name: UNPREPARED,
  writes: false,
  text: `
    SELECT ${SKIPPED_COLUMNS} FROM skipped_events s JOIN order_events e ON e.event_id = s.event_id WHERE s.event_id = $1`,
};

/** Before every position of a list. */
const BEGINNING = { deadLetteredAt: '-infinity', orderId: 0, version: 0 };

/** The outbox as operators list and mend it. */
export function createOutboxOperations(database: Runner): OutboxOperations {
  return {
    async list({ state, after, limit }) {
      const { deadLetteredAt, orderId, version } = after ?? BEGINNING;
      return state === 'dead_lettered'
        ? await database.run<OutboxEntry>(LIST_DEAD_LETTERED, [deadLetteredAt, orderId, version, limit])
        : await database.run<OutboxEntry>(LIST_WAITING, [orderId, version, limit]);
    },
    async retry(eventId) {
      const [entry] = await database.run<OutboxEntry>(RETRY, [eventId]);
      return entry;
    },
    async skip({ eventId, reason, actor, trace }) {
      const [outcome] = await database.run<{ waiting: boolean } & (SkippedEvent | { eventId: null })>(SKIP, [
        eventId,
        reason,
        actor,
        trace.requestId,
      ]);
      if (outcome && outcome.eventId !== null) return outcome;
      const [earlier] = await database.run<SkippedEvent>(FIND_SKIPPED, [eventId]);
      return earlier ?? (outcome?.waiting ? 'waiting' : 'absent');
    },
  };
}
