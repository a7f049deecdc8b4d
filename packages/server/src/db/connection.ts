import type pg from 'pg';
import { DatabaseUnavailableError, OutcomeUnknownError, ServiceOverloadedError } from '../ports/dependency-errors.js';
import { asDomainError, failureOf, READ_ONLY, type Failure } from './errors.js';
import { isReadOnly, ReadOnlyServerError } from './host-pool.js';
import { createPool } from './pool.js';
import { resultOf } from './result-of.js';
import { Distribution } from '../measuring/distribution.js';
import type { PoolUse } from '../measuring/pool-use.js';
import type { PlanCacheMode } from './session-settings.js';
import { statement, type Statement } from './statement.js';

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
  /** Waits for the statements under way, and closes every connection. Idempotent. */
  close(): Promise<void>;
  readonly use: PoolUse;
  /**
   * Uses the URL and the files that it names as they are now, if they have changed and a connection works with them. Returns
   * whether they have. @throws the failure of that connection
   */
  renew(): Promise<boolean>;
}

/**
 * Is told of each statement: its name, its time without the wait for a connection, and the kind of its failure if it has
 * failed.
 */
export type StatementObserver = (statement: string, durationMs: number, failure: Failure | undefined) => void;

/** The buckets that the semantic conventions of OpenTelemetry advise for `db.client.connection.wait_time`. */
const WAIT_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

export interface ConnectOptions {
  readonly url: string;
  /** Reads the URL again, if it may have changed. */
  readonly readUrl?: (() => string) | undefined;
  readonly applicationName?: string;
  readonly maxConnections?: number;
  /** By default a prepared statement is planned once a connection. */
  readonly planCacheMode?: PlanCacheMode;
  /** How long a statement waits for a free connection, and a connection for the database. */
  readonly acquireTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  readonly onStatement?: StatementObserver;
  /** Whether only the database of another program is read: then its encoding and version may be any. */
  readonly ofAnotherProgram?: boolean;
  /** Whether a server that rejects writes will do, such as a standby. */
  readonly mayBeReadOnly?: boolean;
  /** Whether the sessions refuse to write, whatever the role may. */
  readonly readOnly?: boolean;
}

const LOCK_TIMEOUT_MS = 4_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
/** The client gives up later than the server does, so that the server's own answer arrives first. */
const ANSWER_MARGIN_MS = 5_000;

/** Opens a pool. Nothing is connected before the first statement, and connections that broke are replaced. */
export function connect({
  url,
  readUrl,
  applicationName = 'order-service',
  maxConnections = 8,
  planCacheMode,
  acquireTimeoutMs = 3_000,
  statementTimeoutMs = 10_000,
  onStatement,
  ofAnotherProgram = false,
  readOnly = false,
  mayBeReadOnly = readOnly,
}: ConnectOptions): Database {
  const pool = createPool({
    url,
    readUrl,
    max: maxConnections,
    applicationName,
    acquireTimeoutMs,
    ofAnotherProgram,
    mayBeReadOnly,
    session: {
      planCacheMode,
      readOnly,
      statementMs: statementTimeoutMs,
      lockMs: LOCK_TIMEOUT_MS,
      idleInTransactionMs: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  });

  const answerTimeoutMs = statementTimeoutMs + ANSWER_MARGIN_MS;
  const waits = new Distribution(WAIT_SECONDS);
  let inUse = 0;
  let timeouts = 0;
  let closing: Promise<void> | undefined;

  async function acquire(): Promise<pg.PoolClient> {
    const startedMs = performance.now();
    try {
      const client = await pool.connect();
      inUse += 1;
      waits.observe((performance.now() - startedMs) / 1_000);
      return client;
    } catch (error) {
      // While all connections are in use none is being opened, so the error is the timeout of the wait for one.
      if (inUse < maxConnections) throw unavailable(error);
      timeouts += 1;
      const cause = new Error(`All ${maxConnections} connections were in use for ${acquireTimeoutMs} ms`, {
        cause: error,
      });
      throw new ServiceOverloadedError({ cause });
    }
  }

  async function withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await acquire();
    // A read-only session may stay so when the database accepts writes again, so that it serves one statement only.
    const connection: Connection = { client, broken: isReadOnly(client), answerTimeoutMs, onStatement };
    try {
      return await work(connection);
    } finally {
      inUse -= 1;
      connection.client.release(connection.broken);
    }
  }

  return {
    run: (statement, parameters) => withConnection((connection) => query(connection, statement, parameters)),
    transaction: (work) => withConnection((connection) => inTransaction(connection, work)),
    close: () => (closing ??= pool.end()),
    use: {
      maxConnections,
      waits,
      get used() {
        return inUse;
      },
      get idle() {
        return pool.idleCount;
      },
      get waiting() {
        return pool.waitingCount;
      },
      get timeouts() {
        return timeouts;
      },
    },
    renew: () => pool.renew(),
  };
}

