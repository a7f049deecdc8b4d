import knex, { type Knex } from 'knex';
import type pg from 'pg';
import { connect, runnerOn, type Database, type Runner } from '../connection.js';
import { SILENT } from '../knex-log.js';
import { createPool } from '../pool.js';
import { statementsAtOnce, type Migration } from '../migrations/migration.js';
import { MIGRATIONS_TABLE } from '../statements/health.js';
import { SESSION_PID } from '../statements/migrating.js';

/** Is told what happens, in lines. */
export type Report = (line: string) => void;

/** A connection that migrates, and another one to look at it. */
export interface MigrationSession {
  readonly pid: number;
  /** Runs statements on the connection that migrates. */
  readonly runner: Runner;
  /** Runs SQL on the connection that migrates, outside of a transaction. */
  query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>;
  /** Runs `work` in a transaction of the connection that migrates, which waits at most that long for each lock. */
  transaction<Result>(
    work: (transaction: Knex.Transaction) => Promise<Result>,
    lockTimeoutMs?: number,
  ): Promise<Result>;
  /** Runs `work` on another connection. */
  observe<Result>(work: (observer: Runner) => Promise<Result>): Promise<Result>;
  readonly report: Report;
}

export const MIGRATE_APPLICATION = 'order-service migrate';
const CONNECT_TIMEOUT_MS = 10_000;

/** Looks at a database that is to be migrated, in sessions that cannot write. */
export async function inspect<Result>(
  databaseUrl: string,
  look: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = connect({
    url: databaseUrl,
    maxConnections: 1,
    applicationName: MIGRATE_APPLICATION,
    readOnly: true,
  });
  try {
    return await look(database);
  } finally {
    await database.close();
  }
}

/** The server looks this often whether the program still runs. Otherwise it would go on after a kill, with its locks. */
const CHECK_CLIENT = "SET client_connection_check_interval = '2s'";

export async function inSession<Result>(
  databaseUrl: string,
  report: Report,
  work: (session: MigrationSession) => Promise<Result>,
): Promise<Result> {
  const pool = createPool({
    url: databaseUrl,
    max: 2,
    applicationName: MIGRATE_APPLICATION,
    acquireTimeoutMs: CONNECT_TIMEOUT_MS,
    session: {},
  });
  const database = knex({ client: 'pg', connectionPool: pool, log: SILENT });
  try {
    const connection = await pool.connect();
    try {
      const runner = runnerOn(connection);
      const [session] = await runner.run(SESSION_PID, {});
      await connection.query(CHECK_CLIENT).catch(() => undefined); // not every system has it
      return await work({
        pid: session?.pid ?? 0,
        runner,
        report,
        query: async <Row extends pg.QueryResultRow>(sql: string) => (await connection.query<Row>(sql)).rows,
        transaction: (inside, lockTimeoutMs = 0) =>
          database.transaction(
            async (transaction) => {
              await transaction.raw(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
              return await inside(transaction);
            },
            { connection },
          ),
        observe: async (look) => {
          const observer = await pool.connect();
          try {
            return await look(runnerOn(observer));
          } finally {
            observer.release();
          }
        },
      });
    } finally {
      connection.release(true);
    }
  } finally {
    await database.destroy();
    await pool.end();
  }
}

/** Runs migrations within a transaction, and records them. Returns the names of those that had not been run. */
export async function runAtOnce(transaction: Knex.Transaction, migrations: readonly Migration[]): Promise<string[]> {
  return await runByKnex(transaction, migrations, statementsAtOnce);
}

/** Records a migration whose steps have been run. */
export async function recordRun(transaction: Knex.Transaction, migration: Migration): Promise<void> {
  await runByKnex(transaction, [migration], () => []);
}

/** Knex keeps the table of migrations as it always did, so that earlier versions of the server read it. */
async function runByKnex(
  transaction: Knex.Transaction,
  migrations: readonly Migration[],
  statementsOf: (migration: Migration) => readonly string[],
): Promise<string[]> {
  const migrationSource: Knex.MigrationSource<Migration> = {
    getMigrations: () => Promise.resolve([...migrations]),
    getMigrationName: ({ name }) => name,
    getMigration: (migration) =>
      Promise.resolve({
        async up(knex: Knex): Promise<void> {
          for (const sql of statementsOf(migration)) await knex.raw(sql);
        },
        /** An older schema would lose what a newer one has stored. */
        down(): never {
          throw new Error('Migrations go forward only. Restore a backup instead.');
        },
      }),
  };
  const options = { migrationSource, tableName: MIGRATIONS_TABLE, disableMigrationsListValidation: true };
  await transaction.migrate.forceFreeMigrationsLock(options); // a lock of Knex's that a killed process left
  const [, names] = (await transaction.migrate.latest(options)) as [number, string[]];
  return names;
}
