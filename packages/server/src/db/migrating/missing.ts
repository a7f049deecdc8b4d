import type { Runner } from '../connection.js';
import type { Migration, PlainMigration, SteppedMigration } from '../migrations/migration.js';
import { MIGRATIONS_TABLE } from '../statements/health.js';
import { ALL_MIGRATIONS_RUN, TABLE_EXISTS } from '../statements/migrating.js';
import { UnusableDatabaseError } from '../unusable-database-error.js';

/** A migration that the database has run. */
export interface MigrationRun {
  readonly name: string;
  /** RFC 3339. */
  readonly runAt: string;
}

/** The migrations that the database has run, oldest first. */
export async function migrationsRun(runner: Runner): Promise<readonly MigrationRun[]> {
  const [table] = await runner.run(TABLE_EXISTS, { table: MIGRATIONS_TABLE });
  return table?.exists === true ? await runner.run(ALL_MIGRATIONS_RUN, {}) : [];
}

/** Those of `migrations` that are not among `run`, oldest first. */
export function without(run: readonly MigrationRun[], migrations: readonly Migration[]): Migration[] {
  const names = new Set(run.map(({ name }) => name));
  return migrations.filter(({ name }) => !names.has(name));
}

/** The migrations up to and including `to`. @throws UnusableDatabaseError if there is none of that name */
export function upTo(migrations: readonly Migration[], to: string | undefined): readonly Migration[] {
  if (to === undefined) return migrations;
  const last = migrations.findIndex(({ name }) => name === to);
  if (last < 0) {
    const names = migrations.map(({ name }) => name).join(', ');
    throw new UnusableDatabaseError(`This version has no migration ${to}. It has: ${names}.`);
  }
  return migrations.slice(0, last + 1);
}

/** Plain migrations that follow each other, or one that has steps. */
export type Part = readonly PlainMigration[] | SteppedMigration;

/** What runs in one go, and is kept whatever happens afterwards. */
export function partsOf(migrations: readonly Migration[]): readonly Part[] {
  const parts: (PlainMigration[] | SteppedMigration)[] = [];
  for (const migration of migrations) {
    const last = parts.at(-1);
    if ('steps' in migration) parts.push(migration);
    else if (Array.isArray(last)) last.push(migration);
    else parts.push([migration]);
  }
  return parts;
}
