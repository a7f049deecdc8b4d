import { ORDER_STATUS_UPDATED } from '../../domain/events.js';
import type { ChangeOutcome, StatusChange } from '../../ports/order-store.js';
import type { Runner } from '../connection.js';
import { arrayText, bigint, boolean, nullable, text, uuid } from '../sql-types.js';
import { batchOf, column, statement } from '../statement.js';
import { ORDER } from './order-columns.js';

/** Each change is of another order. */
const CHANGES = batchOf<StatusChange>({
  order_id: column(bigint, (change) => change.orderId),
  owner_id: column(nullable(bigint), (change) => change.ownerId),
  target: column(text, (change) => change.target),
  sources: column(text, (change) => arrayText(change.from)),
  versions: column(nullable(text), (change) => change.versions && arrayText(change.versions)),
  reason: column(nullable(text), (change) => change.reason),
  event_id: column(uuid, (change) => change.eventId),
  actor: column(text, (change) => change.actor),
  traceparent: column(nullable(text), (change) => change.trace.traceparent),
  request_id: column(text, (change) => change.trace.requestId),
});

/**
 * Moves the locked orders in the table `seen` that `may_move`, and writes their events and outbox rows. It has the columns
 * of `orders`, and what a change adds: `target`, `reason`, `event_id`, `actor`, `traceparent` and `request_id`.
 *
 * A statement gets its transaction id with its first lock, and may then wait for another lock while a transaction with a
 * higher id moves that order. So a change carries the highest transaction id of its order so far: the feed, which is read
 * in the order of these ids and only below those under way, then shows no version before an earlier one.
 */
export const MOVE_SEEN = `
    moved AS (
      UPDATE orders o
      SET status = s.target, version = s.version + 1, updated_at = greatest(clock_timestamp(), s.updated_at),
          transaction_id = greatest(pg_current_xact_id(), s.transaction_id)
      FROM seen s
      WHERE o.id = s.id AND s.may_move
      RETURNING o.id, o.status, o.version, o.updated_at, o.transaction_id
    ), events AS (
      INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, reason,
                                traceparent, request_id, occurred_at, transaction_id)
      SELECT s.event_id, s.id, s.user_id, m.version, '${ORDER_STATUS_UPDATED}', s.status, m.status, s.actor, s.reason,
             s.traceparent, s.request_id, m.updated_at, m.transaction_id
      FROM moved m JOIN seen s ON s.id = m.id
    ), queued AS (
      INSERT INTO outbox (order_id, version, event_id)
      SELECT s.id, m.version, s.event_id FROM moved m JOIN seen s ON s.id = m.id ORDER BY s.id
    )`;

/**
 * Moves orders, and writes their events and outbox rows. Rows are locked in the order of their ids, so that two such
 * statements cannot deadlock. An order that may not move is returned as it stands.
 */
export const CHANGE_STATUSES = statement({
  name: 'change_order_statuses',
  writes: true,
  parameters: { change: CHANGES },
  columns: { ...ORDER.columns, moved: boolean },
  text: `
    WITH seen AS MATERIALIZED (
      SELECT o.*, change.target, change.reason, change.event_id, change.actor, change.traceparent, change.request_id,
             o.status = ANY (change.sources::text[])
               AND (change.versions IS NULL OR o.version = ANY (change.versions::int[])) AS may_move
      FROM @change JOIN orders o ON o.id = change.order_id AND (change.owner_id IS NULL OR o.user_id = change.owner_id)
      ORDER BY o.id
      FOR UPDATE OF o
    ), ${MOVE_SEEN}
    SELECT ${ORDER.listWith({
      status: 'coalesce(m.status, o.status)',
      version: 'coalesce(m.version, o.version)',
      updatedAt: 'coalesce(m.updated_at, o.updated_at)',
    })}, m.id IS NOT NULL AS moved
    FROM seen o LEFT JOIN moved m ON m.id = o.id`,
});

/**
 * Makes all of `changes`, or, if the statement fails, none. Outcomes are in the order given; undefined where there is no
 * such order for its owner.
 */
export async function changeStatuses(
  database: Runner,
  changes: readonly StatusChange[],
): Promise<(ChangeOutcome | undefined)[]> {
  const rows = await database.run(CHANGE_STATUSES, { change: changes });
  const outcomes = new Map(rows.map(({ moved, ...order }) => [order.id, { moved, order }]));
  return changes.map((change) => outcomes.get(change.orderId));
}
