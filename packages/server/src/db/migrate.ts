import knex, { type Knex } from 'knex';
import { SILENT } from './knex-log.js';
import { parseDatabaseUrl } from './database-url.js';
import { INITIAL } from './migrations/0001_initial.js';
import type { Migration } from './migrations/migration.js';
import { MIGRATIONS_TABLE } from './statements/health.js';

/** Every migration, oldest first. They are imported, not read from a folder, so that no build can omit one. */
export const MIGRATIONS: readonly Migration[] = [INITIAL];

const source: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...MIGRATIONS]),
  getMigrationName: ({ name }) => name,
  getMigration: ({ statements }) =>
    Promise.resolve({
      async up(transaction: Knex): Promise<void> {
        for (const sql of statements) await transaction.raw(sql);
      },
      /** An older schema would lose what a newer one has stored. */
      down(): never {
        throw new Error('Migrations go forward only. Restore a backup instead.');
      },
    }),
};

/** A number that no other advisory lock of this database uses; its bytes spell "orders". */
const MIGRATION_LOCK = 0x6f7264657273;

/** The name of the newest migration of this build. */
export const LATEST_MIGRATION = MIGRATIONS.at(-1)?.name ?? '';

/**
 * Migrates the schema to this build, each migration in its own transaction. Replicas that start at the same time take
 * turns by an advisory lock, which ends with its session, so that a killed migration leaves no lock behind.
 * @returns the names of the migrations that were run now.
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
