import pg from 'pg';
import type { LaneRange } from '../../domain/lane.js';
import type { Runner } from '../connection.js';
import { parseDatabaseUrl } from '../database-url.js';
import { arrayOf, boolean, int, text } from '../sql-types.js';
import { LANE_TABLES, LaneMoveError, moveName, ofLanes, sql, type LaneTable } from './lane-sql.js';

/** Columns that are sent: without generated ones and those that each cell fills in itself. */
async function publishedColumns(database: Runner, { name, own }: Pick<LaneTable, 'name' | 'own'>): Promise<string> {
  const [row] = await database.run(
    sql(
      `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
       WHERE attrelid = '${name}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
         AND attname <> ALL (${literal(own)})`,
      { columns: text },
    ),
    {},
  );
  if (!row) throw new Error(`The table ${name} has no columns`);
  return row.columns;
}

function literal(words: readonly string[]): string {
  return `ARRAY[${words.map((word) => pg.escapeLiteral(word)).join(', ')}]::text[]`;
}

/** Publishes the rows of `lanes`, and the marker of the move. Does nothing for a publication that exists. */
export async function publishLanes(source: Runner, lanes: LaneRange, firstLaneId: number): Promise<void> {
  const name = moveName(lanes);
  const parts = { changes: [] as string[], inserts: [] as string[] };
  for (const table of LANE_TABLES) {
    const columns = await publishedColumns(source, table);
    const part = `${table.name} (${columns}) WHERE (${ofLanes(table.key, lanes, firstLaneId)})`;
    (table.changes ? parts.changes : parts.inserts).push(part);
  }
  parts.changes.push(`lane_moves WHERE (first_lane = ${lanes.first} AND last_lane = ${lanes.last})`);
  await publish(source, name, parts.changes, 'insert, update, delete');
  await publish(source, `${name}_inserts`, parts.inserts, 'insert');
}

async function publish(source: Runner, name: string, tables: readonly string[], kinds: string): Promise<void> {
  if (await exists(source, 'pg_publication WHERE pubname', name)) return;
  await source.run(
    sql(`CREATE PUBLICATION ${name} FOR TABLE ${tables.join(', ')} WITH (publish = '${kinds}')`, {}),
    {},
  );
}

export async function unpublishLanes(source: Runner, lanes: LaneRange): Promise<void> {
  const name = moveName(lanes);
  await source.run(sql(`DROP PUBLICATION IF EXISTS ${name}, ${name}_inserts`, {}), {});
}

/** Copies what is published, and follows it. A subscription that exists goes on. */
export async function subscribeToLanes(
  target: Runner,
  source: Runner,
  { lanes, sourceUrl }: { readonly lanes: LaneRange; readonly sourceUrl: string },
): Promise<void> {
  const name = moveName(lanes);
  if (await hasSubscription(target, name)) return;
  await dropAbandonedSlot(source, name);
  await target.run(
    sql(
      `CREATE SUBSCRIPTION ${name} CONNECTION ${pg.escapeLiteral(connectionOf(sourceUrl))}
       PUBLICATION ${name}, ${name}_inserts WITH (disable_on_error = true)`,
      {},
    ),
    {},
  );
}

/** Whether this database has the subscription: those of all databases of a server are in one catalog. */
export async function hasSubscription(target: Runner, name: string): Promise<boolean> {
  return await exists(
    target,
    'pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND subname',
    name,
  );
}

/** Ends the subscription. Its slot in the source ends with it. */
export async function unsubscribe(target: Runner, source: Runner, lanes: LaneRange): Promise<void> {
  const name = moveName(lanes);
  if (await hasSubscription(target, name)) await target.run(sql(`DROP SUBSCRIPTION ${name}`, {}), {});
  await dropAbandonedSlot(source, name);
}

/** A command that was killed may have left a slot without a subscription. */
async function dropAbandonedSlot(source: Runner, name: string): Promise<void> {
  await source.run(
    sql(
      `SELECT pg_drop_replication_slot(slot_name)::text AS dropped FROM pg_replication_slots
       WHERE slot_name = '${name}' AND NOT active`,
      { dropped: text },
    ),
    {},
  );
}

