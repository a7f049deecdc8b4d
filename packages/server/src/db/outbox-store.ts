import { randomUUID } from 'node:crypto';
import type { ClaimedEvent, OutboxFigures, OutboxStore, Reschedule } from '../ports/outbox-store.js';
import { ClaimScanStart } from './claim-scan-start.js';
import type { Runner, Statement } from './connection.js';
import { EVENT_COLUMNS, eventFromRow, type EventRow } from './event-rows.js';

/**
 * Statements on the outbox have no name, so that each run is planned for the backlog as it is: a plan kept from when
 * the table was empty would read all of it.
 */
const UNPREPARED = '';

/** Which rows may be claimed, beside being fresh or overdue. */
const CLAIMABLE = `
  o.dead_lettered_at IS NULL AND (o.claimed_until IS NULL OR o.claimed_until <= now())
  AND NOT EXISTS (SELECT FROM outbox earlier WHERE earlier.order_id = o.order_id AND earlier.version < o.version)`;

/**
 * Takes leases on the lowest version of each order, all with one token, and reads what a message needs.
 * `synchronous_commit` is switched on for this transaction alone, wherever the role or database has it: its commit
 * record lies behind those of the orders it claims, so what is published next is already safe from a failover.
 */
const CLAIM: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    WITH fresh AS (
      SELECT o.order_id, o.version FROM outbox o
      WHERE o.id >= $4 AND o.next_attempt_at IS NULL AND ${CLAIMABLE}
      ORDER BY o.id LIMIT $1 FOR UPDATE OF o SKIP LOCKED
    ), overdue AS (
      SELECT o.order_id, o.version FROM outbox o
      WHERE o.next_attempt_at <= now() AND ${CLAIMABLE}
      ORDER BY o.next_attempt_at LIMIT $1 FOR UPDATE OF o SKIP LOCKED
    ), claimed AS (
      UPDATE outbox o
      SET claimed_until = now() + $2 * interval '1 ms', claim_token = $3, next_attempt_at = NULL
      FROM (SELECT set_config('synchronous_commit', 'on', true)) durable,
           (TABLE fresh UNION ALL TABLE overdue) head
      WHERE o.order_id = head.order_id AND o.version = head.version
      RETURNING o.id, o.order_id, o.version, o.attempts, o.refusals
    )
    SELECT c.id, c.attempts, c.refusals, ${EVENT_COLUMNS}
    FROM claimed c
    JOIN order_events e ON e.order_id = c.order_id AND e.version = c.version
    JOIN orders o ON o.id = c.order_id
    ORDER BY c.id`,
};

/** Losing this commit costs a repetition, so nobody waits for the disk. */
const REMOVE: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    WITH removed AS (
      DELETE FROM outbox o
      USING (SELECT set_config('synchronous_commit', 'off', true)) hurried,
            unnest($1::bigint[], $2::int[], $3::uuid[]) AS held (order_id, version, token)
      WHERE o.order_id = held.order_id AND o.version = held.version AND o.claim_token = held.token
      RETURNING o.order_id, o.version
    )
    SELECT 1 FROM removed r JOIN outbox next ON next.order_id = r.order_id AND next.version = r.version + 1 LIMIT 1`,
};

