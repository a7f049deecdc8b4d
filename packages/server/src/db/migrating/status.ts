import { MIGRATIONS } from '../migrations/list.js';
import { stepsOf, type Migration } from '../migrations/migration.js';
import { readSchemaState, schemaProblem } from '../schema-state.js';
import { UnusableDatabaseError } from '../unusable-database-error.js';
import { migrationsRun } from './missing.js';
import { readProgress } from './progress.js';
import { inspect } from './session.js';

export interface MigrationStatus {
  readonly name: string;
  /** `newer`: run, by a newer version of this service than this one. */
  readonly state: 'run' | 'missing' | 'under way' | 'newer';
  /** When it was run (RFC 3339), or how many steps are complete. */
  readonly detail: string;
}

/**
 * Every migration of this build and of the database. Only reads.
 * @throws UnusableDatabaseError when the database has tables of another program
 */
export async function readMigrationStatus(
  databaseUrl: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly MigrationStatus[]> {
  return await inspect(databaseUrl, async (database) => {
    const schema = await readSchemaState(database);
    if (schema.migrations === 'foreign') throw new UnusableDatabaseError(schemaProblem(schema));
    const run = new Map((await migrationsRun(database)).map(({ name, runAt }) => [name, runAt]));
    const [progress] = await readProgress(database);
    const own = migrations.map((migration): MigrationStatus => {
      const { name } = migration;
      const runAt = run.get(name);
      if (runAt !== undefined) return { name, state: 'run', detail: runAt };
      if (progress?.migration !== name) return { name, state: 'missing', detail: '' };
      const at = progress.position === null ? '' : `, up to key ${progress.position}`;
      return { name, state: 'under way', detail: `${progress.steps} of ${stepsOf(migration).length} steps${at}` };
    });
    const newer = [...run].filter(([name]) => migrations.every((migration) => migration.name !== name));
    return [...own, ...newer.map(([name, detail]): MigrationStatus => ({ name, state: 'newer', detail }))];
  });
}

/** Lines for a terminal. */
export function statusLines(statuses: readonly MigrationStatus[]): string {
  const width = Math.max(...statuses.map(({ name }) => name.length));
  return statuses
    .map(({ name, state, detail }) => `${name.padEnd(width)}  ${state.padEnd(9)}  ${detail}`.trimEnd() + '\n')
    .join('');
}

/** Whether `migrate` has nothing to do. */
export function isComplete(statuses: readonly MigrationStatus[]): boolean {
  return statuses.every(({ state }) => state === 'run' || state === 'newer');
}
