import knex, { type Knex } from 'knex';
import type pg from 'pg';
import { DatabaseUnavailableError, OutcomeUnknownError } from '../domain/dependency-errors.js';
import { parseDatabaseUrl } from './database-url.js';
import { SILENT } from './knex-log.js';
import { asDomainError, failureOf } from './errors.js';
import { statement, type Statement } from './statement.js';
import { typeParsers } from './type-parsers.js';

export interface Runner {
  /**
   * Runs one statement and returns its rows.
   * @throws DatabaseUnavailableError, ServiceOverloadedError or OutcomeUnknownError, or the database's own error when
   * it rejected the statement.
   */
  run<Parameters, Row>(statement: Statement<Parameters, Row>, parameters: NoInfer<Parameters>): Promise<Row[]>;
}

export interface Database extends Runner {
  /** Runs `work` in a transaction; commits when it resolves, rolls back when it rejects. */
  transaction<T>(work: (transaction: Runner) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly url: string;
  readonly applicationName?: string;
  readonly poolMax?: number;
  /**
   * How long a plan is kept (https://www.postgresql.org/docs/current/runtime-config-query.html). By default those of
   * named statements for as long as their connection: arrays make PostgreSQL take a plan made for their very length for
   * cheaper than one for any, and it plans each time, at up to twice the cost of the statement itself.
   */
  readonly planCacheMode?: PlanCacheMode;
  /** How long a request waits for a free connection. */
  readonly acquireTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 4_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
/** The client gives up later than the server does, so that the server's own answer is heard first. */
const QUERY_TIMEOUT_MARGIN_MS = 5_000;

/**
 * Prepared statements get plans that do not know how short a page will be, and would start compilers and parallel workers
 * on a large table: a page of the feed took 27 ms by them, and takes 0.05 ms without.
 */
const SESSION_SETTINGS = {
  timezone: 'UTC',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  random_page_cost: '1.1', // PostgreSQL's default is that of spinning disks, where reading a table beats many look-ups
};

export type PlanCacheMode = 'auto' | 'force_generic_plan';

/** What a session is opened with, as libpq's `options` has it. */
export function sessionOptions(planCacheMode: PlanCacheMode = 'force_generic_plan'): string {
  return Object.entries({ ...SESSION_SETTINGS, plan_cache_mode: planCacheMode })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/**
 * Opens a pool on a database. Nothing is connected before the first statement, and connections that broke are replaced.
 */
export function connect({
  url,
  applicationName = 'order-service',
  poolMax = 8,
  planCacheMode,
  acquireTimeoutMs = 3_000,
  statementTimeoutMs = 10_000,
}: ConnectOptions): Database {
  const pool = knex({
    client: 'pg',
    connection: {
      ...parseDatabaseUrl(url),
      application_name: applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + QUERY_TIMEOUT_MARGIN_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
      options: sessionOptions(planCacheMode),
      types: typeParsers,
    } as Knex.PgConnectionConfig,
    pool: { min: 0, max: poolMax, acquireTimeoutMillis: acquireTimeoutMs },
    asyncStackTraces: false,
    log: SILENT,
  });

  return {
    async run(statement, parameters) {
      const connection = await acquire(pool);
      try {
        return await query(connection, statement, parameters);
      } finally {
        await release(pool, connection);
      }
    },
    async transaction<T>(work: (transaction: Runner) => Promise<T>): Promise<T> {
      const connection = await acquire(pool);
      try {
        return await inTransaction(connection, work);
      } finally {
        await release(pool, connection);
      }
    },
    close: () => pool.destroy(),
  };
}

/** The pool's own connection: Knex hands out pg's client, which takes named statements as they are. */
async function acquire(pool: Knex): Promise<pg.Client> {
  try {
    return await (pool.client as { acquireConnection(): Promise<pg.Client> }).acquireConnection();
  } catch (error) {
    // Nothing was sent, whatever went wrong: not even a wrong password or a missing database is the caller's concern.
    throw failureOf(error) === 'overloaded'
      ? asDomainError(error, { writes: false })
      : new DatabaseUnavailableError({ cause: error });
  }
}

function release(pool: Knex, connection: pg.Client): Promise<void> {
  return (pool.client as { releaseConnection(connection: pg.Client): Promise<void> }).releaseConnection(connection);
}

/**
 * The only warning our statements can draw: somebody cancelled a commit's wait for a standby. It is told as done, and a
 * failover may undo it.
 */
const WARNING = '01000';

async function query<Parameters, Row>(
  connection: pg.Client,
  statement: Statement<Parameters, Row>,
  parameters: Parameters,
): Promise<Row[]> {
  let warning: string | undefined;
  const note = ({ code, message = '' }: { code?: string | undefined; message?: string | undefined }): void => {
    if (code === WARNING) warning = message;
  };
  if (statement.writes) connection.on('notice', note);
  try {
    const result = await connection.query({
      ...(statement.prepared && { name: statement.name }),
      text: statement.text,
      values: statement.valuesOf(parameters),
    });
    if (warning !== undefined) throw new OutcomeUnknownError({ cause: new Error(warning) });
    return result.rows as Row[];
  } catch (error) {
    const refusal = asDomainError(error, statement);
    if (refusal !== error) discard(connection, error);
    throw refusal;
  } finally {
    connection.off('notice', note);
  }
}

/** Marks a connection whose state is in doubt, so that the pool closes it instead of lending it again. */
function discard(connection: pg.Client, cause: unknown): void {
  (connection as { __knex__disposed?: unknown }).__knex__disposed = cause;
}

const BEGIN = statement({ name: 'begin', text: 'BEGIN', writes: false });
const COMMIT = statement({ name: 'commit', text: 'COMMIT', writes: true });
const ROLLBACK = statement({ name: 'rollback', text: 'ROLLBACK', writes: false });

async function inTransaction<T>(connection: pg.Client, work: (transaction: Runner) => Promise<T>): Promise<T> {
  await query(connection, BEGIN, {});
  let result: T;
  try {
    result = await work({ run: (statement, parameters) => query(connection, statement, parameters) });
  } catch (error) {
    await query(connection, ROLLBACK, {}).catch((failure: unknown) => discard(connection, failure));
    throw error;
  }
  await query(connection, COMMIT, {});
  return result;
}
