import { REPLACED_TABLES } from '../schema-state.js';
import { boolean, nullable, text } from '../sql-types.js';
import { statement } from '../statement.js';

/** Where the tables of the service that this one replaces are kept. */
export const REPLACED_SCHEMA = 'replaced_service';

const NAMES = REPLACED_TABLES.map((table) => `'${table}'`).join(', ');
/** The oids of the tables, in the schema of this service's. */
const TABLES = `SELECT to_regclass(name) FROM unnest(ARRAY[${NAMES}]) AS name`;

const run = { writes: true, prepared: false } as const;

/** Whether the tables have been moved before. */
export const WERE_MOVED = statement({
  ...run,
  name: 'import_were_moved',
  columns: { moved: boolean },
  text: `SELECT to_regclass('${REPLACED_SCHEMA}.orders') IS NOT NULL AS moved`,
});

/**
 * Other sessions of the database that have been active within a minute. Those of other roles are seen by a superuser, or
 * with pg_read_all_stats.
 */
export const ACTIVE_SESSIONS = statement({
  ...run,
  name: 'import_active_sessions',
  columns: { session: text },
  text: `
    SELECT format('%s of %s, process %s', coalesce(nullif(application_name, ''), 'a program without a name'),
                  coalesce(host(client_addr), 'this machine'), pid) AS session
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND application_name NOT LIKE 'order-service %'
      AND (state <> 'idle' OR state_change > clock_timestamp() - interval '1 minute')
    ORDER BY pid`,
});

/** Tables of others that refer to the tables: their rows could not refer to new orders. */
export const REFERRING_TABLES = statement({
  ...run,
  name: 'import_referring_tables',
  columns: { reference: text },
  text: `
    SELECT format('%s (%s)', conrelid::regclass, conname) AS reference
    FROM pg_constraint WHERE contype = 'f' AND confrelid IN (${TABLES}) AND conrelid NOT IN (${TABLES})`,
});

export const SET_LOCK_TIMEOUT = statement({
  ...run,
  name: 'import_lock_timeout',
  columns: { timeout: nullable(text) },
  text: `SELECT set_config('lock_timeout', '5s', true) AS timeout`,
});

export const LOCK_REPLACED_TABLES = statement({
  ...run,
  name: 'import_lock_replaced_tables',
  text: `LOCK TABLE ${REPLACED_TABLES.join(', ')} IN ACCESS EXCLUSIVE MODE`,
});

/**
 * Moves the tables with what belongs to them: their indexes and the sequences of their columns follow a table, other
 * sequences that number its rows do not, nor do its enum types, which are moved if no other table uses them.
 */
export const MOVE_REPLACED_TABLES = statement({
  ...run,
  name: 'import_move_replaced_tables',
  text: `
    DO $$
    DECLARE
      tables oid[] := ARRAY(${TABLES});
      item record;
    BEGIN
      CREATE SCHEMA ${REPLACED_SCHEMA};
      FOR item IN
        SELECT DISTINCT c.atttypid::regtype AS name
        FROM pg_attribute c JOIN pg_type t ON t.oid = c.atttypid
        WHERE c.attrelid = ANY (tables) AND NOT c.attisdropped AND t.typtype = 'e'
          AND NOT EXISTS (
            SELECT FROM pg_attribute other WHERE other.atttypid = t.oid AND other.attrelid <> ALL (tables)
              AND other.attrelid NOT IN (SELECT indexrelid FROM pg_index WHERE indrelid = ANY (tables)))
      LOOP
        EXECUTE format('ALTER TYPE %s SET SCHEMA ${REPLACED_SCHEMA}', item.name);
      END LOOP;
      ${REPLACED_TABLES.map((table) => `ALTER TABLE ${table} SET SCHEMA ${REPLACED_SCHEMA};`).join('\n      ')}
      FOR item IN
        SELECT DISTINCT s.oid::regclass AS name
        FROM pg_class s
        LEFT JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = s.oid AND d.classid = 'pg_attrdef'::regclass
        LEFT JOIN pg_attrdef a ON a.oid = d.objid
        WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace
          AND (a.adrelid = ANY (tables) OR s.relname IN ('orders_id_seq', 'order_items_id_seq'))
      LOOP
        EXECUTE format('ALTER SEQUENCE %s SET SCHEMA ${REPLACED_SCHEMA}', item.name);
      END LOOP;
    END $$`,
});

/** The transaction has filled the tables: nobody else has counted their rows yet. */
export const ANALYZE_TABLES = statement({
  ...run,
  name: 'import_analyze',
  text: 'ANALYZE orders, order_items, order_events',
});
