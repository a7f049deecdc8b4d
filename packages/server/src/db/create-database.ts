import pg from 'pg';
import { createPool } from './pool.js';

/** duplicate_database, and unique_violation when two sessions create it at the same time. */
const EXISTS_ALREADY = new Set(['42P04', '23505']);

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Creates the database `name` on the server of `serverUrl`, unless it exists.
 * @returns the URL of that database, with the user and the password of `serverUrl`.
 */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const pool = createPool({
    url: serverUrl,
    max: 1,
    applicationName: 'order-service',
    acquireTimeoutMs: CONNECT_TIMEOUT_MS,
    session: {},
  });
  const client = await pool.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (!EXISTS_ALREADY.has((error as { code?: string }).code ?? '')) throw error;
  } finally {
    client.release();
    await pool.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
