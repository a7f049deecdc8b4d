import { LANES, type LaneRange } from '../../domain/lane.js';
import type { Runner } from '../connection.js';
import { bigint, int, text, uuid } from '../sql-types.js';
import type { LastIds } from './lane-holding.js';
import { LANE_TABLES, LaneMoveError, ofLanes, sql, type LaneTable } from './lane-sql.js';

/** How many rows there are, and the sum of their hashes: equal rows have equal sums, in any order. */
interface Sum {
  readonly rows: number;
  readonly hash: string;
}

interface Compared {
  readonly source: Runner;
  readonly target: Runner;
  readonly lanes: LaneRange;
  readonly firstLaneId: number;
}

/** Of each table that is verified, the rows up to the last ids. */
const UP_TO: Readonly<Record<string, (last: LastIds) => string>> = {
  orders: ({ order }) => `id < ${order + LANES}`,
  order_items: ({ order }) => `order_id < ${order + LANES}`,
  order_events: ({ event }) => `id <= ${event}`,
};

export interface Verified {
  readonly table: string;
  readonly rows: number;
}

/**
 * Compares every order, line item and event up to `last`, except for what a change of status changes.
 * @throws LaneMoveError for a difference
 */
export async function verifyRows({ source, target, lanes, firstLaneId }: Compared, last: LastIds): Promise<Verified[]> {
  const verified: Verified[] = [];
  for (const table of LANE_TABLES) {
    const upTo = UP_TO[table.name];
    if (!upTo) continue;
    const where = `${ofLanes(table.key, lanes, firstLaneId)} AND ${upTo(last)}`;
    const [there, here] = await Promise.all([source, target].map((database) => sumOf(database, table, where)));
    if (there?.rows !== here?.rows || there?.hash !== here?.hash) {
      throw new LaneMoveError(
        `${table.name} differs after the copy: ${there?.rows} rows in the source, ${here?.rows} in the target` +
          `${there?.rows === here?.rows ? ', with other contents' : ''}.`,
      );
    }
    verified.push({ table: table.name, rows: there?.rows ?? 0 });
  }
  return verified;
}

async function sumOf(database: Runner, { name, own, changing }: LaneTable, where: string): Promise<Sum> {
  const left = [...own, ...changing].map((column) => ` - '${column}'`).join('');
  const [row] = await database.run(
    sql(
      `SELECT count(*) AS rows, coalesce(sum(hashtextextended((to_jsonb(r)${left})::text, 0)), 0)::text AS hash
       FROM ${name} r WHERE ${where}`,
      { rows: bigint, hash: text },
    ),
    {},
  );
  return row ?? { rows: 0, hash: '0' };
}

/**
 * Ids are drawn before they are committed: of so many below the last one, some may have come after the comparison of all
 * rows.
 */
const OVERLAP = 10_000 * LANES;

/**
 * Compares, while the lanes stand still, the events after `last` and the present state of their orders. There are few.
 * @throws LaneMoveError for a difference
 */
export async function verifyLatest({ source, target, lanes, firstLaneId }: Compared, last: LastIds): Promise<number> {
  const columns = { eventId: uuid, order: bigint, version: int, status: text };
  const select = `
    SELECT e.event_id AS "eventId", e.order_id AS "order", o.version, o.status || ' ' || md5(o.items::text) AS status
    FROM order_events e JOIN orders o ON o.id = e.order_id`;
  const there = await source.run(
    sql(`${select} WHERE e.id > ${last.event - OVERLAP} AND ${ofLanes('e.order_id', lanes, firstLaneId)}`, columns),
    {},
  );
  if (there.length === 0) return 0;
  const ids = there.map(({ eventId }) => `'${eventId}'`).join(', ');
  const here = await target.run(sql(`${select} WHERE e.event_id IN (${ids})`, columns), {});
  const known = new Map(here.map((row) => [row.eventId, row]));
  const differing = there.filter(({ eventId, order, version, status }) => {
    const copy = known.get(eventId);
    return copy?.order !== order || copy.version !== version || copy.status !== status;
  });
  if (differing.length > 0) {
    throw new LaneMoveError(`${differing.length} of the last ${there.length} events differ in the target.`);
  }
  return there.length;
}
