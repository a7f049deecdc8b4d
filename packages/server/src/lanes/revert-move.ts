import { areCounted, dropArchive, removeLanes } from '../db/lanes/lane-removal.js';
import { holdLanes, timeOf } from '../db/lanes/lane-holding.js';
import { forgetMove } from '../db/lanes/move-records.js';
import { LaneMoveError } from '../db/lanes/lane-sql.js';
import { unpublishLanes, unsubscribe } from '../db/lanes/replication.js';
import { describeLanes } from '../domain/lane.js';
import { until } from './move-lanes.js';
import { holderOf, type Moving } from './moving.js';

const MAX_LAG_MS = 60_000;

/**
 * Undoes a move that has not switched: the source holds the lanes at once, and the copies in the target are removed.
 * Can be repeated.
 * @throws LaneMoveError when the target holds the lanes
 */
export async function revertMove(moving: Moving): Promise<void> {
  const { move, source, target, report } = moving;
  if ((await holderOf(moving)) === 'target') {
    throw new LaneMoveError(
      `Cell ${move.to} holds the ${describeLanes(move)}. Complete the move, then move them back: ` +
        `--from ${move.to} --to ${move.from}.`,
    );
  }
  await holdLanes(source.database, move);
  report(`Cell ${move.from} holds the ${describeLanes(move)}.\n`);
  await unsubscribe(target.database, source.database, move);
  await unpublishLanes(source.database, move);
  const { firstLaneId } = source.facts;
  await until(`The statistics of cell ${move.to} include the copied events`, MAX_LAG_MS, () =>
    areCounted(target.database, move, firstLaneId),
  );
  const since = await timeOf(target.database);
  const removed = await removeLanes(target.database, move, firstLaneId);
  await dropArchive(target.database, move, since);
  report(`Removed the copies of ${removed} orders in cell ${move.to}.\n`);
  await forgetMove(source.database, move);
  await forgetMove(target.database, move);
}
