import type { DatabaseState, HealthSource } from '../ports/health-source.js';
import type { Runner } from './connection.js';
import { ReadOnlyServerError } from './host-pool.js';
import { UnusableDatabaseError } from './unusable-database-error.js';
import { readSchemaState, schemaProblem } from './schema-state.js';

/** Reads the state of the database. It never rejects: a query that fails is a state, too. */
export function createDatabaseHealth(database: Runner): Pick<HealthSource, 'database'> {
  return {
    database: () => readState(database).catch(disconnected),
  };
}

async function readState(database: Runner): Promise<DatabaseState> {
  const { inRecovery, readOnly, migrations, tables, role, lacking } = await readSchemaState(database);
  const problems: string[] = [];
  if (inRecovery) {
    problems.push('The database is read-only: the server is a standby. DATABASE_URL must lead to the primary.');
  } else if (readOnly) {
    problems.push('The database is read-only: default_transaction_read_only is on for the server, database or role.');
  }
  if (lacking.length > 0) problems.push(privilegeProblem(role, lacking));
  const problem = schemaProblem({ migrations, tables });
  if (problem !== undefined && lacking.length === 0) problems.push(problem);
  return { database: inRecovery || readOnly ? 'read_only' : 'connected', migrations, problems };
}

/** Without its privileges a role does not see the schema as it is, so that they come first. */
function privilegeProblem(role: string, lacking: readonly string[]): string {
  const [first, ...others] = lacking;
  const more = others.length > 0 ? ` and ${others.length} other privileges` : '';
  return `The role ${role} lacks ${first}${more}. Run the GRANT statements of docs/operations.md as the owner of the tables.`;
}

function disconnected(error: unknown): DatabaseState {
  if (error instanceof Error && error.cause instanceof ReadOnlyServerError) {
    return { database: 'read_only', migrations: 'unknown', problems: [NO_PRIMARY] };
  }
  const problem = unusable(error)?.message ?? 'The database cannot be reached.';
  return { database: 'disconnected', migrations: 'unknown', problems: [problem] };
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
