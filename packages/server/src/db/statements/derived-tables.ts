import { boolean } from '../sql-types.js';
import { statement } from '../statement.js';

/*
 * Statistics and search are derived from the events. Each has a table with one row: the position in the feed of the last
 * event that it includes.
 */

interface SettledEvents {
  /** The table with the position. */
  readonly position: string;
  /** Of `order_events e`, beside their position. */
  readonly columns: string;
  /** What is joined to each event `e`, and the columns of it. */
  readonly with?: { readonly columns: string; readonly join: string };
}

/**
 * CTEs, of which `settled` has the next events, @limit at most. The holder of the position's row lock reads them; concurrent
 * callers get none. The row is read as it is once it is locked, so that no event is read twice, and the events are read below
 * the oldest transaction under way, so that none is left out. While rows of another database are being copied there are none,
 * because each table is copied for itself, and events may come before their orders.
 */
export function settledEvents({ position, columns, with: joined }: SettledEvents): string {
  return `position AS (
      SELECT transaction_id, id FROM ${position}
      WHERE NOT EXISTS (SELECT FROM pg_subscription_rel WHERE srsubstate <> 'r')
      FOR UPDATE SKIP LOCKED
    ), settled AS MATERIALIZED (
      SELECT e.*${joined ? `, ${joined.columns}` : ''}
      FROM position p
      CROSS JOIN LATERAL (
        SELECT e.transaction_id, e.id, ${columns} FROM order_events e
        WHERE (e.transaction_id, e.id) > (p.transaction_id, p.id)
          AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY e.transaction_id, e.id LIMIT @limit
      ) e
      ${joined?.join ?? ''}
    )`;
}

/** The end of a statement with `settled`: moves the position past these events, and counts them. */
export function movePast(position: string): string {
  return `moved AS (
      UPDATE ${position} SET transaction_id = last.transaction_id, id = last.id
      FROM (SELECT transaction_id, id FROM settled ORDER BY transaction_id DESC, id DESC LIMIT 1) last
    )
    SELECT count(*) AS events FROM settled`;
}

/** The time up to which every change is included: that of the first event that is not, else now. */
export function asOf(position: string): string {
  return `coalesce((
      SELECT least(e.occurred_at, now()) FROM ${position} p
      CROSS JOIN LATERAL (
        SELECT occurred_at FROM order_events
        WHERE (transaction_id, id) > (p.transaction_id, p.id) ORDER BY transaction_id, id LIMIT 1
      ) e
    ), now())`;
}

interface Updated {
  readonly name: string;
  readonly tables: readonly string[];
  /** Those from which rows are deleted, too. */
  readonly deletedFrom?: readonly string[];
}

/** Whether this session may update these tables: its role may, and the database is not a standby. */
export function mayUpdate({ name, tables, deletedFrom = [] }: Updated) {
  const deletes = deletedFrom.map((table) => ` AND has_table_privilege('${table}', 'DELETE')`).join('');
  return statement({
    name,
    writes: false,
    columns: { may: boolean },
    text: `
    SELECT NOT current_setting('transaction_read_only')::boolean
           AND bool_and(has_table_privilege(name, 'INSERT') AND has_table_privilege(name, 'UPDATE'))${deletes} AS may
    FROM unnest(ARRAY[${tables.map((table) => `'${table}'`).join(', ')}]) AS derived (name)`,
  });
}
