import { setTimeout as delay } from 'node:timers/promises';
import {
  countOrders,
  enableLaneCheck,
  hasImportedOrders,
  holdLanes,
  lastIds,
  outboxOf,
  stoppedSince,
  stopLanes,
  takeLanes,
  type LastIds,
} from '../db/lanes/lane-holding.js';
import { changeMarker, forgetMove, hasMarker, recordMove } from '../db/lanes/move-records.js';
import { areCounted, carryUnacknowledged, removeLanes } from '../db/lanes/lane-removal.js';
import { LaneMoveError, moveName } from '../db/lanes/lane-sql.js';
import {
  copyState,
  hasSubscription,
  publishLanes,
  subscribeToLanes,
  unpublishLanes,
  unsubscribe,
} from '../db/lanes/replication.js';
import { verifyLatest, verifyRows } from '../db/lanes/verify-lanes.js';
import { describeLanes } from '../domain/lane.js';
import { holderOf, type Moving } from './moving.js';

export interface MoveResult {
  /** Orders that are in the target now. */
  readonly orders: number;
  /** How long no cell accepted writes of the lanes; undefined when an earlier call had switched them. */
  readonly standstillMs: number | undefined;
}

const POLL_MS = 5;
/** The source holds the lanes again when they would stand still for longer. */
const MAX_STANDSTILL_MS = 5_000;
/** For what is published and received within milliseconds where all is well. */
const MAX_LAG_MS = 60_000;
const MAX_COMPARISONS = 20;
const COMPARISON_PAUSE_MS = 250;

/**
 * Moves lanes from one cell to another while their users go on. Every step can be repeated, so that a call after an
 * interruption does what is left. Until the switch the move can be reverted, and by an error it is stopped at a point where
 * the source holds the lanes.
 * @throws LaneMoveError when something has to be corrected first
 */
export async function moveLanes(moving: Moving): Promise<MoveResult> {
  const { move, balancer, report, onStep } = moving;
  let standstillMs: number | undefined;
  if ((await holderOf(moving)) !== 'target') {
    const last = await copyLanes(moving);
    const stoppedMs = performance.now();
    await switchLanes(moving, last);
    await onStep('switched');
    await balancer.route(move, move.to);
    standstillMs = Math.round(performance.now() - stoppedMs);
    report(`The ${describeLanes(move)} stood still for ${standstillMs} ms.\n`);
  } else await balancer.route(move, move.to);
  await onStep('routed');
  await removeFromSource(moving);
  const { database, facts } = moving.target;
  return { orders: await countOrders(database, move, facts.firstLaneId), standstillMs };
}

/** Copies and follows the lanes, and compares the copy. Returns the last ids of what was compared. */
async function copyLanes(moving: Moving): Promise<LastIds> {
  const { move, source, target, report, onStep } = moving;
  const { firstLaneId } = source.facts;
  await refuseUnfit(moving);
  await recordMove(source.database, move);
  await enableLaneCheck(source.database);
  await publishLanes(source.database, move, firstLaneId);
  await onStep('published');
  report(`Copying the ${describeLanes(move)} from cell ${move.from} to cell ${move.to} …\n`);
  await subscribeToLanes(target.database, source.database, { lanes: move, sourceUrl: source.url });
  await onStep('subscribed');
  await until('The rows are copied', Infinity, async () => {
    const { enabled, copying } = await copyState(target.database, moveName(move));
    if (!enabled) throw new LaneMoveError(`Rows could not be copied: see the log of PostgreSQL in cell ${move.to}.`);
    return copying.length === 0;
  });
  await onStep('copied');
  const last = await lastIds(source.database);
  const rows = await compare(moving, last);
  report(`Equal in both cells: ${rows.map((table) => `${table.rows} of ${table.table}`).join(', ')}.\n`);
  await onStep('verified');
  return last;
}

