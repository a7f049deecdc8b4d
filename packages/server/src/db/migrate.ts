import knex, { type Knex } from 'knex';
import * as initial from './migrations/0001_initial.js';
import * as operations from './migrations/0002_operations.js';
import { SILENT } from './knex-log.js';
import { parseDatabaseUrl } from './database-url.js';
import { MIGRATIONS_TABLE } from './statements/health.js';

/** Every migration, oldest first. They are imported, not read from a folder, so that a build cannot lose one. */
const MIGRATIONS: readonly { readonly name: string; readonly migration: Knex.Migration }[] = [
  { name: '0001_initial', migration: initial },
  { name: '0002_operations', migration: operations },
];

const source: Knex.MigrationSource<(typeof MIGRATIONS)[number]> = {
  getMigrations: () => Promise.resolve([...MIGRATIONS]),
  getMigrationName: ({ name }) => name,
  getMigration: ({ migration }) => Promise.resolve(migration),
};

/** Any number that no other use of advisory locks in this database takes; the bytes spell "orders". */
const MIGRATION_LOCK = 0x6f7264657273;

/** The name of the newest migration this build knows. */
export const LATEST_MIGRATION = MIGRATIONS.at(-1)?.name ?? '';

/**
 * Brings the schema up to this build, each migration in a transaction of its own. Replicas that start together take
 * turns by an advisory lock, which dies with its holder, so that a killed migration leaves nothing to unlock by hand.
 * Returns the names of the migrations that were run now.
 */
export async function migrateToLatest(databaseUrl: string): Promise<string[]> {
  const database = knex({
    client: 'pg',
    connection: parseDatabaseUrl(databaseUrl),
    pool: { min: 0, max: 2 },
    log: SILENT,
    migrations: { migrationSource: source, tableName: MIGRATIONS_TABLE, disableMigrationsListValidation: true },
  });
  try {
    return await underLock(database, async () => {
      const [, names] = (await database.migrate.latest()) as [number, string[]];
      return names;
    });
  } finally {
    await database.destroy();
  }
}

/** Holds a session's advisory lock, on a connection of its own, while `work` runs on another. */
async function underLock<T>(database: Knex, work: () => Promise<T>): Promise<T> {
  return await database.transaction(async (holder) => {
    await holder.raw('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    await database.migrate.forceFreeMigrationsLock(); // Knex's own lock outlives a killed holder; ours does not
    return await work();
  });
}
