import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '../db/create-database.js';
import { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres/start-postgres.js';

/** A PostgreSQL server from npm, with a database for each service that needs one. */
export interface EmbeddedPostgres extends RunningPostgres {
  /** The URL of the database `name`, which is created if absent. */
  createDatabase(name: string): Promise<string>;
}

/** Nothing is flushed to disk. That matters only when the machine crashes, which deletes temporary data anyway. */
const TEMPORARY_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

/** @throws EmbeddedPostgresError */
export async function startEmbeddedPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startPostgres(options);
  return { ...server, createDatabase: (name) => createDatabase(server.url, name) };
}

/**
 * Starts a PostgreSQL whose data is deleted when it stops. `createDatabase(name)` gives each service a database of its
 * own.
 * @throws EmbeddedPostgresError
 */
export async function startTemporaryPostgres(): Promise<EmbeddedPostgres> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'order-service-'));
  return await startEmbeddedPostgres({ dataDirectory, temporary: true, settings: TEMPORARY_SETTINGS });
}
