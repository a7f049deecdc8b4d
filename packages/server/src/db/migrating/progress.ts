import type { Knex } from 'knex';
import type { Runner } from '../connection.js';
import { int, nullable, text } from '../sql-types.js';
import { statement } from '../statement.js';
import { TABLE_EXISTS } from '../statements/migrating.js';
import type { MigrationSession } from './session.js';

/** How far a migration has got that has several steps. The table exists only while one is under way. */
export interface Progress {
  readonly migration: string;
  /** How many of its steps are complete. */
  readonly steps: number;
  /** The key up to which the next step, a fill, is complete; null at its beginning. */
  readonly position: string | null;
}

const TABLE = 'migration_progress';

const CREATE = `
  CREATE TABLE IF NOT EXISTS ${TABLE} (migration text PRIMARY KEY, steps integer NOT NULL, position bigint)`;

/** Not among the statements of the server: it is for a table that exists at times only. */
const SELECT = statement({
  name: 'migration_progress',
  writes: false,
  prepared: false,
  columns: { migration: text, steps: int, position: nullable(text) },
  text: `SELECT migration, steps, position::text AS position FROM ${TABLE}`,
});

/** The progress of every migration under way: there is one at most. */
export async function readProgress(runner: Runner): Promise<readonly Progress[]> {
  const [table] = await runner.run(TABLE_EXISTS, { table: TABLE });
  return table?.exists === true ? await runner.run(SELECT, {}) : [];
}

/** Begins a migration, or continues it. */
export async function beginProgress(session: MigrationSession, migration: string): Promise<Progress> {
  await session.query(CREATE);
  const found = (await readProgress(session.runner)).find((progress) => progress.migration === migration);
  return found ?? { migration, steps: 0, position: null };
}

/** The SQL that stores it. */
export function saveSql({ migration, steps, position }: Progress): string {
  return `
    INSERT INTO ${TABLE} (migration, steps, position) VALUES ('${migration}', ${steps}, ${position ?? 'NULL'})
    ON CONFLICT (migration) DO UPDATE SET steps = excluded.steps, position = excluded.position`;
}

/** Nobody else uses the table, so that dropping it waits for nobody. */
export async function endProgress(transaction: Knex.Transaction): Promise<void> {
  await transaction.raw(`DROP TABLE ${TABLE}`);
}
