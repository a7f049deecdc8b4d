import type { ImportSource } from '../ports/import.js';
import type { Database, Runner } from './connection.js';
import { EVENT_COLUMNS, ORDER_COLUMNS, sourceTables } from './import-tables.js';
import { text, type SqlType } from './sql-types.js';
import { statement } from './statement.js';

/** The source cannot be imported. The message says why, and what to do. */
export class ImportSourceError extends Error {
  override readonly name = 'ImportSourceError';
}

/** The columns of the existing service that an import reads. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  orders: ['id', 'user_id', 'status', 'total_amount', 'created_at', 'updated_at'],
  order_items: ['id', 'order_id', 'product_id', 'product_name', 'product_price', 'quantity', 'subtotal'],
};

/** Columns that only this service's own table of orders has. */
const OWN_COLUMNS = ['version', 'items', 'transaction_id'];

/** The column that has the shop's own number of an order, where no other one is named. */
const USUAL_REFERENCE_COLUMN = 'reference';

const PAGE_SIZE = 1_000;

/** One snapshot for the whole import; a large table may take long to sort, and the target long to write. */
const SNAPSHOT = [
  statement({
    name: 'source_snapshot',
    writes: false,
    prepared: false,
    text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY',
  }),
  ...[
    'idle_in_transaction_session_timeout = 0',
    'cursor_tuple_fraction = 1', // every row is fetched, so that a plan for the first rows would be slower
    `work_mem = '64MB'`,
  ].map((setting, at) =>
    statement({ name: `source_setting_${at}`, writes: false, prepared: false, text: `SET LOCAL ${setting}` }),
  ),
];

const COLUMN_TYPES = statement({
  name: 'source_columns',
  writes: false,
  prepared: false,
  parameters: { schema: text },
  columns: { table: text, column: text, type: text },
  text: `
    SELECT table_name::text AS "table", column_name::text AS "column", data_type::text AS type
    FROM information_schema.columns
    WHERE table_schema = @schema AND table_name IN ('orders', 'order_items')`,
});

/** Which tables are read. */
export interface SourceOptions {
  readonly schema: string;
  /** The column with the shop's own number; empty for none. By default `reference`, if the table has it. */
  readonly referenceColumn: string | undefined;
}

/**
 * Reads the tables `orders` and `order_items` in one read-only transaction, while `work` runs.
 * @throws ImportSourceError when they are not the existing service's tables
 */
export async function withImportSource<Result>(
  database: Database,
  options: SourceOptions,
  work: (source: ImportSource) => Promise<Result>,
): Promise<Result> {
  return await database.transaction(async (transaction) => {
    for (const setting of SNAPSHOT) await transaction.run(setting, {});
    return await work(await openImportSource(transaction, options));
  });
}

/**
 * Reads the tables in a transaction that is under way, and that sees no changes of others.
 * @throws ImportSourceError when they are not the existing service's tables
 */
export async function openImportSource(transaction: Runner, options: SourceOptions): Promise<ImportSource> {
  const types = await columnTypes(transaction, options.schema);
  const tables = sourceTables(options.schema, types, referenceColumn(options, types));
  const [size] = await transaction.run(tables.size, {});
  return {
    orders: size?.orders ?? 0,
    lastId: size?.lastId ?? 0,
    pages: () => fetchAll(transaction, 'source_orders', tables.orders, ORDER_COLUMNS),
    events: (since) => fetchAll(transaction, 'source_events', tables.eventsSince(since), EVENT_COLUMNS),
  };
}

/** The type of each column, as `table.column`. */
async function columnTypes(transaction: Runner, schema: string): Promise<ReadonlyMap<string, string>> {
  const rows = await transaction.run(COLUMN_TYPES, { schema });
  const types = new Map(rows.map(({ table, column, type }) => [`${table}.${column}`, type]));
  if (OWN_COLUMNS.every((column) => types.has(`orders.${column}`))) {
    throw new ImportSourceError(
      `The table ${schema}.orders is this service's own. Set IMPORT_DATABASE_URL to the existing service's database.`,
    );
  }
  const missing = Object.entries(COLUMNS)
    .flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`))
    .filter((column) => !types.has(column));
  if (missing.length > 0) {
    throw new ImportSourceError(
      `The schema ${schema} of IMPORT_DATABASE_URL has no ${missing.join(', ')}. Name the existing service's database, and its schema with --schema.`,
    );
  }
  return types;
}

/** The column that has the shop's own number. @throws ImportSourceError for one that is named and missing */
function referenceColumn(
  { schema, referenceColumn: named }: SourceOptions,
  types: ReadonlyMap<string, string>,
): string | undefined {
  if (named === '') return undefined;
  const column = named ?? USUAL_REFERENCE_COLUMN;
  if (types.has(`orders.${column}`)) return column;
  if (named === undefined) return undefined;
  throw new ImportSourceError(`The table ${schema}.orders has no column ${named}, which --reference-column names.`);
}

/** The rows of `query`, page by page, through a cursor: neither side holds them all. */
async function* fetchAll<Columns extends Readonly<Record<string, SqlType<unknown>>>>(
  transaction: Runner,
  cursor: string,
  query: string,
  columns: Columns,
) {
  const run = { writes: false, prepared: false } as const;
  await transaction.run(
    statement({ ...run, name: `${cursor}_declare`, text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${query}` }),
    {},
  );
  const fetch = statement({ ...run, name: `${cursor}_fetch`, columns, text: `FETCH ${PAGE_SIZE} FROM ${cursor}` });
  for (;;) {
    const rows = await transaction.run(fetch, {});
    if (rows.length === 0) break;
    yield rows;
  }
  await transaction.run(statement({ ...run, name: `${cursor}_close`, text: `CLOSE ${cursor}` }), {});
}
