import { INITIAL_STATUS, type OrderStatus } from '../../domain/order-status.js';
import { TIMER_ACTOR } from '../../domain/timed-transition.js';
import { bigint, float8, int, nullable, text, uuid } from '../sql-types.js';
import { batchOf, column, statement } from '../statement.js';
import { MOVE_SEEN } from './change-statuses.js';
import { isHeld } from './held-lanes.js';

/*
 * None of these statements is prepared: each execution is planned for its status, since the index on `updated_at` has some
 * statuses only.
 */

/** Orders that one scrape of the metrics reads, however many are due. */
export const MAX_COUNTED_DUE = 10_000;

const EVENTS = batchOf<string>({
  ordinal: column(int, (_, ordinal) => ordinal),
  event_id: column(uuid, (eventId) => eventId),
});

/** @param enteredAt the column with the time at which an order entered its status */
function dueStatements(suffix: string, enteredAt: 'created_at' | 'updated_at') {
  const parameters = { from: text, afterSeconds: float8 };
  const isDue = `o.status = @from AND ${isHeld('o.user_id')} AND o.${enteredAt} <= now() - @afterSeconds * interval '1 second'`;
  return {
    /** SKIP LOCKED: replicas take different orders, and one that someone is changing by hand is left to them. */
    move: statement({
      name: `move_due_orders${suffix}`,
      writes: true,
      prepared: false,
      parameters: {
        ...parameters,
        limit: int,
        event: EVENTS,
        target: text,
        reason: text,
        traceparent: nullable(text),
        requestId: text,
      },
      columns: { lateSeconds: float8 },
      text: `
    WITH due AS MATERIALIZED (
      SELECT o.* FROM orders o WHERE ${isDue}
      ORDER BY o.${enteredAt}, o.id LIMIT @limit FOR UPDATE OF o SKIP LOCKED
    ), numbered AS (
      SELECT due.*, row_number() OVER (ORDER BY id) - 1 AS ordinal FROM due
    ), seen AS (
      SELECT d.*, @target AS target, @reason AS reason, event.event_id, '${TIMER_ACTOR}' AS actor,
             @traceparent AS traceparent, @requestId AS request_id, true AS may_move
      FROM numbered d JOIN @event ON event.ordinal = d.ordinal
    ), ${MOVE_SEEN}
    SELECT extract(epoch FROM m.updated_at - s.${enteredAt})::float8 - @afterSeconds AS "lateSeconds"
    FROM moved m JOIN seen s ON s.id = m.id`,
    }),

    next: statement({
      name: `next_due_order${suffix}`,
      writes: false,
      prepared: false,
      parameters,
      columns: { dueInSeconds: float8 },
      text: `
    SELECT extract(epoch FROM o.${enteredAt} - now())::float8 + @afterSeconds AS "dueInSeconds"
    FROM orders o WHERE o.status = @from AND ${isHeld('o.user_id')} ORDER BY o.${enteredAt}, o.id LIMIT 1`,
    }),

    figures: statement({
      name: `due_order_figures${suffix}`,
      writes: false,
      prepared: false,
      parameters,
      columns: { due: bigint, lateSeconds: float8 },
      text: `
    SELECT count(*) AS due,
           coalesce(extract(epoch FROM now() - min(d.entered_at))::float8 - @afterSeconds, 0) AS "lateSeconds"
    FROM (SELECT o.${enteredAt} AS entered_at FROM orders o WHERE ${isDue}
          ORDER BY o.${enteredAt}, o.id LIMIT ${MAX_COUNTED_DUE}) d`,
    }),
  };
}

const INITIAL = dueStatements('', enteredAtColumn(INITIAL_STATUS));
const PASSING = dueStatements('_by_update', 'updated_at');

export const DUE_STATEMENTS = [...Object.values(INITIAL), ...Object.values(PASSING)];

export function dueStatementsOf(status: OrderStatus): typeof INITIAL {
  return status === INITIAL_STATUS ? INITIAL : PASSING;
}

/** An order has had its initial status since it was created, and is in another one since it was last updated. */
export function enteredAtColumn(status: OrderStatus): 'created_at' | 'updated_at' {
  return status === INITIAL_STATUS ? 'created_at' : 'updated_at';
}
