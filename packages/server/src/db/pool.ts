import pg from 'pg';
import { parseDatabaseUrl } from './database-url.js';
import { prepareSession } from './prepare-session.js';
import { sessionSettings, type SessionOptions } from './session-settings.js';
import { typeParsers } from './type-parsers.js';

export interface PoolOptions {
  readonly url: string;
  readonly max: number;
  readonly applicationName: string;
  /** How long to wait for a free connection, and for the server to accept one. */
  readonly acquireTimeoutMs: number;
  /** How long the client waits for an answer; 0 for ever. */
  readonly queryTimeoutMs: number;
  readonly session: SessionOptions;
  /** Whether the database's encoding and version may be any. */
  readonly ofAnotherProgram?: boolean;
}

/** Connections whose transactions are read-only. */
const readOnlyClients = new WeakSet<pg.ClientBase>();

/** Whether the connection was opened to a standby, or to a database that rejects writes. */
export function isReadOnly(client: pg.ClientBase): boolean {
  return readOnlyClients.has(client);
}

const IDLE_CONNECTION_TIMEOUT_MS = 30_000;

/**
 * A pool whose connections are prepared before their first use. Nothing is connected before that, and connections that
 * broke are replaced. Settings are not sent with the start of a connection, because poolers refuse them there.
 */
export function createPool({
  url,
  max,
  applicationName,
  acquireTimeoutMs,
  queryTimeoutMs,
  session,
  ofAnotherProgram = false,
}: PoolOptions): pg.Pool {
  const { connectionString, schema } = parseDatabaseUrl(url);
  const settings = sessionSettings({ ...session, ...(schema !== undefined && { schema }) });
  /** The pool waits for the promise, which its type does not show. */
  const prepare: (client: pg.ClientBase) => unknown = async (client) => {
    const { readOnly } = await prepareSession(client, { settings, timeoutMs: acquireTimeoutMs, ofAnotherProgram });
    if (readOnly) readOnlyClients.add(client);
  };
  const pool = new pg.Pool({
    connectionString,
    application_name: applicationName,
    max,
    connectionTimeoutMillis: acquireTimeoutMs,
    idleTimeoutMillis: IDLE_CONNECTION_TIMEOUT_MS,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    types: typeParsers,
    onConnect: prepare,
  });
  // Without listeners these events end the process. A connection that breaks in use fails its statement, one that breaks
  // in the pool has been removed from it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}
