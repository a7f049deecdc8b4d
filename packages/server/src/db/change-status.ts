import type { ChangeOutcome, StatusChange } from '../ports/order-store.js';
import type { Runner, Statement } from './connection.js';
import { ORDER_COLUMNS, orderFromRow, type OrderRow } from './order-rows.js';

/**
 * Moves orders, and writes their events and outbox rows, in one statement and one round trip. It takes arrays, one
 * element a change, each of another order; rows are locked in the order of their ids, so that two such statements cannot
 * wait for each other. An order that may not move is returned as it stands.
 *
 * A statement gets its transaction id with its first lock, and may then wait for another one while somebody else moves
 * that order under a higher id. The change it makes next carries the order's highest id so far: in the feed, which is
 * read in the order of these ids and only below all that are under way, no version comes before an earlier one.
 */
export const CHANGE_STATUSES: Statement = {
  name: 'change_order_statuses',
  writes: true,
  text: `
    WITH input AS MATERIALIZED (
      SELECT i.*
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[],
                  $9::text[], $10::text[])
        AS i (order_id, owner_id, target, sources, versions, reason, event_id, actor, traceparent, request_id)
    ), seen AS MATERIALIZED (
      SELECT ${ORDER_COLUMNS}, o.transaction_id, i.target, i.reason, i.event_id, i.actor, i.traceparent, i.request_id,
             o.status = ANY (i.sources::text[]) AND (i.versions IS NULL OR o.version = ANY (i.versions::int[])) AS may_move
      FROM input i JOIN orders o ON o.id = i.order_id AND (i.owner_id IS NULL OR o.user_id = i.owner_id)
      ORDER BY o.id
      FOR UPDATE OF o
    ), moved AS (
      UPDATE orders o
      SET status = s.target, version = s.version + 1, updated_at = greatest(clock_timestamp(), s.updated_at),
          transaction_id = greatest(pg_current_xact_id(), s.transaction_id)
      FROM seen s
      WHERE o.id = s.id AND s.may_move
      RETURNING o.id, o.status, o.version, o.updated_at, o.transaction_id
    ), events AS (
      INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, reason,
                                traceparent, request_id, occurred_at, transaction_id)
      SELECT s.event_id, s.id, s.user_id, m.version, 'order.status.updated', s.status, m.status, s.actor, s.reason,
             s.traceparent, s.request_id, m.updated_at, m.transaction_id
      FROM moved m JOIN seen s ON s.id = m.id
    ), queued AS (
      INSERT INTO outbox (order_id, version, event_id)
      SELECT s.id, m.version, s.event_id FROM moved m JOIN seen s ON s.id = m.id ORDER BY s.id
    )
    SELECT o.id, o.user_id, o.user_email, coalesce(m.status, o.status) AS status, o.total_amount,
           coalesce(m.version, o.version) AS version, o.metadata, o.items, o.created_at,
           coalesce(m.updated_at, o.updated_at) AS updated_at, m.id IS NOT NULL AS moved
    FROM seen o LEFT JOIN moved m ON m.id = o.id`,
};

/**
 * Makes `changes`, each of another order, together: either the statement commits, or nothing is changed. Outcomes in
 * the order given; undefined where there is no such order for its owner.
 */
export async function changeStatuses(
  database: Runner,
  changes: readonly StatusChange[],
): Promise<(ChangeOutcome | undefined)[]> {
  const rows = await database.run<OrderRow & { moved: boolean }>(CHANGE_STATUSES, columnsOf(changes));
  const outcomes = new Map(rows.map((row) => [row.id, { moved: row.moved, order: orderFromRow(row) }]));
  return changes.map((change) => outcomes.get(change.orderId));
}

function columnsOf(changes: readonly StatusChange[]): unknown[][] {
  return [
    changes.map((change) => change.orderId),
    changes.map((change) => change.ownerId ?? null),
    changes.map((change) => change.target),
    changes.map((change) => arrayText(change.from)),
    changes.map((change) => (change.versions ? arrayText(change.versions) : null)),
    changes.map((change) => change.reason ?? null),
    changes.map((change) => change.eventId),
    changes.map((change) => change.actor),
    changes.map((change) => change.trace.traceparent ?? null),
    changes.map((change) => change.trace.requestId),
  ];
}

/** PostgreSQL has no ragged arrays: an array inside an array travels as its text. Words and integers need no quotes. */
function arrayText(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}
