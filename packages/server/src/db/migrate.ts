import knex, { type Knex } from 'knex';
import { DatabaseUnavailableError } from '../ports/dependency-errors.js';
import { connect, runnerOn, type Runner } from './connection.js';
import { SILENT } from './knex-log.js';
import { MIGRATIONS } from './migrations/list.js';
import type { Migration } from './migrations/migration.js';
import { createPool } from './pool.js';
import { readSchemaState, schemaProblem } from './schema-state.js';
import { BECOME_CELL, HAS_ORDERS } from './statements/become-cell.js';
import { CELL } from './statements/cell.js';
import { MIGRATIONS_TABLE } from './statements/health.js';
import { UnusableDatabaseError } from './unusable-database-error.js';

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

const MIGRATE_APPLICATION = 'order-service migrate';

/** A number that no other advisory lock of this database uses; its bytes spell "orders". */
const MIGRATION_LOCK = 0x6f7264657273;

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Migrates the schema to this build, all or nothing. Replicas that start at the same time take turns by an advisory lock,
 * which ends with its session, so that a killed migration leaves no lock behind.
 * @param cell the number of the cell that the database is, or becomes while it is empty; by default what it is, at first 0
 * @returns the names of the migrations that were run now.
 * @throws UnusableDatabaseError when the database has tables of another program, is another cell, or cannot be migrated as
 * it is
 */
export async function migrateToLatest(databaseUrl: string, cell?: number): Promise<string[]> {
  if (cell === undefined && (await isCurrent(databaseUrl))) return [];
  return await inMigration(databaseUrl, async (migrating) => {
    const names = await migrating.migrate();
    if (cell !== undefined) await becomeCell(migrating.transaction, cell);
    return names;
  });
}

/** @throws UnusableDatabaseError when the database is another cell already */
async function becomeCell(transaction: Runner, wanted: number): Promise<void> {
  const [cell] = await transaction.run(CELL, {});
  if (cell?.number === wanted) return;
  const [found] = await transaction.run(HAS_ORDERS, {});
  if (cell?.number !== 0 || found?.hasOrders !== false) {
    throw new UnusableDatabaseError(
      `The database is cell ${cell?.number}, which does not change once it has orders or another number than 0. ` +
        `Set DATABASE_URL to an empty database for cell ${wanted}.`,
    );
  }
  await transaction.run(BECOME_CELL, { cell: wanted });
}

/** A transaction in which no other process migrates. */
export interface Migrating {
  readonly transaction: Runner;
  /** Runs the migrations that are missing. Returns their names. */
  migrate(): Promise<string[]>;
}

/** Runs `work` in a transaction that migrates, and that is rolled back when it rejects. */
export async function inMigration<Result>(
  databaseUrl: string,
  work: (migrating: Migrating) => Promise<Result>,
): Promise<Result> {
  const pool = createPool({
    url: databaseUrl,
    max: 1,
    applicationName: MIGRATE_APPLICATION,
    acquireTimeoutMs: CONNECT_TIMEOUT_MS,
    queryTimeoutMs: 0,
    session: {},
  });
  const database = knex({
    client: 'pg',
    connectionPool: pool,
    log: SILENT,
    migrations: { migrationSource: source, tableName: MIGRATIONS_TABLE, disableMigrationsListValidation: true },
  });
  try {
    const connection = await pool.connect();
    try {
      return await database.transaction(
        async (transaction) => {
          await transaction.raw('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
          return await work({ transaction: runnerOn(connection), migrate: () => runMigrations(transaction) });
        },
        { connection },
      );
    } finally {
      connection.release(true);
    }
  } finally {
    await database.destroy();
    await pool.end();
  }
}

async function runMigrations(transaction: Knex.Transaction): Promise<string[]> {
  await transaction.raw(CREATE_SCHEMA);
  await transaction.migrate.forceFreeMigrationsLock(); // a lock of Knex's that a killed process left
  const [, names] = (await transaction.migrate.latest()) as [number, string[]];
  return names;
}

/**
 * Creates the schema that the URL names, if it is absent: the first one of the search path. (`IF NOT EXISTS` alone would
 * need the privilege to create schemas even where there is one.)
 */
const CREATE_SCHEMA = `
  DO $$ DECLARE name text := (parse_ident(current_setting('search_path'), false))[1];
  BEGIN
    IF to_regnamespace(quote_ident(name)) IS NULL THEN EXECUTE format('CREATE SCHEMA %I', name); END IF;
  END $$`;

/** @throws UnusableDatabaseError for a schema that is not current and cannot be migrated */
async function isCurrent(url: string): Promise<boolean> {
  const database = connect({ url, maxConnections: 1, applicationName: MIGRATE_APPLICATION });
  try {
    const state = await readSchemaState(database);
    if (state.migrations === 'current') return true;
    if (state.migrations === 'foreign') throw new UnusableDatabaseError(schemaProblem(state));
    if (state.readOnly) {
      throw new UnusableDatabaseError('The database is read-only: set DATABASE_URL to a primary that accepts writes.');
    }
    return false;
  } catch (error) {
    throw error instanceof DatabaseUnavailableError && error.cause instanceof Error ? error.cause : error;
  } finally {
    await database.close();
  }
}
