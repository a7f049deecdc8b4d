import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../packages/server/src/embedded/embedded-postgres.js';
import { onTeardown } from './teardown.js';

/** A database for one test. */
export interface TestDatabase {
  readonly url: string;
  /** Terminates its connections and drops it. */
  drop(): Promise<void>;
}

/** Faster settings that only a crash of the machine would reveal; the behaviour for clients is unchanged. */
const TEST_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300', shared_buffers: '64MB' };

interface TestPostgres {
  readonly url: string;
  /** How databases are copied. A copy of the files takes half the processor time of one through the WAL. */
  readonly copying: '' | 'STRATEGY FILE_COPY';
}

let server: Promise<TestPostgres> | undefined;
let template: Promise<string> | undefined;

/**
 * The PostgreSQL that all tests of this run share, as a superuser: started on the first call, or the one that
 * `TEST_DATABASE_URL` names. It stops with the run, even if the run is killed.
 */
export function testPostgres(): Promise<TestPostgres> {
  return (server ??= startServer());
}

async function startServer(): Promise<TestPostgres> {
  const existing = process.env.TEST_DATABASE_URL;
  if (existing) return { url: existing, copying: '' }; // PostgreSQL 14 has no other way
  const dataDirectory = await mkdtemp(join(tmpdir(), 'order-service-test-'));
  const postgres = await startEmbeddedPostgres({ dataDirectory, settings: TEST_SETTINGS, temporary: true });
  onTeardown(() => postgres.stop());
  return { url: postgres.url, copying: 'STRATEGY FILE_COPY' };
}

/** A new database, with our schema (cloned from a template that is migrated once) or, on request, empty. */
export async function createTestDatabase({ migrated = true }: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const source = migrated ? await (template ??= createTemplate()) : 'template0';
  const name = newName('test');
  const { copying } = await testPostgres();
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${source} ${copying}`);
  return { url: await databaseUrl(name), drop: () => dropDatabase(name) };
}

export interface ConnectedDatabase extends TestDatabase {
  readonly client: pg.Client;
}

/** A new database with our schema, and a connection to it, which ends with it. */
export async function createConnectedDatabase(): Promise<ConnectedDatabase> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return {
    url: database.url,
    client,
    drop: async () => {
      await client.end();
      await database.drop();
    },
  };
}

async function createTemplate(): Promise<string> {
  const { migrateToLatest } = await import('../../packages/server/src/db/migrate.js');
  const name = newName('template');
  await onServer(`CREATE DATABASE ${name} TEMPLATE template0`);
  onTeardown(() => dropDatabase(name));
  await migrateToLatest(await databaseUrl(name));
  return name;
}

function newName(kind: 'test' | 'template'): string {
  return `orders_${kind}_${randomUUID().replaceAll('-', '')}`;
}

async function dropDatabase(name: string): Promise<void> {
  await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function databaseUrl(name: string): Promise<string> {
  const url = new URL((await testPostgres()).url);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: (await testPostgres()).url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
