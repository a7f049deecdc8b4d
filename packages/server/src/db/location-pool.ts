import type pg from 'pg';
import { explainTlsFailure } from '../certificates/explain-tls-failure.js';
import { readPeerCertificate } from '../certificates/peer-certificate.js';
import { InProgress } from '../concurrency/in-progress.js';
import { recent } from '../concurrency/recent.js';
import type { DatabaseHost, DatabaseLocation } from './database-url.js';
import { createHostPool, ReadOnlyServerError } from './host-pool.js';
import { sessionSettings, type SessionOptions } from './session-settings.js';
import { pemText, type TlsAttempt } from './tls.js';
import { UnusableDatabaseError } from './unusable-database-error.js';

export interface LocationPoolOptions {
  readonly max: number;
  readonly applicationName: string;
  /** How long to wait for a free connection, and for a server to accept one. */
  readonly acquireTimeoutMs: number;
  readonly session: SessionOptions;
  /** Whether the database's encoding and version may be any. */
  readonly ofAnotherProgram?: boolean;
  /** Whether a server that rejects writes will do. */
  readonly mayBeReadOnly?: boolean;
}

/** What is used of a `pg.Pool`. */
export interface Pool {
  connect(): Promise<pg.PoolClient>;
  end(): Promise<void>;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** One way to connect: a host, with or without TLS. Its pool opens no connection before it is tried. */
interface Candidate {
  readonly host: number;
  readonly pool: Pool;
}

/**
 * Connects to the hosts of a location as libpq does: it tries them in order, each with and without TLS as the URL allows,
 * and stays with the first that works until it fails. Nothing is connected before the first use.
 */
export function createLocationPool(
  location: DatabaseLocation,
  { acquireTimeoutMs, session, ofAnotherProgram = false, mayBeReadOnly = false, ...rest }: LocationPoolOptions,
): Pool {
  const { schema, hosts, tls } = location;
  const settings = sessionSettings({ ...session, ...(schema !== undefined && { schema }) });
  const preparation = { settings, timeoutMs: acquireTimeoutMs, ofAnotherProgram, mayBeReadOnly };
  const candidates = hosts.flatMap((host, index) =>
    tls.map((attempt): Candidate => {
      const pool = createHostPool({ ...rest, location, host, tls: attempt, preparation });
      return { host: index, pool: attempt === false ? pool : explaining(pool, host, attempt) };
    }),
  );
  let working: Promise<Pool> | undefined;

  /** The pool of the first candidate that accepts a connection. Concurrent calls share one search. */
  function find(): Promise<Pool> {
    return (working ??= firstWorking(candidates).catch((error: unknown) => {
      working = undefined;
      throw error;
    }));
  }

  async function acquire(): Promise<pg.PoolClient> {
    const found = find();
    const pool = await found;
    try {
      return await pool.connect();
    } catch (error) {
      if (candidates.length === 1 || error instanceof UnusableDatabaseError || isPoolFull(error)) throw error;
      if (working === found) working = undefined;
      return await (await find()).connect();
    }
  }

  /** Calls that `end` waits for. */
  const acquiring = new InProgress<Promise<pg.PoolClient>>();

  async function connect(): Promise<pg.PoolClient> {
    const client = acquire();
    const entry = acquiring.add(client);
    try {
      return await client;
    } finally {
      acquiring.remove(entry);
    }
  }

  const sum = (count: (pool: Pool) => number): number => candidates.reduce((all, { pool }) => all + count(pool), 0);
  return {
    connect,
    end: async () => {
      await Promise.allSettled(acquiring);
      await Promise.all(candidates.map(({ pool }) => pool.end()));
    },
    get totalCount() {
      return sum((pool) => pool.totalCount);
    },
    get idleCount() {
      return sum((pool) => pool.idleCount);
    },
    get waitingCount() {
      return sum((pool) => pool.waitingCount);
    },
  };
}

/** How long a server's certificate is remembered, so that failures in quick succession read it once. */
const PEER_CERTIFICATE_AGE_MS = 10_000;

/** A pool whose failures name the certificate that is to blame. */
function explaining(pool: pg.Pool, { host, port }: DatabaseHost, tls: Exclude<TlsAttempt, false>): Pool {
  const own = { sslrootcert: pemText(tls.ca), sslcert: pemText(tls.cert) };
  const readPeer = recent(() => readPeerCertificate({ host, port, startTls: 'postgres' }), PEER_CERTIFICATE_AGE_MS);
  return {
    connect: () =>
      pool.connect().catch(async (error: unknown) => {
        throw await explainTlsFailure(error, { server: `${host}:${port}`, readPeer, own });
      }),
    end: () => pool.end(),
    get totalCount() {
      return pool.totalCount;
    },
    get idleCount() {
      return pool.idleCount;
    },
    get waitingCount() {
      return pool.waitingCount;
    },
  };
}

/** Leaves the connection that it opens in the pool. */
async function firstWorking(candidates: readonly Candidate[]): Promise<Pool> {
  const [only] = candidates;
  if (only && candidates.length === 1) return only.pool;
  let unreachable: number | undefined;
  let failure: unknown;
  for (const { host, pool } of candidates) {
    if (host === unreachable) continue;
    try {
      (await pool.connect()).release();
      return pool;
    } catch (error) {
      if (error instanceof UnusableDatabaseError) throw error;
      if (isUnreachable(error)) unreachable = host;
      if (failure === undefined || saysLess(failure, error)) failure = error;
    }
  }
  throw failure;
}

/** pg has no code for a pool whose connections are all in use for too long. */
export function isPoolFull(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}

/** Whether a host would not answer with or without TLS either: its name or port is wrong, or it is mute, or overloaded. */
function isUnreachable(error: unknown): boolean {
  const { syscall = '', message } = error as NodeJS.ErrnoException;
  return (
    error instanceof AggregateError || ['connect', 'getaddrinfo'].includes(syscall) || /time(d )?out/.test(message)
  );
}

/** Whether `other` is the better explanation: a server that is read-only was reached at least. */
function saysLess(failure: unknown, other: unknown): boolean {
  return isWithoutTls(failure) || (other instanceof ReadOnlyServerError && !(failure instanceof ReadOnlyServerError));
}

/** pg has no code for a server that refuses TLS. */
function isWithoutTls(error: unknown): boolean {
  return error instanceof Error && error.message === 'The server does not support SSL connections';
}
