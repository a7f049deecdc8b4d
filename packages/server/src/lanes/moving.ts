import type { Database } from '../db/connection.js';
import { foreignLanes, type CellFacts } from '../db/lanes/lane-holding.js';
import type { Move } from '../db/lanes/move-records.js';
import { LaneMoveError } from '../db/lanes/lane-sql.js';
import { describeLanes } from '../domain/lane.js';
import type { Balancer } from './balancer.js';

/** The steps of a move, in order. */
export type Step =
  | 'published'
  | 'subscribed'
  | 'copied'
  | 'verified'
  | 'stopped'
  | 'drained'
  | 'received'
  | 'switched'
  | 'routed'
  | 'unsubscribed'
  | 'removed';

export interface MovingCell {
  readonly database: Database;
  readonly url: string;
  readonly facts: CellFacts;
}

export interface Moving {
  readonly move: Move;
  readonly source: MovingCell;
  readonly target: MovingCell;
  /** The database of operators, which has to have the last writes of the source before the target writes. */
  readonly operators: Database | undefined;
  readonly balancer: Balancer;
  /** Writes progress. */
  readonly report: (text: string) => void;
  /** Called when a step is done. A test interrupts the move there. */
  readonly onStep: (step: Step) => Promise<void> | void;
}

/** Which cell accepts writes of the lanes: `neither` while they stand still. */
export type Holder = 'source' | 'neither' | 'target';

/** @throws LaneMoveError when the cells do not agree, or the lanes are elsewhere */
export async function holderOf({ move, source, target }: Pick<Moving, 'move' | 'source' | 'target'>): Promise<Holder> {
  const [there, here] = await Promise.all([foreignLanes(source.database), foreignLanes(target.database)]);
  const holders = new Set<Holder>();
  for (let lane = move.first; lane <= move.last; lane += 1) {
    const isLeaving = there.get(lane) === move.to;
    if (!there.has(lane) && !here.has(lane))
      throw new LaneMoveError(`Both cells hold lane ${lane}. Nothing was changed.`);
    if (there.has(lane) && !isLeaving)
      throw new LaneMoveError(`Cell ${move.from} does not hold lane ${lane}: see order-service lanes list.`);
    if (!isLeaving) holders.add('source');
    else holders.add(here.has(lane) ? 'neither' : 'target');
  }
  const [holder, another] = holders;
  if (holder === undefined || another !== undefined)
    throw new LaneMoveError(`Of the ${describeLanes(move)} some have been moved. Move them one by one.`);
  return holder;
}