/** Runs statements on a connection that the caller has acquired, and releases. */
export function runnerOn(client: pg.PoolClient): Runner {
  const connection: Connection = { client, broken: false, answerTimeoutMs: 0, onStatement: undefined };
  return { run: (statement, parameters) => query(connection, statement, parameters) };
}

function unavailable(cause: unknown): DatabaseUnavailableError {
  const isReadOnly = cause instanceof ReadOnlyServerError;
  return new DatabaseUnavailableError({ cause, ...(isReadOnly && { reason: READ_ONLY }) });
}

/** A connection on loan from the pool. */
interface Connection {
  readonly client: pg.PoolClient;
  /** Whether the pool closes it instead of keeping it, because its state is in doubt. */
  broken: boolean;
  /** 0 to wait for ever. */
  readonly answerTimeoutMs: number;
  readonly onStatement: StatementObserver | undefined;
}

/**
 * The only warning that our statements can raise: a commit's wait for a standby was cancelled. PostgreSQL reports
 * such a commit as done, and a failover may undo it.
 */
const WARNING = '01000';

async function query<Parameters, Row>(
  connection: Connection,
  statement: Statement<Parameters, Row>,
  parameters: Parameters,
): Promise<Row[]> {
  const { client, answerTimeoutMs, onStatement } = connection;
  const startedMs = performance.now();
  let failure: Failure | undefined;
  let warning: string | undefined;
  const onNotice = ({ code, message = '' }: { code?: string | undefined; message?: string | undefined }): void => {
    if (code === WARNING) warning = message;
  };
  if (statement.writes) client.on('notice', onNotice);
  try {
    const { name, prepared, text } = statement;
    const sent = { ...(prepared && { name }), text, values: statement.valuesOf(parameters) };
    const { rows } = await resultOf(client, sent, answerTimeoutMs);
    if (warning !== undefined) throw new OutcomeUnknownError({ cause: new Error(warning) });
    return rows as Row[];
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace(error); // to this program instead of to the socket of pg
    failure = failureOf(error);
    if (!CLEAN.has(failure)) connection.broken = true;
    throw asDomainError(error, statement);
  } finally {
    if (statement.writes) client.off('notice', onNotice);
    onStatement?.(statement.name, performance.now() - startedMs, failure);
  }
}

/** Failures after which the session is as it was before the statement. */
const CLEAN: ReadonlySet<Failure> = new Set<Failure>(['rejected', 'overloaded', 'schema', 'forbidden', 'elsewhere']);

const BEGIN = statement({ name: 'begin', text: 'BEGIN', writes: false });
const COMMIT = statement({ name: 'commit', text: 'COMMIT', writes: true });
const ROLLBACK = statement({ name: 'rollback', text: 'ROLLBACK', writes: false });

async function inTransaction<T>(connection: Connection, work: (transaction: Runner) => Promise<T>): Promise<T> {
  await query(connection, BEGIN, {});
  let result: T;
  try {
    result = await work({ run: (statement, parameters) => query(connection, statement, parameters) });
  } catch (error) {
    await query(connection, ROLLBACK, {}).catch(() => (connection.broken = true));
    throw error;
  }
  await query(connection, COMMIT, {});
  return result;
}