/** Conditions that the operator has to meet; refused before anything is made. */
async function refuseUnfit({ move, source, target }: Moving): Promise<void> {
  const { firstLaneId } = source.facts;
  if (await hasImportedOrders(source.database, move, firstLaneId)) {
    throw new LaneMoveError(
      `Users of the ${describeLanes(move)} have imported orders. Their ids do not tell the lane, so that they stay in cell ` +
        `${move.from}.`,
    );
  }
  const isUnderWay = await hasSubscription(target.database, moveName(move));
  if (!isUnderWay && (await countOrders(target.database, move, target.facts.firstLaneId)) > 0) {
    throw new LaneMoveError(
      `Cell ${move.to} still has orders of the ${describeLanes(move)} from an earlier move. Complete that one first: ` +
        `order-service lanes move --from ${move.to} --to ${move.from}.`,
    );
  }
  const outbox = await outboxOf(source.database, move, firstLaneId);
  if (outbox.stuck > 0) {
    throw new LaneMoveError(
      `${outbox.stuck} events of the ${describeLanes(move)} are not delivered (${outbox.error ?? 'dead letters'}). ` +
        'A lane leaves when its events are published: see orders outbox.',
    );
  }
}

/** Rows that were committed during a comparison make it fail, and it is made again. */
async function compare(moving: Moving, last: LastIds) {
  const { move, source, target } = moving;
  const compared = {
    source: source.database,
    target: target.database,
    lanes: move,
    firstLaneId: source.facts.firstLaneId,
  };
  for (let attempt = 1; ; attempt += 1) {
    await receive(moving, MAX_LAG_MS);
    try {
      return await verifyRows(compared, last);
    } catch (error) {
      if (!(error instanceof LaneMoveError) || attempt === MAX_COMPARISONS) throw error;
      await delay(COMPARISON_PAUSE_MS);
    }
  }
}

/** Waits until the target, and the database of operators, have every commit that the source has made so far. */
async function receive({ move, source, target, operators }: Moving, maxMs: number): Promise<void> {
  const marker = await changeMarker(source.database, move);
  await until(`Cell ${move.to} receives what cell ${move.from} writes`, maxMs, () =>
    hasMarker(target.database, move, marker),
  );
  if (operators) {
    await until(`The operators' database receives what cell ${move.from} writes`, maxMs, () =>
      hasMarker(operators, move, marker),
    );
  }
}

/** Stops the lanes, waits until everything of theirs has left the source, and gives them to the target. */
async function switchLanes(moving: Moving, last: LastIds): Promise<void> {
  const { move, source, target, onStep } = moving;
  const { firstLaneId } = source.facts;
  const compared = { source: source.database, target: target.database, lanes: move, firstLaneId };
  await stopLanes(source.database, move, move.to);
  try {
    await onStep('stopped');
    await until(`The events of the ${describeLanes(move)} are published`, MAX_STANDSTILL_MS, async () => {
      return (await outboxOf(source.database, move, firstLaneId)).waiting === 0;
    });
    await onStep('drained');
    await receive(moving, MAX_STANDSTILL_MS);
    await verifyLatest(compared, last);
    await onStep('received');
    await takeLanes(target.database, move, await lastIds(source.database));
  } catch (error) {
    // The switch may have been committed although its answer was lost: then the target holds the lanes.
    if ((await holderOf(moving)) === 'neither') await holdLanes(source.database, move);
    throw error;
  }
}

/** What is left in the source is archived and removed. */
async function removeFromSource(moving: Moving): Promise<void> {
  const { move, source, target, report, onStep } = moving;
  const { firstLaneId } = source.facts;
  const since = await stoppedSince(source.database, move);
  await carryUnacknowledged(source.database, target.database, { lanes: move, since });
  await unsubscribe(target.database, source.database, move);
  await unpublishLanes(source.database, move);
  await onStep('unsubscribed');
  await until(`The statistics of cell ${move.from} include the last events`, MAX_LAG_MS, () =>
    areCounted(source.database, move, firstLaneId),
  );
  const removed = await removeLanes(source.database, move, firstLaneId);
  if (removed > 0) {
    report(
      `Archived and removed in cell ${move.from}: ${removed} orders. Erase a user of these lanes there, too, as long as ` +
        'moved_rows has the archive: see docs/erasure.md.\n',
    );
  }
  await forgetMove(source.database, move);
  await forgetMove(target.database, move);
  await onStep('removed');
}

/** @throws LaneMoveError when `condition` does not become true in time */
export async function until(what: string, maxMs: number, condition: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + maxMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs)
      throw new LaneMoveError(
        `Not within ${maxMs / 1_000} s: ${what}. Repeat the command, or revert it with --revert.`,
      );
    await delay(POLL_MS);
  }
}
