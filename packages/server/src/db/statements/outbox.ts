import type { ClaimedEvent, Reschedule, ResolvedEvent } from '../../ports/outbox-store.js';
import { bigint, boolean, float8, int, nullable, text, uuid } from '../sql-types.js';
import { batchOf, column, statement } from '../statement.js';
import { EVENT } from './event-columns.js';

/*
 * None of these statements is prepared: each execution is planned for the backlog as it is. A plan that was kept from
 * when the table was empty would read all of it.
 */

/** Which of the new and the overdue rows may be claimed. */
const CLAIMABLE = `
  o.dead_lettered_at IS NULL AND (o.claimed_until IS NULL OR o.claimed_until <= now())
  AND NOT EXISTS (SELECT FROM outbox earlier WHERE earlier.order_id = o.order_id AND earlier.version < o.version)`;

/**
 * Takes leases on the lowest version of each order, all with one token, and reads what a message needs.
 * `synchronous_commit` is on for this transaction, whatever the role or database says. Its commit record follows those of
 * the changes whose events it claims, so that a failover cannot undo a change whose event is published.
 */
export const CLAIM = statement({
  name: 'claim_events',
  writes: true,
  prepared: false,
  parameters: { limit: int, leaseMs: float8, token: uuid, startId: bigint },
  columns: { id: bigint, attempts: int, refusals: int, ...EVENT.columns },
  text: `
    WITH fresh AS (
      SELECT o.order_id, o.version FROM outbox o
      WHERE o.id >= @startId AND o.next_attempt_at IS NULL AND ${CLAIMABLE}
      ORDER BY o.id LIMIT @limit FOR UPDATE OF o SKIP LOCKED
    ), overdue AS (
      SELECT o.order_id, o.version FROM outbox o
      WHERE o.next_attempt_at <= now() AND ${CLAIMABLE}
      ORDER BY o.next_attempt_at LIMIT @limit FOR UPDATE OF o SKIP LOCKED
    ), claimed AS (
      UPDATE outbox o
      SET claimed_until = now() + @leaseMs * interval '1 ms', claim_token = @token, next_attempt_at = NULL
      FROM (SELECT set_config('synchronous_commit', 'on', true)) synchronous_commit,
           (TABLE fresh UNION ALL TABLE overdue) head
      WHERE o.order_id = head.order_id AND o.version = head.version
      RETURNING o.id, o.order_id, o.version, o.attempts, o.refusals
    )
    SELECT c.id, c.attempts, c.refusals, ${EVENT.list}
    FROM claimed c
    JOIN order_events e ON e.order_id = c.order_id AND e.version = c.version
    JOIN orders o ON o.id = c.order_id
    ORDER BY c.id`,
});

const CLAIMED = batchOf<ClaimedEvent>({
  order_id: column(bigint, ({ event }) => event.orderId),
  version: column(int, ({ event }) => event.version),
  token: column(uuid, ({ claimToken }) => claimToken),
});

const RESOLVED = batchOf<ResolvedEvent>({
  ...CLAIMED.batch,
  published: column(boolean, ({ published = true }) => published),
});

/**
 * Keeps when the broker confirmed each event; that of a replay beside the first one. Asynchronous commit: if a crash loses
 * it, the events are published again, which at-least-once delivery allows. Returns a row when the next version of one of
 * these orders is in the outbox.
 */
export const REMOVE = statement({
  name: 'remove_events',
  writes: true,
  prepared: false,
  parameters: { held: RESOLVED },
  columns: { one: int },
  text: `
    WITH removed AS (
      DELETE FROM outbox o
      USING (SELECT set_config('synchronous_commit', 'off', true)) asynchronous_commit, @held
      WHERE o.order_id = held.order_id AND o.version = held.version AND o.claim_token = held.token
      RETURNING o.order_id, o.version, o.attempts, o.replayed_at, held.published
    ), delivered AS (
      INSERT INTO event_deliveries (order_id, version, attempts, confirmed_at, replayed_at, replay_confirmed_at)
      SELECT order_id, version, attempts, now(), replayed_at, CASE WHEN replayed_at IS NOT NULL THEN now() END
      FROM removed WHERE published
      ON CONFLICT (order_id, version) DO UPDATE
      SET replayed_at = EXCLUDED.replayed_at, replay_confirmed_at = EXCLUDED.replay_confirmed_at
    )
    SELECT 1 AS one FROM removed r JOIN outbox next ON next.order_id = r.order_id AND next.version = r.version + 1 LIMIT 1`,
});