export interface CopyState {
  readonly enabled: boolean;
  /** Tables whose rows are still being copied. */
  readonly copying: readonly string[];
}

export async function copyState(target: Runner, subscription: string): Promise<CopyState> {
  const [row] = await target.run(
    sql(
      `SELECT s.subenabled AS enabled,
              coalesce(array_agg(r.srrelid::regclass::text) FILTER (WHERE r.srsubstate <> 'r'), '{}') AS copying
       FROM pg_subscription s LEFT JOIN pg_subscription_rel r ON r.srsubid = s.oid
       WHERE s.subname = '${subscription}'
         AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       GROUP BY s.subenabled`,
      { enabled: boolean, copying: arrayOf(text) },
    ),
    {},
  );
  if (!row) throw new LaneMoveError(`The subscription ${subscription} has disappeared.`);
  return row;
}

async function exists(database: Runner, where: string, name: string): Promise<boolean> {
  const rows = await database.run(sql(`SELECT 1 AS one FROM ${where} = '${name}'`, { one: int }), {});
  return rows.length > 0;
}

/** The same place as a URL of this service, as libpq's key words: it does not know the parameter `schema`. */
export function connectionOf(url: string): string {
  const { location } = parseDatabaseUrl(url);
  const parameters = new URLSearchParams(url.split('?')[1] ?? '');
  const words: Record<string, string> = {
    host: location.hosts.map(({ host }) => host).join(','),
    port: location.hosts.map(({ port }) => port).join(','),
    user: location.user,
    password: location.password,
    dbname: location.database,
    ...(location.needsPrimary && { target_session_attrs: 'read-write' }),
  };
  for (const name of ['sslmode', 'sslrootcert', 'sslcert', 'sslkey']) {
    const value = parameters.get(name);
    if (value !== null) words[name] = value;
  }
  return Object.entries(words)
    .map(([name, value]) => `${name}='${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
    .join(' ');
}

const OPERATORS = 'operators';

/** Tables that operators read of all cells. */
const OPERATORS_TABLES: readonly string[] = ['orders', 'order_items', 'order_events'];

/** Publishes the orders of a cell, with the columns that its schema has now, for the database of operators. */
export async function publishForOperators(source: Runner): Promise<void> {
  const tables: string[] = [];
  for (const table of LANE_TABLES.filter(({ name }) => OPERATORS_TABLES.includes(name))) {
    tables.push(`${table.name} (${await publishedColumns(source, table)})`);
  }
  const list = tables.join(', ');
  if (await exists(source, 'pg_publication WHERE pubname', OPERATORS))
    await source.run(sql(`ALTER PUBLICATION ${OPERATORS} SET TABLE ${list}`, {}), {});
  else await publish(source, OPERATORS, tables, 'insert, update'); // orders leave a cell, and stay for operators
  await publish(source, `${OPERATORS}_moves`, ['lane_moves'], 'insert, update, delete');
}

/**
 * Copies a cell into the database of operators, and follows it. Rows that came to the cell from another one are left out:
 * the other cell sent them, too.
 */
export async function subscribeOperators(
  operators: Runner,
  source: Runner,
  { cell, sourceUrl }: { readonly cell: number; readonly sourceUrl: string },
): Promise<void> {
  const name = operatorsSubscription(cell);
  if (await hasSubscription(operators, name)) {
    await operators.run(sql(`ALTER SUBSCRIPTION ${name} REFRESH PUBLICATION`, {}), {});
    return;
  }
  await dropAbandonedSlot(source, name);
  await operators.run(
    sql(
      `CREATE SUBSCRIPTION ${name} CONNECTION ${pg.escapeLiteral(connectionOf(sourceUrl))}
       PUBLICATION ${OPERATORS}, ${OPERATORS}_moves WITH (origin = none)`,
      {},
    ),
    {},
  );
}

export function operatorsSubscription(cell: number): string {
  return `operators_cell_${cell}`;
}
