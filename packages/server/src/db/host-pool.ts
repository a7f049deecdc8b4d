import pg from 'pg';
import type { DatabaseHost, DatabaseLocation } from './database-url.js';
import { prepareSession, type Preparation } from './prepare-session.js';
import type { TlsAttempt } from './tls.js';
import { typeParsers } from './type-parsers.js';

export interface HostPoolOptions {
  readonly location: DatabaseLocation;
  readonly host: DatabaseHost;
  readonly tls: TlsAttempt;
  readonly max: number;
  readonly applicationName: string;
  readonly preparation: Preparation;
}

/** The server works, but rejects writes, and another one of the URL may accept them. */
export class ReadOnlyServerError extends Error {
  override readonly name = 'ReadOnlyServerError';
}

/** Connections whose transactions are read-only. */
const readOnlyClients = new WeakSet<pg.ClientBase>();

/** Whether the connection was opened to a standby, or to a database that rejects writes. */
export function isReadOnly(client: pg.ClientBase): boolean {
  return readOnlyClients.has(client);
}

const IDLE_CONNECTION_TIMEOUT_MS = 30_000;

/** pg reads from the environment (`PGOPTIONS` …) what its configuration leaves out, and these cannot be set to nothing. */
class Client extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    Object.assign(Reflect.get(this, 'connectionParameters') as object, { options: undefined, replication: undefined });
  }
}

/**
 * A pool of connections to one host, which are prepared before their first use. Settings are not sent with the start of a
 * connection, because poolers refuse them there.
 */
export function createHostPool({ location, host, tls, max, ...options }: HostPoolOptions): pg.Pool {
  const { applicationName, preparation } = options;
  const { user, database, needsPrimary } = location;
  const { password = location.password } = host;
  /** The pool waits for the promise, which its type does not show. */
  const prepare: (client: pg.ClientBase) => unknown = async (client) => {
    const { readOnly } = await prepareSession(client, preparation);
    if (!readOnly || preparation.mayBeReadOnly) return;
    if (needsPrimary) throw new ReadOnlyServerError(`${host.host}:${host.port} is read-only`);
    readOnlyClients.add(client);
  };
  const pool = new pg.Pool({
    host: host.host,
    port: host.port,
    user,
    password: () => password, // a function, or pg would look for an empty one in PGPASSWORD and in ~/.pgpass
    database,
    ssl: tls,
    sslnegotiation: 'postgres',
    application_name: applicationName,
    max,
    connectionTimeoutMillis: preparation.timeoutMs,
    idleTimeoutMillis: IDLE_CONNECTION_TIMEOUT_MS,
    keepAlive: true,
    types: typeParsers,
    Client,
    onConnect: prepare,
  });
  // Without listeners these events end the process. A connection that breaks in use fails its statement, one that breaks
  // in the pool has been removed from it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}
