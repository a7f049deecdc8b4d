import pg from 'pg';

/** duplicate_database, and unique_violation when two sessions create it at the same time. */
const EXISTS_ALREADY = new Set(['42P04', '23505']);

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Creates the database `name` on the server of `serverUrl`, unless it exists.
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
    if (!EXISTS_ALREADY.has((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
