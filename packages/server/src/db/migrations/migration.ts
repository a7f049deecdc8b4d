import { createHash } from 'node:crypto';
import { sqlAtOnce, type Step } from './step.js';

/** A change that runs in one transaction. */
export interface PlainMigration {
  readonly name: string;
  /** SQL, run in this order. */
  readonly statements: readonly string[];
}

/** A change that a busy database needs in parts, because one transaction would lock a table for too long. */
export interface SteppedMigration {
  readonly name: string;
  readonly steps: readonly Step[];
}

export type Migration = PlainMigration | SteppedMigration;

/** A plain migration is one step. */
export function stepsOf(migration: Migration): readonly Step[] {
  return 'steps' in migration ? migration.steps : [{ kind: 'transaction', statements: migration.statements }];
}

/** The SQL of a migration in one transaction, for a database that nobody uses yet. */
export function statementsAtOnce(migration: Migration): readonly string[] {
  return stepsOf(migration).flatMap(sqlAtOnce);
}

/** SHA-256 of what the migration runs. Of released migrations it is kept in `released.json`, and must not change. */
export function digestOf(migration: Migration): string {
  const text = 'steps' in migration ? JSON.stringify(migration.steps) : migration.statements.join('\n');
  return createHash('sha256').update(text).digest('hex');
}
