import pg from 'pg';

/**
 * How long a plan is kept (https://www.postgresql.org/docs/current/runtime-config-query.html). With `auto`, arrays make
 * PostgreSQL estimate a plan for their very length to be cheaper than one for any length. It then plans a statement each
 * time, at up to twice the cost of the statement itself.
 */
export type PlanCacheMode = 'auto' | 'force_generic_plan';

/** Milliseconds; 0 for no limit. */
export interface SessionTimeouts {
  readonly statementMs: number;
  readonly lockMs: number;
  readonly idleInTransactionMs: number;
}

export interface SessionOptions extends Partial<SessionTimeouts> {
  readonly planCacheMode?: PlanCacheMode | undefined;
  /** Whether the session refuses to write. */
  readonly readOnly?: boolean;
  /** The schema of the tables. */
  readonly schema?: string;
}

/**
 * What statements, parameters and parsers depend on. A database, a role, a server or a pooler may set each of these
 * otherwise. A setting that this version of PostgreSQL does not have is left out.
 */
const SETTINGS = {
  // How values are written and read
  client_encoding: 'UTF8',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  array_nulls: 'on',
  standard_conforming_strings: 'on',
  // What statements mean
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  transform_null_equals: 'off',
  check_function_bodies: 'on',
  exit_on_error: 'off',
  // What an acknowledged change means. A cancelled wait for a standby is reported by a warning only.
  synchronous_commit: 'on',
  client_min_messages: 'warning',
  // What statements cost. Prepared statements get plans for pages of unknown length, which on a large table would start
  // the JIT compiler and parallel workers: a page of the feed took 27 ms with them, and takes 0.05 ms without.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  random_page_cost: '1.1', // the default is for spinning disks, on which reading a whole table beats many look-ups
  // The pool closes connections itself.
  idle_session_timeout: '0',
  transaction_timeout: '0',
};

const DEFAULT_SCHEMA = 'public';

/** The settings of a session. Temporary tables, which no statement uses, come last, so that none hides a table. */
export function sessionSettings({
  planCacheMode = 'force_generic_plan',
  schema = DEFAULT_SCHEMA,
  readOnly = false,
  statementMs = 0,
  lockMs = 0,
  idleInTransactionMs = 0,
}: SessionOptions = {}): Readonly<Record<string, string>> {
  return {
    ...SETTINGS,
    search_path: `${pg.escapeIdentifier(schema)}, pg_temp`,
    plan_cache_mode: planCacheMode,
    ...(readOnly && { default_transaction_read_only: 'on' }),
    statement_timeout: duration(statementMs),
    lock_timeout: duration(lockMs),
    idle_in_transaction_session_timeout: duration(idleInTransactionMs),
  };
}

/** Milliseconds as PostgreSQL shows them: in the largest unit that divides them. */
function duration(milliseconds: number): string {
  if (milliseconds === 0) return '0';
  for (const [unit, length] of UNITS) if (milliseconds % length === 0) return `${milliseconds / length}${unit}`;
  return `${milliseconds}ms`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;
