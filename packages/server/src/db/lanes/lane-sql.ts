import { LANES, type LaneRange } from '../../domain/lane.js';
import { UnusableDatabaseError } from '../unusable-database-error.js';
import { statement, type RowOf, type Statement } from '../statement.js';
import type { SqlType } from '../sql-types.js';

/** Why lanes cannot be moved, and what to do. */
export class LaneMoveError extends UnusableDatabaseError {}

/** A table whose rows belong to a lane. */
export interface LaneTable {
  readonly name: string;
  /** The column that tells the lane. */
  readonly key: 'id' | 'order_id' | 'user_id';
  /** Columns that each cell fills in itself: positions of its own feed. */
  readonly own: readonly string[];
  /** Columns that change while the row stays the same order, key or event. */
  readonly changing: readonly string[];
  /** False for a table whose rows are found by a key that does not tell the lane, so that only new ones are followed. */
  readonly changes: boolean;
}

/** Rows of a table that tell the lane, and are written once. */
const table = (name: string, key: LaneTable['key'], rest: Partial<LaneTable> = {}): LaneTable => ({
  name,
  key,
  own: [],
  changing: [],
  changes: true,
  ...rest,
});

/** What is moved with a lane, in an order in which rows can be deleted from the last to the first. */
export const LANE_TABLES: readonly LaneTable[] = [
  table('orders', 'id', { own: ['transaction_id'], changing: ['status', 'version', 'updated_at'] }),
  table('order_items', 'order_id'),
  table('order_events', 'order_id', { own: ['transaction_id', 'received_at'] }),
  table('skipped_events', 'order_id', { changes: false }),
  table('event_deliveries', 'order_id'),
  table('idempotency_keys', 'user_id'),
  table('unacknowledged_orders', 'order_id'),
];

/** Tables of orders or users that stay: they are empty for a lane when it moves, or each cell makes its own. */
export const UNMOVED_TABLES: readonly string[] = [
  'outbox',
  'moved_rows',
  'user_erasures',
  'order_search',
  'order_search_terms',
];

/** Which rows are of `lanes`. Ids below `firstLaneId` are those of imported orders, and tell no lane. */
export function ofLanes(key: string, { first, last }: LaneRange, firstLaneId = 0): string {
  const isId = key !== 'user_id' && !key.endsWith('.user_id');
  const imported = isId && firstLaneId > 0 ? ` AND ${key} >= ${firstLaneId}` : '';
  return `${key} % ${LANES} >= ${first} AND ${key} % ${LANES} <= ${last}${imported}`;
}

/** The name of what a move makes in both databases. */
export function moveName({ first, last }: LaneRange): string {
  return `lanes_${first}_${last}`;
}

/** A statement whose text is made for one move. It is planned for the tables as they are. */
export function sql<Columns extends Readonly<Record<string, SqlType<unknown>>>>(
  text: string,
  columns: Columns,
): Statement<Readonly<Record<string, never>>, RowOf<Columns>> {
  return statement({ name: 'move_lanes', writes: true, prepared: false, columns, text });
}
