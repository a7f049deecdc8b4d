import type { HealthSource } from '../ports/health-source.js';
import type { Database, Statement } from './connection.js';
import { LATEST_MIGRATION, MIGRATIONS_TABLE } from './migrate.js';

const PING: Statement = { name: 'ping', writes: false, text: 'SELECT 1' };

const IS_MIGRATED: Statement = {
  name: 'is_migrated',
  writes: false,
  text: `SELECT EXISTS (SELECT FROM ${MIGRATIONS_TABLE} WHERE name = $1) AS current`,
};

const UNDEFINED_TABLE = '42P01';

/** Asks the database how it is; a question that fails is an answer, too. */
export function createDatabaseHealth(database: Database): Pick<HealthSource, 'database' | 'migrations'> {
  return {
    database: () =>
      database.run(PING, []).then(
        () => 'connected',
        () => 'disconnected',
      ),
    migrations: () =>
      database.run<{ current: boolean }>(IS_MIGRATED, [LATEST_MIGRATION]).then(
        ([row]) => (row?.current ? 'current' : 'behind'),
        (error: unknown) => ((error as { code?: string }).code === UNDEFINED_TABLE ? 'behind' : 'unknown'),
      ),
  };
}
