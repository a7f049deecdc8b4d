import type { HealthSource } from '../ports/health-source.js';
import type { Runner } from './connection.js';
import { LATEST_MIGRATION } from './migrate.js';
import { IS_MIGRATED, PING } from './statements/health.js';

const UNDEFINED_TABLE = '42P01';

/** Queries the state of the database. Nothing here rejects: a query that fails is a state, too. */
export function createDatabaseHealth(database: Runner): Pick<HealthSource, 'database' | 'migrations'> {
  return {
    database: () =>
      database.run(PING, {}).then(
        () => 'connected',
        () => 'disconnected',
      ),
    migrations: () =>
      database.run(IS_MIGRATED, { migration: LATEST_MIGRATION }).then(
        ([row]) => (row?.current ? 'current' : 'behind'),
        (error: unknown) => ((error as { code?: string }).code === UNDEFINED_TABLE ? 'behind' : 'unknown'),
      ),
  };
}