export const RELEASE = statement({
  name: 'release_events',
  writes: true,
  prepared: false,
  parameters: { held: CLAIMED },
  text: `
    UPDATE outbox o SET claimed_until = NULL, claim_token = NULL
    FROM @held
    WHERE o.order_id = held.order_id AND o.version = held.version AND o.claim_token = held.token`,
});

const RESCHEDULES = batchOf<Reschedule>({
  order_id: column(bigint, ({ claimed }) => claimed.event.orderId),
  version: column(int, ({ claimed }) => claimed.event.version),
  token: column(uuid, ({ claimed }) => claimed.claimToken),
  delay_ms: column(float8, ({ delayMs }) => delayMs),
  error: column(text, ({ error }) => error),
  refused: column(boolean, ({ refused }) => refused),
  dead_lettered: column(boolean, ({ deadLettered }) => deadLettered),
});

/** Later versions of an order are rescheduled with it, or every claim would step over them. */
export const RESCHEDULE = statement({
  name: 'reschedule_events',
  writes: true,
  prepared: false,
  parameters: { held: RESCHEDULES },
  text: `
    WITH rescheduled AS (
      UPDATE outbox o
      SET claimed_until = NULL, claim_token = NULL, attempts = o.attempts + 1, last_error = held.error,
          refusals = o.refusals + held.refused::int,
          dead_lettered_at = CASE WHEN held.dead_lettered THEN now() END,
          next_attempt_at = CASE WHEN NOT held.dead_lettered THEN now() + held.delay_ms * interval '1 ms' END
      FROM @held
      WHERE o.order_id = held.order_id AND o.version = held.version AND o.claim_token = held.token
      RETURNING o.order_id, o.version, o.next_attempt_at
    )
    UPDATE outbox later SET next_attempt_at = r.next_attempt_at
    FROM rescheduled r
    WHERE later.order_id = r.order_id AND later.version > r.version AND r.next_attempt_at IS NOT NULL`,
});

/** At most this many rows of each kind are read, however many there are. */
const MAX_COUNTED = 10_000;

export const FIGURES = statement({
  name: 'outbox_figures',
  writes: false,
  prepared: false,
  columns: {
    depth: bigint,
    failing: bigint,
    failingReason: nullable(text),
    deadLettered: bigint,
    oldestAgeSeconds: float8,
  },
  text: `
    WITH fresh AS MATERIALIZED (
      SELECT id, order_id, version, replayed_at, last_error FROM outbox
      WHERE next_attempt_at IS NULL AND dead_lettered_at IS NULL
      ORDER BY id LIMIT ${MAX_COUNTED}
    ), rescheduled AS MATERIALIZED (
      SELECT id, order_id, version, replayed_at, last_error FROM outbox
      WHERE next_attempt_at IS NOT NULL AND dead_lettered_at IS NULL
      ORDER BY next_attempt_at LIMIT ${MAX_COUNTED}
    ), dead_lettered AS MATERIALIZED (
      SELECT FROM outbox WHERE dead_lettered_at IS NOT NULL LIMIT ${MAX_COUNTED}
    ), waiting AS (
      TABLE fresh UNION ALL TABLE rescheduled
    ), failing AS (
      SELECT count(*) AS failing, min(last_error) AS reason FROM waiting WHERE last_error IS NOT NULL
    ), counted AS (
      SELECT (SELECT count(*) FROM fresh) AS fresh, (SELECT min(id) FROM fresh) AS lowest,
             (SELECT max(id) FROM outbox WHERE next_attempt_at IS NULL AND dead_lettered_at IS NULL) AS highest,
             (SELECT count(*) FROM rescheduled) AS rescheduled, (SELECT count(*) FROM dead_lettered) AS dead_lettered
    ), oldest AS (
      SELECT coalesce(o.replayed_at, e.occurred_at) AS since
      FROM (SELECT * FROM waiting ORDER BY id LIMIT 1) o
      JOIN order_events e ON e.order_id = o.order_id AND e.version = o.version
    )
    SELECT CASE WHEN fresh < ${MAX_COUNTED} THEN fresh ELSE highest - lowest + 1 END + rescheduled + dead_lettered AS depth,
           failing, reason AS "failingReason", dead_lettered AS "deadLettered",
           coalesce(extract(epoch FROM now() - (SELECT since FROM oldest))::float8, 0) AS "oldestAgeSeconds"
    FROM counted, failing`,
});
