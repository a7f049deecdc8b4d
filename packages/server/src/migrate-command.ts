import type { MigrateLine } from './command-line.js';
import { migrateToLatest } from './db/migrate.js';
import { planMigration } from './db/migrating/plan.js';
import { isComplete, readMigrationStatus, statusLines } from './db/migrating/status.js';

export interface MigrateCommandOptions extends Partial<MigrateLine> {
  readonly cell: number | undefined;
}

export interface MigrateOutput {
  /** Writes the result. */
  readonly write: (text: string) => void;
  /** Writes progress. */
  readonly report: (text: string) => void;
}

/**
 * Migrates the schema, or reports what is missing.
 * @returns false when only the status was asked for, and something is missing
 * @throws UnusableDatabaseError
 */
export async function migrateCommand(
  databaseUrl: string,
  { action = 'run', to, cell }: MigrateCommandOptions,
  { write, report }: MigrateOutput,
): Promise<boolean> {
  switch (action) {
    case 'status': {
      const statuses = await readMigrationStatus(databaseUrl);
      write(statusLines(statuses));
      return isComplete(statuses);
    }
    case 'dry-run':
      write(await planMigration(databaseUrl, { to }));
      return true;
    case 'run': {
      const names = await migrateToLatest(databaseUrl, { cell, to, report: (line) => report(`${line}\n`) });
      const until = to === undefined ? '' : ` up to ${to}`;
      write(names.length > 0 ? `Migrated: ${names.join(', ')}\n` : `The schema is current${until}.\n`);
      return true;
    }
  }
}
