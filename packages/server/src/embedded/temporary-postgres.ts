import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './postgres.js';

/** Only a crash of the machine could tell that nothing is flushed to the disk, and it would take the data anyway. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

/**
 * Starts a PostgreSQL whose data goes with it. `createDatabase(name)` gives each service a database of its own.
 * @throws EmbeddedPostgresError
 */
export async function startTemporaryPostgres(): Promise<EmbeddedPostgres> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'order-service-'));
  return await startEmbeddedPostgres({ dataDirectory, temporary: true, settings: SETTINGS });
}
