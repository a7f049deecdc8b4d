import type { NeededPrivilege } from '../privileges.js';
import { SCHEMA_COLUMNS } from '../schema-columns.js';
import { arrayOf, bigint, boolean, text } from '../sql-types.js';
import { batchOf, column, statement } from '../statement.js';

/** The table of names that Knex keeps of the migrations that were run. */
export const MIGRATIONS_TABLE = 'knex_migrations';

interface SchemaColumn {
  readonly table: string;
  readonly name: string;
}

export const EXPECTED_COLUMNS: readonly SchemaColumn[] = [
  ...Object.entries(SCHEMA_COLUMNS).flatMap(([table, names]) => names.map((name) => ({ table, name }))),
  { table: MIGRATIONS_TABLE, name: 'name' },
];

const COLUMNS = batchOf<SchemaColumn>({
  table_name: column(text, ({ table }) => table),
  column_name: column(text, ({ name }) => name),
});

const PRIVILEGES = batchOf<NeededPrivilege>({
  object: column(text, ({ object }) => object),
  privilege: column(text, ({ privilege }) => privilege),
});

/** Works in any database: it looks the tables up by their names. */
export const DATABASE_STATE = statement({
  name: 'database_state',
  writes: false,
  parameters: { expected: COLUMNS, needed: PRIVILEGES },
  columns: {
    ...{ inRecovery: boolean, readOnly: boolean, role: text, missing: bigint },
    ...{ tables: arrayOf(text), lacking: arrayOf(text) },
  },
  text: `
    SELECT pg_is_in_recovery() AS "inRecovery", current_setting('transaction_read_only')::boolean AS "readOnly",
           current_user::text AS role, count(*) FILTER (WHERE a.attname IS NULL) AS missing,
           coalesce(array_agg(DISTINCT e.table_name) FILTER (WHERE e.oid IS NOT NULL), '{}') AS tables,
           ARRAY (
             SELECT needed.privilege || ' on ' || needed.object
             FROM @needed CROSS JOIN LATERAL (SELECT to_regclass(quote_ident(needed.object))::oid AS oid) o
             WHERE NOT CASE needed.privilege WHEN 'USAGE' THEN has_sequence_privilege(o.oid, 'USAGE')
                                             WHEN 'DELETE' THEN has_table_privilege(o.oid, 'DELETE')
                                             ELSE has_any_column_privilege(o.oid, needed.privilege) END
           ) AS lacking
    FROM (
      SELECT table_name, column_name, to_regclass(quote_ident(table_name)) AS oid FROM @expected
    ) e
    LEFT JOIN pg_attribute a ON a.attrelid = e.oid AND a.attname = e.column_name AND NOT a.attisdropped`,
});

export const MIGRATIONS_RUN = statement({
  name: 'migrations_run',
  writes: false,
  parameters: { first: text, latest: text },
  columns: { first: boolean, latest: boolean },
  text: `
    SELECT EXISTS (SELECT FROM ${MIGRATIONS_TABLE} WHERE name = @first) AS first,
           EXISTS (SELECT FROM ${MIGRATIONS_TABLE} WHERE name = @latest) AS latest`,
});
