import { boolean, int, nullable, text, timestamptz } from '../sql-types.js';
import { statement } from '../statement.js';
import { MIGRATIONS_TABLE } from './health.js';

/** A number that no other advisory lock of this database uses; its bytes spell "orders". */
const MIGRATION_LOCK = 0x6f7264657273;

const once = { writes: false, prepared: false } as const;

/**
 * Takes the lock of the session that migrates, or returns who holds it. It does not wait: a session that waits has a
 * snapshot, and the holder would wait for its end when it builds an index.
 */
export const TAKE_MIGRATION_LOCK = statement({
  ...once,
  name: 'take_migration_lock',
  columns: { taken: boolean, holder: nullable(int) },
  text: `
    SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS taken,
           (SELECT l.pid FROM pg_locks l
            WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.classid::bigint << 32 | l.objid::bigint = ${MIGRATION_LOCK} AND l.objsubid = 1
            LIMIT 1) AS holder`,
});

export const SESSION_PID = statement({
  ...once,
  name: 'session_pid',
  columns: { pid: int },
  text: 'SELECT pg_backend_pid() AS pid',
});

/** The sessions that a session waits for. */
export const BLOCKERS = statement({
  ...once,
  name: 'blockers',
  parameters: { waiting: int },
  columns: {
    ...{ pid: int, application: text, user: text, state: text },
    ...{ since: nullable(timestamptz), query: text },
  },
  text: `
    SELECT a.pid, coalesce(a.application_name, '') AS application, coalesce(a.usename::text, '') AS "user",
           coalesce(a.state, a.backend_type, '') AS state, coalesce(a.xact_start, a.query_start) AS since,
           coalesce(left(regexp_replace(a.query, '\\s+', ' ', 'g'), 100), '') AS query
    FROM pg_stat_activity a
    WHERE a.pid = ANY (pg_blocking_pids(@waiting))
    ORDER BY a.pid`,
});

/** Whether an index of this name is complete; no row when there is none. */
export const INDEX_STATE = statement({
  ...once,
  name: 'index_state',
  parameters: { index: text },
  columns: { valid: boolean },
  text: 'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass(@index)',
});

/** The migrations that were run, oldest first. */
export const ALL_MIGRATIONS_RUN = statement({
  ...once,
  name: 'all_migrations_run',
  columns: { name: text, runAt: timestamptz },
  text: `SELECT name::text AS name, migration_time AS "runAt" FROM ${MIGRATIONS_TABLE} ORDER BY id`,
});

export const TABLE_EXISTS = statement({
  ...once,
  name: 'table_exists',
  parameters: { table: text },
  columns: { exists: boolean },
  text: 'SELECT to_regclass(@table) IS NOT NULL AS exists',
});
