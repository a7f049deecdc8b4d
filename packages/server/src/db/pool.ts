import type pg from 'pg';
import { parseDatabaseUrl, type DatabaseLocation } from './database-url.js';
import { createLocationPool, isPoolFull, type LocationPoolOptions, type Pool } from './location-pool.js';
import { UnusableDatabaseError } from './unusable-database-error.js';

export type { Pool };

export interface PoolOptions extends LocationPoolOptions {
  readonly url: string;
  /** Reads the URL again, if it may have changed. */
  readonly readUrl?: (() => string) | undefined;
}

export interface RenewablePool extends Pool {
  /**
   * Reads the URL and the files that it names again. If they have changed and a connection works with them, they are used
   * for every connection from now on; connections that are in use finish their work first. Idempotent.
   * @returns whether they have changed
   * @throws the failure of a connection with changed ones; the former ones stay in use
   */
  renew(): Promise<boolean>;
}

/** The pool of one version of the URL and its files. */
interface Version {
  /** The location as text, to be compared. */
  readonly text: string;
  readonly pool: Pool;
}

/** A pool for the location of a URL. Nothing is connected before the first use. @throws UnusableDatabaseError */
export function createPool({ url, readUrl = () => url, ...options }: PoolOptions): RenewablePool {
  const { location, problems } = parseDatabaseUrl(url);
  if (problems.length > 0) throw new UnusableDatabaseError(`The URL of the database ${problems.join(' It ')}`);
  let current = versionOf(location);
  let renewing: Promise<boolean> | undefined;
  let isEnding = false;
  /** Pools of earlier versions that are not closed yet. */
  const ending = new Set<Promise<void>>();

  function versionOf(found: DatabaseLocation): Version {
    return { text: JSON.stringify(found), pool: createLocationPool(found, options) };
  }

  function end({ pool }: Version): void {
    const ended = pool.end().finally(() => ending.delete(ended));
    ending.add(ended);
  }

  async function renewNow(): Promise<boolean> {
    const next = readLocation(readUrl);
    if (!next || isEnding || JSON.stringify(next) === current.text) return false;
    const version = versionOf(next);
    try {
      (await version.pool.connect()).release();
    } catch (error) {
      end(version); // one of several files may be new so far, or the server does not know the new password yet
      throw error;
    }
    end(current);
    current = version;
    return true;
  }

  const renew = (): Promise<boolean> => (renewing ??= renewNow().finally(() => (renewing = undefined)));

  async function connect(): Promise<pg.PoolClient> {
    const { pool } = current;
    try {
      return await pool.connect();
    } catch (error) {
      if (error instanceof UnusableDatabaseError || isPoolFull(error)) throw error;
      await renew().catch(() => false);
      if (pool === current.pool) throw error;
      return await current.pool.connect();
    }
  }

  return {
    connect,
    renew,
    async end() {
      isEnding = true;
      await renewing?.catch(() => false);
      end(current);
      await Promise.all(ending);
    },
    get totalCount() {
      return current.pool.totalCount;
    },
    get idleCount() {
      return current.pool.idleCount;
    },
    get waitingCount() {
      return current.pool.waitingCount;
    },
  };
}

/** Undefined while a file cannot be read, or is only half written. */
function readLocation(readUrl: () => string): DatabaseLocation | undefined {
  try {
    const { location, problems } = parseDatabaseUrl(readUrl());
    return problems.length > 0 ? undefined : location;
  } catch {
    return undefined;
  }
}
