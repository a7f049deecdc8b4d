import { LANES, type LaneRange } from '../../domain/lane.js';
import { ServiceOverloadedError } from '../../ports/dependency-errors.js';
import type { Database, Runner } from '../connection.js';
import { bigint, boolean, int, nullable, text, timestamptz } from '../sql-types.js';
import { ofLanes, sql } from './lane-sql.js';

/** What a database says of itself. */
export interface CellFacts {
  readonly cell: number;
  readonly firstLaneId: number;
  readonly serverVersion: number;
  readonly walLevel: string;
  readonly schema: string;
}

export async function readCell(database: Runner): Promise<CellFacts> {
  const [row] = await database.run(
    sql(
      `SELECT number AS cell, first_lane_id AS "firstLaneId", current_setting('server_version_num')::int AS "serverVersion",
              current_setting('wal_level') AS "walLevel", current_schema()::text AS schema FROM cell`,
      { cell: int, firstLaneId: bigint, serverVersion: int, walLevel: text, schema: text },
    ),
    {},
  );
  if (!row) throw new Error('The table cell has no row');
  return row;
}

/** The lanes that a cell does not hold, and the cell that it names for each. */
export async function foreignLanes(database: Runner): Promise<ReadonlyMap<number, number>> {
  const rows = await database.run(
    sql('SELECT lane::int AS lane, cell::int AS cell FROM foreign_lanes', { lane: int, cell: int }),
    {},
  );
  return new Map(rows.map(({ lane, cell }) => [lane, cell]));
}

/** Enables the check of lanes, which waits for the writes under way, before the moment that counts. */
export async function enableLaneCheck(source: Runner): Promise<void> {
  await patiently(() =>
    source.run(
      sql(
        `DO $$ BEGIN
           IF EXISTS (SELECT FROM pg_trigger
                      WHERE tgrelid = 'orders'::regclass AND tgname = 'orders_lane' AND tgenabled = 'D') THEN
             ALTER TABLE orders ENABLE TRIGGER orders_lane;
           END IF;
         END $$`,
        {},
      ),
      {},
    ),
  );
}

/**
 * From its commit on, no write of `lanes` is under way in the source, and none is accepted. The lock is waited for only
 * briefly: writes of all lanes wait behind it.
 */
export async function stopLanes(source: Database, { first, last }: LaneRange, holder: number): Promise<void> {
  await patiently(() =>
    source.transaction(async (transaction) => {
      await transaction.run(sql(`SET LOCAL lock_timeout = '250ms'`, {}), {});
      await transaction.run(sql('LOCK TABLE foreign_lanes IN ACCESS EXCLUSIVE MODE', {}), {});
      await transaction.run(
        sql(
          `INSERT INTO foreign_lanes (lane, cell) SELECT lane, ${holder} FROM generate_series(${first}, ${last}) AS lane
           ON CONFLICT DO NOTHING`,
          {},
        ),
        {},
      );
    }),
  );
}

const MAX_LOCK_ATTEMPTS = 20;

/** Tries again when a lock was not free in time. */
export async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceOverloadedError) || attempt === MAX_LOCK_ATTEMPTS) throw error;
    }
  }
}

/** The cell accepts writes of `lanes` again, or from now on. */
export async function holdLanes(database: Runner, { first, last }: LaneRange): Promise<void> {
  await database.run(sql(`DELETE FROM foreign_lanes WHERE lane BETWEEN ${first} AND ${last}`, {}), {});
}

export interface OutboxState {
  readonly waiting: number;
  /** Events that wait for an operator, or for another attempt. */
  readonly stuck: number;
  readonly error: string | null;
}

export async function outboxOf(source: Runner, lanes: LaneRange, firstLaneId: number): Promise<OutboxState> {
  const [row] = await source.run(
    sql(
      `SELECT count(*) AS waiting, count(*) FILTER (WHERE dead_lettered_at IS NOT NULL OR attempts > 0) AS stuck,
              max(last_error) AS error
       FROM outbox WHERE ${ofLanes('order_id', lanes, firstLaneId)}`,
      { waiting: bigint, stuck: bigint, error: nullable(text) },
    ),
    {},
  );
  return row ?? { waiting: 0, stuck: 0, error: null };
}

/** Whether users of `lanes` have imported orders, whose ids do not tell where they are. */
export async function hasImportedOrders(source: Runner, lanes: LaneRange, firstLaneId: number): Promise<boolean> {
  if (firstLaneId === 0) return false;
  const [row] = await source.run(
    sql(`SELECT EXISTS (SELECT FROM orders WHERE id < ${firstLaneId} AND ${ofLanes('user_id', lanes)}) AS imported`, {
      imported: boolean,
    }),
    {},
  );
  return row?.imported ?? false;
}

export async function countOrders(database: Runner, lanes: LaneRange, firstLaneId: number): Promise<number> {
  const [row] = await database.run(
    sql(`SELECT count(*) AS orders FROM orders WHERE ${ofLanes('id', lanes, firstLaneId)}`, { orders: bigint }),
    {},
  );
  return row?.orders ?? 0;
}

/** The last ids that a cell has given out. */
export interface LastIds {
  readonly order: number;
  readonly event: number;
}

export async function lastIds(database: Runner): Promise<LastIds> {
  const [row] = await database.run(
    sql(
      `SELECT (SELECT last_value FROM orders_id_seq) AS "order", (SELECT last_value FROM order_events_id_seq) AS event`,
      { order: bigint, event: bigint },
    ),
    {},
  );
  return row ?? { order: 0, event: 0 };
}

/**
 * The switch: in one transaction the target continues above the ids of the source, so that those of each order rise, and
 * holds the lanes.
 */
export async function takeLanes(target: Database, lanes: LaneRange, { order, event }: LastIds): Promise<void> {
  await target.transaction(async (transaction) => {
    await transaction.run(
      sql(
        `SELECT setval('orders_id_seq', greatest(o.last_value, ${order})) AS "order",
                setval('order_events_id_seq',
                       greatest(e.last_value, ${event} / ${LANES} * ${LANES} + ${LANES} + number)) AS event
         FROM orders_id_seq o, order_events_id_seq e, cell`,
        { order: bigint, event: bigint },
      ),
      {},
    );
    await holdLanes(transaction, lanes);
  });
}

/** The time of a database. RFC 3339. */
export async function timeOf(database: Runner): Promise<string> {
  const [row] = await database.run(sql('SELECT now() AS now', { now: timestamptz }), {});
  if (!row) throw new Error('The database does not tell the time');
  return row.now;
}

/** Since when a cell has refused writes of lanes. RFC 3339. */
export async function stoppedSince(source: Runner, { first, last }: LaneRange): Promise<string> {
  const [row] = await source.run(
    sql(`SELECT coalesce(min(since), now()) AS since FROM foreign_lanes WHERE lane BETWEEN ${first} AND ${last}`, {
      since: timestamptz,
    }),
    {},
  );
  if (!row) throw new Error('The database does not tell the time');
  return row.since;
}
