import { ERASED, ERASED_EMAIL, ERASED_METADATA } from '../../domain/erasure.js';
import { ORDER_ERASED, UNVERSIONED } from '../../domain/events.js';
import { arrayOf, bigint, boolean, int, nullable, text, timestamptz, uuid, xid8 } from '../sql-types.js';
import { batchOf, column, statement } from '../statement.js';

/* None of these statements is prepared: see erasures.ts. Together they are one step, in one transaction. */

/**
 * The next events of the user in the order of the feed, which is that of their transactions. `settled`: no event can be
 * added before this one any more, so that the next step may begin behind it.
 */
export const EVENTS_TO_ERASE = statement({
  name: 'events_to_erase',
  writes: false,
  prepared: false,
  parameters: { userId: bigint, afterTransactionId: xid8, afterId: bigint, limit: int },
  columns: { transactionId: xid8, id: bigint, orderId: bigint, settled: boolean },
  text: `
    SELECT e.transaction_id AS "transactionId", e.id, e.order_id AS "orderId",
           e.transaction_id < pg_snapshot_xmin(pg_current_snapshot()) AS settled
    FROM order_events e
    WHERE e.user_id = @userId AND (e.transaction_id, e.id) > (@afterTransactionId, @afterId)
    ORDER BY e.transaction_id, e.id LIMIT @limit`,
});

/** In the order of their ids, like changes of status: such statements cannot deadlock. Returns those not erased yet. */
export const LOCK_ORDERS_TO_ERASE = statement({
  name: 'lock_orders_to_erase',
  writes: true,
  prepared: false,
  parameters: { orderIds: arrayOf(bigint) },
  columns: { orderId: bigint, erased: boolean },
  text: `
    SELECT o.id AS "orderId", o.erased_at IS NOT NULL AS erased FROM orders o WHERE o.id = ANY (@orderIds)
    ORDER BY o.id FOR UPDATE`,
});

export interface OrderToErase {
  readonly orderId: number;
  /** UUIDv7 of the `order.erased` event. */
  readonly eventId: string;
}

const ORDERS = batchOf<OrderToErase>({
  order_id: column(bigint, ({ orderId }) => orderId),
  event_id: column(uuid, ({ eventId }) => eventId),
});

/** Orders that are locked. Their events have no version of their own, and come behind the newest one in the feed. */
export const ERASE_ORDERS = statement({
  name: 'erase_orders',
  writes: true,
  prepared: false,
  parameters: { erased: ORDERS, actor: text },
  text: `
    WITH erased_orders AS (
      UPDATE orders o SET user_email = '${ERASED_EMAIL}', metadata = '${ERASED_METADATA}', erased_at = now()
      FROM @erased
      WHERE o.id = erased.order_id
      RETURNING o.*, erased.event_id
    ), queued AS (
      INSERT INTO outbox (order_id, version, event_id) SELECT id, ${UNVERSIONED}, event_id FROM erased_orders ORDER BY id
    )
    INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, occurred_at, transaction_id)
    SELECT event_id, id, user_id, ${UNVERSIONED}, '${ORDER_ERASED}', status, @actor, erased_at,
           greatest(pg_current_xact_id(), transaction_id)
    FROM erased_orders ORDER BY id`,
});

/** Whether `actor` is the order's owner, with or without an agent: the first word of an actor names the user. */
const isOwner = (actor: string, owner: string): string => `split_part(${actor}, ' ', 1) = 'user:' || ${owner}`;

/**
 * The histories of locked orders. In the outbox, rows that a relay has locked are left as they are: it is writing an error
 * of the broker. Returns when the last lease on one of these orders' events ends.
 */
export const ERASE_HISTORIES = statement({
  name: 'erase_histories',
  writes: true,
  prepared: false,
  parameters: { orderIds: arrayOf(bigint) },
  columns: { leasedUntil: nullable(timestamptz) },
  text: `
    WITH erased_events AS (
      UPDATE order_events e
      SET actor = CASE WHEN ${isOwner('e.actor', 'e.user_id')} THEN '${ERASED}' ELSE e.actor END,
          reason = CASE WHEN e.reason IS NOT NULL THEN '${ERASED}' END, traceparent = NULL, request_id = NULL
      WHERE e.order_id = ANY (@orderIds)
        AND (${isOwner('e.actor', 'e.user_id')} OR e.reason <> '${ERASED}' OR e.traceparent IS NOT NULL
             OR e.request_id IS NOT NULL)
    ), erased_skips AS (
      UPDATE skipped_events s
      SET actor = CASE WHEN ${isOwner('s.actor', 'e.user_id')} THEN '${ERASED}' ELSE s.actor END, reason = '${ERASED}',
          last_error = CASE WHEN s.last_error IS NOT NULL THEN '${ERASED}' END, request_id = NULL
      FROM order_events e
      WHERE e.order_id = ANY (@orderIds) AND s.event_id = e.event_id
    ), free AS (
      SELECT order_id, version FROM outbox
      WHERE order_id = ANY (@orderIds) AND last_error <> '${ERASED}' FOR UPDATE SKIP LOCKED
    ), erased_errors AS (
      UPDATE outbox w SET last_error = '${ERASED}' FROM free f WHERE w.order_id = f.order_id AND w.version = f.version
    )
    SELECT max(claimed_until) AS "leasedUntil" FROM outbox WHERE order_id = ANY (@orderIds)`,
});

/**
 * The archive of lanes that have left this cell. Its rows are deleted: nothing reads them but a person who looks for what a
 * move has lost.
 */
export const ERASE_ARCHIVE = statement({
  name: 'erase_archive',
  writes: true,
  prepared: false,
  parameters: { userId: bigint, limit: int },
  columns: { erased: bigint },
  text: `
    WITH erased_rows AS (
      DELETE FROM moved_rows
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM moved_rows WHERE user_id = @userId LIMIT @limit))
      RETURNING 1
    )
    SELECT count(*) AS erased FROM erased_rows`,
});

/** What recognises repeated requests, of orders that are erased. Rows that are being deleted are left to that. */
export const ERASE_REQUESTS = statement({
  name: 'erase_requests',
  writes: true,
  prepared: false,
  parameters: { userId: bigint, limit: int },
  columns: { erased: bigint },
  text: `
    WITH keys AS (
      SELECT k.key_digest FROM idempotency_keys k JOIN orders o ON o.id = k.order_id
      WHERE k.user_id = @userId AND k.fingerprint <> '' AND o.erased_at IS NOT NULL
      LIMIT @limit FOR UPDATE OF k SKIP LOCKED
    ), erased_keys AS (
      UPDATE idempotency_keys k SET fingerprint = '' FROM keys
      WHERE k.user_id = @userId AND k.key_digest = keys.key_digest
      RETURNING 1
    ), requests AS (
      SELECT u.order_id FROM unacknowledged_orders u JOIN orders o ON o.id = u.order_id
      WHERE u.user_id = @userId AND o.erased_at IS NOT NULL
      LIMIT @limit FOR UPDATE OF u SKIP LOCKED
    ), forgotten AS (
      DELETE FROM unacknowledged_orders u USING requests r WHERE u.order_id = r.order_id
      RETURNING 1
    )
    SELECT greatest((SELECT count(*) FROM erased_keys), (SELECT count(*) FROM forgotten)) AS erased`,
});
