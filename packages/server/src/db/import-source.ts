import { INITIAL_STATUS } from '../domain/order-status.js';
import type { ImportSource, SourceEvent, SourceItem, SourceOrder } from '../ports/import.js';
import type { Database, Runner } from './connection.js';
import { bigint, boolean, jsonOf, nullable, text, timestamptz, type SqlType } from './sql-types.js';
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

const PAGE_SIZE = 1_000;

/** One snapshot for the whole import; a large table may take long to sort, and the target long to write. */
const SNAPSHOT = [
  statement({
    name: 'source_snapshot',
    writes: false,
    prepared: false,
    text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY',
  }),
  statement({
    name: 'source_timeouts',
    writes: false,
    prepared: false,
    text: 'SET LOCAL idle_in_transaction_session_timeout = 0',
  }),
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

/**
 * Reads the tables `orders` and `order_items` of `schema` in one read-only transaction, while `work` runs.
 * @throws ImportSourceError when they are not the existing service's tables
 */
export async function withImportSource<Result>(
  database: Database,
  schema: string,
  work: (source: ImportSource) => Promise<Result>,
): Promise<Result> {
  return await database.transaction(async (transaction) => {
    for (const setting of SNAPSHOT) await transaction.run(setting, {});
    const types = await columnTypes(transaction, schema);
    const tables = sourceTables(schema, types);
    const [size] = await transaction.run(tables.size, {});
    return await work({
      orders: size?.orders ?? 0,
      lastId: size?.lastId ?? 0,
      pages: () => fetchAll(transaction, 'source_orders', tables.orders, ORDER_COLUMNS),
      events: () => fetchAll(transaction, 'source_events', tables.events, EVENT_COLUMNS),
    });
  });
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

const ORDER_COLUMNS = {
  ...{ id: bigint, userId: nullable(bigint), status: nullable(text), totalAmount: nullable(text) },
  ...{ createdAt: nullable(timestamptz), updatedAt: nullable(timestamptz), items: jsonOf<readonly SourceItem[]>() },
} satisfies Readonly<Record<keyof SourceOrder, unknown>>;

const EVENT_COLUMNS = {
  ...{ orderId: bigint, status: nullable(text), isCreation: boolean, occurredAt: timestamptz },
} satisfies Readonly<Record<keyof SourceEvent, unknown>>;

/** The queries over the tables. A name of a schema is quoted; times without a zone are UTC. */
function sourceTables(schema: string, types: ReadonlyMap<string, string>) {
  const table = (name: string): string => `"${schema.replaceAll('"', '""')}".${name}`;
  const time = (column: string): string =>
    types.get(`orders.${column}`) === 'timestamp without time zone'
      ? `(o.${column} AT TIME ZONE 'UTC')`
      : `o.${column}`;
  const status = 'lower(o.status::text)';
  const [createdAt, updatedAt] = [time('created_at'), time('updated_at')];
  return {
    size: statement({
      name: 'source_size',
      writes: false,
      prepared: false,
      columns: { orders: bigint, lastId: nullable(bigint) },
      text: `SELECT count(*) AS orders, max(id)::bigint AS "lastId" FROM ${table('orders')}`,
    }),
    orders: `
      SELECT o.id::bigint AS id, o.user_id::bigint AS "userId", ${status} AS status,
             o.total_amount::numeric::text AS "totalAmount", ${createdAt} AS "createdAt", ${updatedAt} AS "updatedAt",
             coalesce(i.items, '[]') AS items
      FROM ${table('orders')} o
      LEFT JOIN (
        SELECT order_id, json_agg(json_build_object(
          'productId', product_id, 'productName', product_name, 'productPrice', product_price::numeric::text,
          'quantity', quantity, 'subtotal', subtotal::numeric::text) ORDER BY id) AS items
        FROM ${table('order_items')} GROUP BY order_id
      ) i ON i.order_id = o.id
      ORDER BY o.id`,
    events: `
      SELECT o.id::bigint AS "orderId", ${status} AS status, true AS "isCreation", ${createdAt} AS "occurredAt"
      FROM ${table('orders')} o WHERE o.created_at IS NOT NULL
      UNION ALL
      SELECT o.id::bigint, ${status}, false, greatest(${createdAt}, ${updatedAt})
      FROM ${table('orders')} o WHERE o.created_at IS NOT NULL AND ${status} <> '${INITIAL_STATUS}'
      ORDER BY "occurredAt", "orderId", "isCreation" DESC`,
  };
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
