import type { Erasure } from '../../ports/user-erasure.js';
import { MAX_LISTED_ERASURES, MAX_PLANNED } from '../../ports/user-erasure.js';
import { selection } from '../selection.js';
import { LANES } from '../../domain/lane.js';
import { bigint, boolean, nullable, text, timestamptz, uuid, xid8 } from '../sql-types.js';
import { statement, type RowOf } from '../statement.js';

/* None of these statements is prepared: they run seldom, and each is planned for the user's orders as they are. */

const MAX_REMAINING = 10_000;

const REMAINING = `CASE WHEN r.completed_at IS NULL THEN (
    SELECT count(*) FROM (
      SELECT FROM order_events e
      WHERE e.user_id = r.user_id AND (e.transaction_id, e.id) > (r.transaction_id, r.event_id) LIMIT ${MAX_REMAINING}
    ) behind
  ) ELSE 0 END`;

/** An erasure, read from its record `r`. */
const ERASURE = selection({
  erasureId: [uuid, 'r.id'],
  userId: [bigint, 'r.user_id'],
  reason: [text, 'r.reason'],
  actor: [text, 'r.actor'],
  startedAt: [timestamptz, 'r.started_at'],
  completedAt: [nullable(timestamptz), 'r.completed_at'],
  orders: [bigint, 'r.orders'],
  remaining: [bigint, REMAINING],
  settling: [boolean, 'r.sealed_before IS NOT NULL AND pg_snapshot_xmin(pg_current_snapshot()) < r.sealed_before'],
  publishing: [boolean, 'coalesce(r.publishing_until > clock_timestamp(), false)'],
});

export function erasureFromRow({ settling, publishing, ...erasure }: RowOf<typeof ERASURE.columns>): Erasure {
  const isWaiting = erasure.completedAt === null && erasure.remaining === 0;
  const wait = settling ? 'transactions' : publishing ? 'publications' : null;
  return { ...erasure, waitingFor: isWaiting ? wait : null };
}

const CALL = { userId: bigint, erasureId: uuid };
const OF_CALL = 'user_id = @userId AND id = @erasureId';

/**
 * Inserts nothing while a lane of the user moves. The insert waits for the lock under which a move is recorded, and then
 * sees its row.
 */
export const BEGIN_ERASURE = statement({
  name: 'begin_erasure',
  writes: true,
  prepared: false,
  parameters: { ...CALL, reason: text, actor: text, requestId: text },
  text: `
    INSERT INTO user_erasures (user_id, id, reason, actor, request_id)
    SELECT @userId, @erasureId, @reason, @actor, @requestId
    WHERE NOT EXISTS (SELECT FROM lane_moves WHERE @userId % ${LANES} BETWEEN first_lane AND last_lane)
    ON CONFLICT DO NOTHING`,
});

/** Steps of one erasure take turns at its record. */
export const LOCK_ERASURE = statement({
  name: 'lock_erasure',
  writes: true,
  prepared: false,
  parameters: CALL,
  columns: { isComplete: boolean, transactionId: xid8, eventId: bigint, isSettled: boolean, isPublishing: boolean },
  text: `
    SELECT completed_at IS NOT NULL AS "isComplete", transaction_id AS "transactionId", event_id AS "eventId",
           coalesce(pg_snapshot_xmin(pg_current_snapshot()) >= sealed_before, false) AS "isSettled",
           coalesce(publishing_until > clock_timestamp(), false) AS "isPublishing"
    FROM user_erasures WHERE ${OF_CALL} FOR UPDATE`,
});

/** Moves the record on, and sets `sealed_before` once, at the end of the user's events. */
export const RECORD_STEP = statement({
  name: 'record_erasure_step',
  writes: true,
  prepared: false,
  parameters: {
    ...CALL,
    ...{ transactionId: xid8, eventId: bigint, orders: bigint, publishingUntil: nullable(timestamptz) },
    ...{ atEnd: boolean, complete: boolean },
  },
  text: `
    UPDATE user_erasures
    SET transaction_id = @transactionId, event_id = @eventId, orders = orders + @orders,
        publishing_until = greatest(publishing_until, @publishingUntil),
        sealed_before = CASE WHEN @atEnd THEN coalesce(sealed_before, pg_snapshot_xmax(pg_current_snapshot())) END,
        completed_at = CASE WHEN @complete THEN now() END
    WHERE ${OF_CALL}`,
});

export const FIND_ERASURE = statement({
  name: 'find_erasure',
  writes: false,
  prepared: false,
  parameters: CALL,
  columns: ERASURE.columns,
  text: `SELECT ${ERASURE.list} FROM user_erasures r WHERE ${OF_CALL}`,
});

export const LIST_ERASURES = statement({
  name: 'list_erasures',
  writes: false,
  prepared: false,
  parameters: { userId: bigint },
  columns: ERASURE.columns,
  text: `
    SELECT ${ERASURE.list}
    FROM (SELECT * FROM user_erasures WHERE user_id = @userId ORDER BY started_at DESC, id LIMIT ${MAX_LISTED_ERASURES}) r
    ORDER BY r.started_at DESC, r.id`,
});

function counted(table: string): string {
  return `(SELECT count(*) FROM (SELECT FROM ${table} WHERE user_id = @userId LIMIT ${MAX_PLANNED}) counted)`;
}

/** Each count reads an index that begins with the user's id. */
export const PLAN_ERASURE = statement({
  name: 'plan_erasure',
  writes: false,
  prepared: false,
  parameters: { userId: bigint },
  columns: { orders: bigint, events: bigint, idempotencyKeys: bigint, archivedRows: bigint },
  text: `
    SELECT ${counted('orders')} AS orders, ${counted('order_events')} AS events,
           ${counted('idempotency_keys')} AS "idempotencyKeys", ${counted('moved_rows')} AS "archivedRows"`,
});
