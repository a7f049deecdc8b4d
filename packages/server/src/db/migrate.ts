import { DatabaseUnavailableError } from '../ports/dependency-errors.js';
import { connect, type Runner } from './connection.js';
import { LOCK_TIMEOUT_MS, withLockRetries } from './migrating/lock-waits.js';
import { migrationsRun, partsOf, upTo, without, type Part } from './migrating/missing.js';
import { runSteps } from './migrating/run-steps.js';
import { inSession, MIGRATE_APPLICATION, runAtOnce, type MigrationSession, type Report } from './migrating/session.js';
import { takeTurn } from './migrating/turn.js';
import { MIGRATIONS } from './migrations/list.js';
import type { Migration } from './migrations/migration.js';
import { readSchemaState, schemaProblem } from './schema-state.js';
import { BECOME_CELL, HAS_ORDERS } from './statements/become-cell.js';
import { CELL } from './statements/cell.js';
import { UnusableDatabaseError } from './unusable-database-error.js';

export interface MigrateOptions {
  /** The number of the cell that the database is, or becomes while it is empty; by default what it is, at first 0. */
  readonly cell?: number | undefined;
  /** The last migration to run; by default the newest. */
  readonly to?: string | undefined;
  /** By default those of this build. */
  readonly migrations?: readonly Migration[];
  /** Is told of each step, and of who is waited for. */
  readonly report?: Report;
}

const SILENCE: Report = () => undefined;

/**
 * Migrates the schema, to this build unless told otherwise. An empty database is migrated all or nothing. In any other one,
 * plain migrations that follow each other are one transaction, and others run step by step; what was completed is kept when
 * a later part fails. Processes that start at the same time take turns.
 * @returns the names of the migrations that were run now.
 * @throws UnusableDatabaseError when the database has tables of another program, is another cell, cannot be migrated as
 * it is, or is locked by others for too long
 */
export async function migrateToLatest(
  databaseUrl: string,
  { cell, to, migrations = MIGRATIONS, report = SILENCE }: MigrateOptions = {},
): Promise<string[]> {
  const isCurrent = await checkUsable(databaseUrl);
  if (isCurrent && cell === undefined && migrations === MIGRATIONS) return [];
  return await inSession(databaseUrl, report, async (session) => {
    await takeTurn(session);
    const missing = without(await migrationsRun(session.runner), upTo(migrations, to));
    if (missing.length > 0 && missing[0] === migrations[0]) return await migrateEmpty(session, missing, cell);
    if (cell !== undefined) await session.transaction(() => becomeCell(session.runner, cell));
    for (const part of partsOf(missing)) await runPart(session, part);
    return missing.map(({ name }) => name);
  });
}

async function runPart(session: MigrationSession, part: Part): Promise<void> {
  if ('steps' in part) {
    await runSteps(session, part);
    return;
  }
  const names = part.map(({ name }) => name).join(', ');
  await withLockRetries(session, names, () =>
    session.transaction((transaction) => runAtOnce(transaction, part), LOCK_TIMEOUT_MS),
  );
}

/** Nobody uses the database yet, so that one transaction does no harm. */
async function migrateEmpty(
  session: MigrationSession,
  migrations: readonly Migration[],
  cell: number | undefined,
): Promise<string[]> {
  return await withLockRetries(session, 'The first migration', () =>
    session.transaction(async (transaction) => {
      await transaction.raw(CREATE_SCHEMA);
      const names = await runAtOnce(transaction, migrations);
      if (cell !== undefined) await becomeCell(session.runner, cell);
      return names;
    }, LOCK_TIMEOUT_MS),
  );
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
  return await inSession(databaseUrl, SILENCE, async (session) => {
    await takeTurn(session);
    return await session.transaction(async (transaction) => {
      await transaction.raw(CREATE_SCHEMA);
      return await work({ transaction: session.runner, migrate: () => runAtOnce(transaction, MIGRATIONS) });
    });
  });
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

/** Returns whether the schema is current. @throws UnusableDatabaseError for one that cannot be migrated */
async function checkUsable(url: string): Promise<boolean> {
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