const RELEASE: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    UPDATE outbox o SET claimed_until = NULL, claim_token = NULL
    FROM unnest($1::bigint[], $2::int[], $3::uuid[]) AS held (order_id, version, token)
    WHERE o.order_id = held.order_id AND o.version = held.version AND o.claim_token = held.token`,
};

/** Later versions of an order are rescheduled with it, or every claim would step over them. */
const RESCHEDULE: Statement = {
  name: UNPREPARED,
  writes: true,
  text: `
    WITH rescheduled AS (
      UPDATE outbox o
      SET claimed_until = NULL, claim_token = NULL, attempts = o.attempts + 1, last_error = held.error,
          refusals = o.refusals + held.refused::int,
          dead_lettered_at = CASE WHEN held.deadLettered THEN now() END,
          next_attempt_at = CASE WHEN NOT held.deadLettered THEN now() + held.delay_ms * interval '1 ms' END
      FROM unnest($1::bigint[], $2::int[], $3::uuid[], $4::float8[], $5::text[], $6::bool[], $7::bool[])
        AS held (order_id, version, token, delay_ms, error, refused, deadLettered)
      WHERE o.order_id = held.order_id AND o.version = held.version AND o.claim_token = held.token
      RETURNING o.order_id, o.version, o.next_attempt_at
    )
    UPDATE outbox later SET next_attempt_at = p.next_attempt_at
    FROM rescheduled p
    WHERE later.order_id = p.order_id AND later.version > p.version AND p.next_attempt_at IS NOT NULL`,
};

/** Reads at most so many rows of each kind, however many there are. */
const MAX_COUNTED = 10_000;

const FIGURES: Statement = {
  name: UNPREPARED,
  writes: false,
  text: `
    WITH fresh AS MATERIALIZED (
      SELECT id, order_id, version, replayed_at FROM outbox WHERE next_attempt_at IS NULL AND dead_lettered_at IS NULL
      ORDER BY id LIMIT ${MAX_COUNTED}
    ), deferred AS MATERIALIZED (
      SELECT id, order_id, version, replayed_at FROM outbox WHERE next_attempt_at IS NOT NULL AND dead_lettered_at IS NULL
      ORDER BY next_attempt_at LIMIT ${MAX_COUNTED}
    ), dead_lettered AS MATERIALIZED (
      SELECT FROM outbox WHERE dead_lettered_at IS NOT NULL LIMIT ${MAX_COUNTED}
    ), counted AS (
      SELECT (SELECT count(*) FROM fresh) AS fresh, (SELECT min(id) FROM fresh) AS lowest,
             (SELECT max(id) FROM outbox WHERE next_attempt_at IS NULL AND dead_lettered_at IS NULL) AS highest,
             (SELECT count(*) FROM deferred) AS deferred, (SELECT count(*) FROM dead_lettered) AS dead_lettered
    ), oldest AS (
      SELECT coalesce(o.replayed_at, e.occurred_at) AS since
      FROM (SELECT * FROM (TABLE fresh UNION ALL TABLE deferred) waiting ORDER BY id LIMIT 1) o
      JOIN order_events e ON e.order_id = o.order_id AND e.version = o.version
    )
    SELECT CASE WHEN fresh < ${MAX_COUNTED} THEN fresh ELSE highest - lowest + 1 END + deferred + dead_lettered AS depth,
           dead_lettered, coalesce(extract(epoch FROM now() - (SELECT since FROM oldest))::float8, 0) AS oldest_age
    FROM counted`,
};

interface ClaimedRow extends EventRow {
  readonly id: number;
  readonly attempts: number;
  readonly refusals: number;
}

/** The outbox in PostgreSQL. */
export function createOutboxStore(database: Runner): OutboxStore {
  const floor = new ClaimScanStart();
  return {
    async claim(limit, leaseMs) {
      const token = randomUUID();
      const startedMs = performance.now();
      const rows = await database.run<ClaimedRow>(CLAIM, [limit, leaseMs, token, floor.at(startedMs)]);
      floor.claimed(rows, startedMs, performance.now());
      return rows.map((row) => claimedFromRow(row, token));
    },
    async remove(confirmed) {
      return (await database.run(REMOVE, heldColumns(confirmed))).length > 0;
    },
    async release(claimed) {
      await database.run(RELEASE, heldColumns(claimed));
    },
    async reschedule(reschedules) {
      await database.run(RESCHEDULE, rescheduledColumns(reschedules));
    },
    async figures() {
      const [row] = await database.run<{ depth: number; dead_lettered: number; oldest_age: number }>(FIGURES, []);
      return figuresFromRow(row);
    },
  };
}

function heldColumns(claimed: readonly ClaimedEvent[]): unknown[][] {
  return [
    claimed.map(({ event }) => event.orderId),
    claimed.map(({ event }) => event.version),
    claimed.map(({ claimToken }) => claimToken),
  ];
}

function rescheduledColumns(reschedules: readonly Reschedule[]): unknown[][] {
  return [
    ...heldColumns(reschedules.map(({ claimed }) => claimed)),
    reschedules.map(({ delayMs }) => delayMs),
    reschedules.map(({ error }) => error),
    reschedules.map(({ refused }) => refused),
    reschedules.map(({ deadLettered }) => deadLettered),
  ];
}

function claimedFromRow(row: ClaimedRow, claimToken: string): ClaimedEvent {
  return { event: eventFromRow(row), claimToken, attempts: row.attempts, refusals: row.refusals };
}

function figuresFromRow(row: { depth: number; dead_lettered: number; oldest_age: number } | undefined): OutboxFigures {
  return {
    depth: row?.depth ?? 0,
    deadLettered: row?.dead_lettered ?? 0,
    oldestAgeSeconds: Math.max(0, row?.oldest_age ?? 0),
  };
}
