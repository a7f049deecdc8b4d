import { createHash } from 'node:crypto';

export interface Migration {
  readonly name: string;
  /** SQL, run in this order in one transaction. */
  readonly statements: readonly string[];
}

/** SHA-256 of the migration's SQL. Of released migrations it is kept in `released.json`, and must not change. */
export function digestOf(migration: Migration): string {
  return createHash('sha256').update(migration.statements.join('\n')).digest('hex');
}
