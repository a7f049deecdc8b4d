import type { DatabaseState, HealthSource } from '../ports/health-source.js';
import type { Runner } from './connection.js';
import { UnusableDatabaseError } from './unusable-database-error.js';
import { readSchemaState, schemaProblem } from './schema-state.js';

/** Reads the state of the database. It never rejects: a query that fails is a state, too. */
export function createDatabaseHealth(database: Runner): Pick<HealthSource, 'database'> {
  return {
    database: () => readState(database).catch(disconnected),
  };
}

async function readState(database: Runner): Promise<DatabaseState> {
  const { inRecovery, readOnly, migrations, tables } = await readSchemaState(database);
  const problems: string[] = [];
  if (inRecovery) {
    problems.push('The database is read-only: the server is a standby. DATABASE_URL must lead to the primary.');
  } else if (readOnly) {
    problems.push('The database is read-only: default_transaction_read_only is on for the server, database or role.');
  }
  const problem = schemaProblem({ migrations, tables });
  if (problem !== undefined) problems.push(problem);
  return { database: inRecovery || readOnly ? 'read_only' : 'connected', migrations, problems };
}

function disconnected(error: unknown): DatabaseState {
  const problem = unusable(error)?.message ?? 'The database cannot be reached.';
  return { database: 'disconnected', migrations: 'unknown', problems: [problem] };
}

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
