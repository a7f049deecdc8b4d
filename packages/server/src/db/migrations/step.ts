/** Fills a column of the rows that a table has already, in transactions of some rows each. */
export interface Fill {
  readonly kind: 'fill';
  readonly table: string;
  /** A unique column of the type bigint, in whose order the rows are visited. */
  readonly key: string;
  /** Assignments of an UPDATE. */
  readonly set: string;
  /** The rows that have to be filled. A row that is filled already must not match. */
  readonly where: string;
  /** Rows of a transaction; by default 500. */
  readonly rows?: number;
}

/**
 * One part of a migration. A part that was completed is not run again; one that was killed is.
 *
 * A `transaction` runs whole or not at all. The others do not block reads or writes of the table: they take as long as the
 * table is large.
 */
export type Step =
  | { readonly kind: 'transaction'; readonly statements: readonly string[] }
  | {
      readonly kind: 'create-index';
      readonly name: string;
      /** Such as `orders (total_amount, id)`. */
      readonly on: string;
      readonly unique?: boolean;
    }
  | { readonly kind: 'drop-index'; readonly name: string }
  /** Checks the rows that a constraint which was added as NOT VALID has not checked. */
  | { readonly kind: 'validate'; readonly table: string; readonly constraint: string }
  | Fill;

export const DEFAULT_ROWS_OF_A_BATCH = 500;

/** The SQL of a step as it runs on a busy database. That of a fill is for the rows after `position`. */
export function sqlOf(step: Step, position = MIN_BIGINT): readonly string[] {
  switch (step.kind) {
    case 'transaction':
      return step.statements;
    case 'create-index':
      return [`CREATE ${step.unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${step.name} ON ${step.on}`];
    case 'drop-index':
      return [`DROP INDEX CONCURRENTLY IF EXISTS ${step.name}`];
    case 'validate':
      return [`ALTER TABLE ${step.table} VALIDATE CONSTRAINT ${step.constraint}`];
    case 'fill':
      return [batchOf(step, position)];
  }
}

/** The SQL of a step in a transaction with everything else, for a database that nobody uses yet. */
export function sqlAtOnce(step: Step): readonly string[] {
  if (step.kind === 'fill') return [`UPDATE ${step.table} SET ${step.set} WHERE ${step.where}`];
  return sqlOf(step).map((sql) => (step.kind === 'transaction' ? sql : sql.replace(' CONCURRENTLY', '')));
}

const MIN_BIGINT = '-9223372036854775808';

/**
 * Locks rows in the order of the key, so that two sessions which do so cannot block each other. Returns the last key and
 * the number of rows. The position is written into the text: a parameter would be planned for any position at all.
 */
function batchOf({ table, key, set, where, rows = DEFAULT_ROWS_OF_A_BATCH }: Fill, position: string): string {
  return `
    WITH batch AS (
      SELECT ${key} FROM ${table} WHERE ${key} > ${position} AND (${where})
      ORDER BY ${key} LIMIT ${rows} FOR NO KEY UPDATE
    ), filled AS (
      UPDATE ${table} SET ${set} FROM batch WHERE ${table}.${key} = batch.${key}
    )
    SELECT max(${key})::text AS position, count(*)::int AS rows FROM batch`;
}
