import pg from 'pg';

/** Codes of PostgreSQL for "it is there already": the second one when two sessions create it at once. */
const ALREADY_THERE = new Set(['42P04', '23505']);

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Makes the database `name` on the server of `serverUrl`, unless it is there.
 *
 * @returns the URL of that database, with the user and the password of `serverUrl`.
 */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined); // a connection that breaks fails the query that needs it
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (!ALREADY_THERE.has((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
