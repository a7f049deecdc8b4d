import type { LaneRange } from '../../domain/lane.js';
import type { Database, Runner } from '../connection.js';
import { bigint, boolean, jsonOf } from '../sql-types.js';
import { SEARCH_POSITION } from '../statements/update-search.js';
import { LANE_TABLES, ofLanes, sql } from './lane-sql.js';

/** Orders that are removed in one transaction. */
const MAX_ORDERS = 500;

const OF_ORDERS = LANE_TABLES.filter(({ key }) => key !== 'user_id');
/** Rows that the other cell makes itself. */
const WITHOUT_ARCHIVE = ['outbox', 'order_search', 'order_search_terms'].map((name) => ({ name, key: 'order_id' }));

/**
 * Archives the rows of lanes that another cell holds, and deletes them, from the first order to the last. An interrupted
 * removal goes on where it was.
 * @returns how many orders were removed
 */
export async function removeLanes(database: Database, lanes: LaneRange, firstLaneId: number): Promise<number> {
  let removed = 0;
  for (let after = 0; ;) {
    const ids = await nextOrders(database, lanes, { firstLaneId, after });
    const last = ids.at(-1);
    if (last === undefined) break;
    await database.transaction((transaction) => removeOrders(transaction, ids));
    removed += ids.length;
    after = last;
  }
  await removeKeys(database, lanes);
  return removed;
}

async function nextOrders(
  database: Runner,
  lanes: LaneRange,
  { firstLaneId, after }: { readonly firstLaneId: number; readonly after: number },
): Promise<readonly number[]> {
  const rows = await database.run(
    sql(
      `SELECT id FROM orders WHERE id > ${after} AND ${ofLanes('id', lanes, firstLaneId)} ORDER BY id LIMIT ${MAX_ORDERS}`,
      { id: bigint },
    ),
    {},
  );
  return rows.map(({ id }) => id);
}

async function removeOrders(transaction: Runner, ids: readonly number[]): Promise<void> {
  const list = ids.join(', ');
  for (const { name, key } of OF_ORDERS) {
    await transaction.run(
      sql(
        `INSERT INTO moved_rows (table_name, order_id, user_id, content)
         SELECT '${name}', o.id, o.user_id, to_jsonb(r) FROM ${name} r JOIN orders o ON o.id = r.${key}
         WHERE r.${key} IN (${list})`,
        {},
      ),
      {},
    );
  }
  await uncount(transaction, list);
  // Like that of the statistics: an update of the search could otherwise insert entries of orders that are deleted here.
  await transaction.run(sql(`SELECT true AS locked FROM ${SEARCH_POSITION} FOR UPDATE`, { locked: boolean }), {});
  for (const { name, key } of [...WITHOUT_ARCHIVE, ...OF_ORDERS.toReversed()]) {
    await transaction.run(sql(`DELETE FROM ${name} WHERE ${key} IN (${list})`, {}), {});
  }
}

/** The cell that holds the orders counts them. The row lock keeps updates of the statistics away meanwhile. */
async function uncount(transaction: Runner, list: string): Promise<void> {
  await transaction.run(sql('SELECT true AS locked FROM order_stats_position FOR UPDATE', { locked: boolean }), {});
  await transaction.run(
    sql(
      `UPDATE order_status_counts c SET orders = c.orders - r.orders
       FROM (SELECT status, count(*) AS orders FROM orders WHERE id IN (${list}) GROUP BY status) r
       WHERE c.status = r.status`,
      {},
    ),
    {},
  );
  await transaction.run(
    sql(
      `UPDATE order_stats_hourly h
       SET orders = h.orders - r.orders, revenue = h.revenue - r.revenue, cancelled = h.cancelled - r.cancelled,
           cancelled_amount = h.cancelled_amount - r.cancelled_amount
       FROM (SELECT date_trunc('hour', created_at, 'UTC') AS hour, count(*) AS orders, sum(total_amount) AS revenue,
                    count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
                    coalesce(sum(total_amount) FILTER (WHERE status = 'cancelled'), 0) AS cancelled_amount
             FROM orders WHERE id IN (${list}) GROUP BY 1) r
       WHERE h.hour = r.hour`,
      {},
    ),
    {},
  );
}

/** Whether the statistics include every event of `lanes`, so that their orders can be taken out. */
export async function areCounted(database: Runner, lanes: LaneRange, firstLaneId: number): Promise<boolean> {
  const [row] = await database.run(
    sql(
      `SELECT NOT EXISTS (
         SELECT FROM order_stats_position p JOIN order_events e ON (e.transaction_id, e.id) > (p.transaction_id, p.id)
         WHERE ${ofLanes('e.order_id', lanes, firstLaneId)}
       ) AS counted`,
      { counted: boolean },
    ),
    {},
  );
  return row?.counted ?? false;
}

async function removeKeys(database: Database, lanes: LaneRange): Promise<void> {
  const where = ofLanes('user_id', lanes);
  await database.transaction(async (transaction) => {
    await transaction.run(
      sql(
        `INSERT INTO moved_rows (table_name, order_id, user_id, content)
         SELECT 'idempotency_keys', order_id, user_id, to_jsonb(k) FROM idempotency_keys k WHERE ${where}`,
        {},
      ),
      {},
    );
    await transaction.run(sql(`DELETE FROM idempotency_keys WHERE ${where}`, {}), {});
  });
}

/** Deletes from the archive what was removed since a time, and was only a copy. */
export async function dropArchive(database: Runner, lanes: LaneRange, since: string): Promise<void> {
  await database.run(
    sql(`DELETE FROM moved_rows WHERE moved_at >= '${since}' AND ${ofLanes('order_id', lanes)}`, {}),
    {},
  );
}

/**
 * Copies what the source has recorded since its writes stopped: a client may disconnect after its order was written, and the
 * same request finds the order in the target.
 */
export async function carryUnacknowledged(
  source: Runner,
  target: Runner,
  { lanes, since }: { readonly lanes: LaneRange; readonly since: string },
): Promise<number> {
  const rows = await source.run(
    sql(
      `SELECT to_json(u) AS content FROM unacknowledged_orders u
       WHERE created_at >= '${since}' AND ${ofLanes('u.user_id', lanes)}`,
      { content: jsonOf<Readonly<Record<string, unknown>>>() },
    ),
    {},
  );
  for (const { content } of rows) {
    await target.run(
      sql(
        `INSERT INTO unacknowledged_orders
         SELECT * FROM json_populate_record(NULL::unacknowledged_orders, '${JSON.stringify(content).replaceAll("'", "''")}')
         ON CONFLICT DO NOTHING`,
        {},
      ),
      {},
    );
  }
  return rows.length;
}
