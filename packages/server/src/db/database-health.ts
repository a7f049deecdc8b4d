import type { DatabaseState, HealthSource } from '../ports/health-source.js';
import type { Runner } from './connection.js';
import { NEEDED_PRIVILEGES, READING_PRIVILEGES } from './privileges.js';
import { ReadOnlyServerError } from './host-pool.js';
import { CELL } from './statements/cell.js';
import { UnusableDatabaseError } from './unusable-database-error.js';
import { readSchemaState, schemaProblem } from './schema-state.js';

export interface DatabaseHealthOptions {
  /** Whether the server only reads: then the database may be read-only, and its role needs no privilege to write. */
  readonly readOnly?: boolean;
}

/** Reads the state of the database. It never rejects: a query that fails is a state, too. */
export function createDatabaseHealth(
  database: Runner,
  { readOnly = false }: DatabaseHealthOptions = {},
): Pick<HealthSource, 'database'> {
  return {
    database: () => readState(database, readOnly).catch(disconnected),
  };
}

async function readState(database: Runner, onlyReads: boolean): Promise<DatabaseState> {
  const needed = onlyReads ? READING_PRIVILEGES : NEEDED_PRIVILEGES;
  const { inRecovery, readOnly, migrations, tables, role, lacking } = await readSchemaState(database, needed);
  const problems: string[] = [];
  if (onlyReads) {
    // A standby, or a database that rejects writes, is as good as any other.
  } else if (inRecovery) {
    problems.push('The database is read-only: the server is a standby. DATABASE_URL must lead to the primary.');
  } else if (readOnly) {
    problems.push('The database is read-only: default_transaction_read_only is on for the server, database or role.');
  }
  if (lacking.length > 0) problems.push(privilegeProblem(role, lacking));
  const problem = schemaProblem({ migrations, tables });
  if (problem !== undefined && lacking.length === 0) problems.push(problem);
  const [cell] = migrations === 'current' && lacking.length === 0 ? await database.run(CELL, {}) : [];
  return {
    cell: cell?.number ?? null,
    database: inRecovery || readOnly ? 'read_only' : 'connected',
    migrations,
    problems,
  };
}

/** Without its privileges a role does not see the schema as it is, so that they come first. */
function privilegeProblem(role: string, lacking: readonly string[]): string {
  const [first, ...others] = lacking;
  const more = others.length > 0 ? ` and ${others.length} other privileges` : '';
  return `The role ${role} lacks ${first}${more}. Run the GRANT statements of docs/operations.md as the owner of the tables.`;
}

function disconnected(error: unknown): DatabaseState {
  if (error instanceof Error && error.cause instanceof ReadOnlyServerError) {
    return { cell: null, database: 'read_only', migrations: 'unknown', problems: [NO_PRIMARY] };
  }
  const problem = unusable(error)?.message ?? 'The database cannot be reached.';
  return { cell: null, database: 'disconnected', migrations: 'unknown', problems: [problem] };
}

const NO_PRIMARY =
  'The database is read-only: no server of DATABASE_URL that can be reached accepts writes. It must lead to the primary.';

function unusable(error: unknown): UnusableDatabaseError | undefined {
  return error instanceof Error && error.cause instanceof UnusableDatabaseError ? error.cause : undefined;
}

/**
 * Runs a statement in each pool, one after the other. A database that cannot be reached may become reachable; one that
 * cannot be used has to be corrected first.
 * @throws UnusableDatabaseError
 */
export async function rejectUnusableDatabases(pools: readonly Runner[]): Promise<void> {
  for (const pool of pools) {
    const reason = await readSchemaState(pool).then(() => undefined, unusable);
    if (reason) throw reason;
  }
}
