import type { LaneRange } from '../../domain/lane.js';
import type { Database, Runner } from '../connection.js';
import { bigint, boolean, int, uuid } from '../sql-types.js';
import { patiently } from './lane-holding.js';
import { LaneMoveError, moveName, ofLanes, sql } from './lane-sql.js';

export interface Move extends LaneRange {
  readonly from: number;
  readonly to: number;
}

const ofMove = ({ first, last, from }: Move): string =>
  `first_lane = ${first} AND last_lane = ${last} AND from_cell = ${from}`;

/** Moves under way that a database knows of. */
export async function movesUnderWay(database: Runner): Promise<readonly Move[]> {
  return await database.run(
    sql(
      `SELECT first_lane::int AS first, last_lane::int AS last, from_cell::int AS "from", to_cell::int AS "to"
       FROM lane_moves ORDER BY first_lane`,
      { first: int, last: int, from: int, to: int },
    ),
    {},
  );
}

/**
 * Records the move in the source, after which no erasure of a user of these lanes can begin there. An erasure begins with a
 * row in `user_erasures`: the lock waits for those that are beginning, and those that begin later see the move.
 * The same holds for removals of old events, which take their turns at the row of `event_retention`.
 * @throws LaneMoveError when an erasure has begun and is not complete, because rows that it changes would differ in the copy
 */
export async function recordMove(source: Database, move: Move): Promise<void> {
  await patiently(() =>
    source.transaction(async (transaction) => {
      await transaction.run(sql('LOCK TABLE user_erasures IN SHARE MODE', {}), {});
      const [unfinished] = await transaction.run(
        sql(
          `SELECT user_id AS user FROM user_erasures
           WHERE completed_at IS NULL AND ${ofLanes('user_id', move)} ORDER BY user_id LIMIT 1`,
          { user: bigint },
        ),
        {},
      );
      if (unfinished) {
        throw new LaneMoveError(
          `An erasure of user ${unfinished.user} is not complete. Complete it before the lane moves: ` +
            `orders erase --user ${unfinished.user}.`,
        );
      }
      await transaction.run(sql('SELECT only_row AS locked FROM event_retention FOR UPDATE', { locked: boolean }), {});
      await transaction.run(
        sql(
          `INSERT INTO lane_moves (first_lane, last_lane, from_cell, to_cell)
           VALUES (${move.first}, ${move.last}, ${move.from}, ${move.to}) ON CONFLICT DO NOTHING`,
          {},
        ),
        {},
      );
    }),
  );
}

export async function forgetMove(database: Runner, move: Move): Promise<void> {
  await database.run(sql(`DELETE FROM lane_moves WHERE ${ofMove(move)}`, {}), {});
}

/** Changes the marker. A database that shows the new one has received every earlier commit of the source. */
export async function changeMarker(source: Runner, move: Move): Promise<string> {
  const [row] = await source.run(
    sql(`UPDATE lane_moves SET marker = gen_random_uuid() WHERE ${ofMove(move)} RETURNING marker`, { marker: uuid }),
    {},
  );
  if (!row) throw new Error(`The source does not know the move ${moveName(move)}`);
  return row.marker;
}

export async function hasMarker(database: Runner, move: Move, marker: string): Promise<boolean> {
  const [row] = await database.run(sql(`SELECT marker FROM lane_moves WHERE ${ofMove(move)}`, { marker: uuid }), {});
  return row?.marker === marker;
}
