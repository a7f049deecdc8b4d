import type { DatabaseState } from '../ports/health-source.js';
import type { Runner } from './connection.js';
import { MIGRATIONS } from './migrations/list.js';
import { NEEDED_PRIVILEGES, type NeededPrivilege } from './privileges.js';
import { DATABASE_STATE, EXPECTED_COLUMNS, MIGRATIONS_RUN, MIGRATIONS_TABLE } from './statements/health.js';

const FIRST_MIGRATION = MIGRATIONS[0]?.name ?? '';

/** The name of the newest migration of this build. */
export const LATEST_MIGRATION = MIGRATIONS.at(-1)?.name ?? '';

export interface SchemaState {
  readonly inRecovery: boolean;
  readonly readOnly: boolean;
  readonly migrations: Exclude<DatabaseState['migrations'], 'unknown'>;
  /** The tables of this service's names that exist. */
  readonly tables: readonly string[];
  /** The role of the session. */
  readonly role: string;
  /** The privileges that this role lacks on tables that exist, such as `INSERT on orders`. */
  readonly lacking: readonly string[];
}

/** Tells a schema of this service from an empty one, an older one, and from the tables of another program. */
export async function readSchemaState(
  database: Runner,
  needed: readonly NeededPrivilege[] = NEEDED_PRIVILEGES,
): Promise<SchemaState> {
  const [state] = await database.run(DATABASE_STATE, { expected: EXPECTED_COLUMNS, needed });
  if (!state) throw new Error('PostgreSQL returned no state of the database');
  const { inRecovery, readOnly, role, missing, lacking } = state;
  const tables = state.tables.filter((table) => table !== MIGRATIONS_TABLE);
  const mayReadMigrations =
    state.tables.includes(MIGRATIONS_TABLE) && !lacking.includes(`SELECT on ${MIGRATIONS_TABLE}`);
  const run = mayReadMigrations ? await readMigrations(database) : NONE;
  return { inRecovery, readOnly, migrations: compare(run, tables, missing), tables, role, lacking };
}

interface MigrationsRun {
  readonly first: boolean;
  readonly latest: boolean;
}

const NONE: MigrationsRun = { first: false, latest: false };

async function readMigrations(database: Runner): Promise<MigrationsRun> {
  const [run] = await database.run(MIGRATIONS_RUN, { first: FIRST_MIGRATION, latest: LATEST_MIGRATION });
  return run ?? NONE;
}

function compare(run: MigrationsRun, tables: readonly string[], missing: number): SchemaState['migrations'] {
  if (!run.first) return tables.length > 0 ? 'foreign' : 'behind';
  if (!run.latest) return 'behind';
  return missing > 0 ? 'foreign' : 'current';
}

/** The tables of the service that this one replaces, which has these and no others. */
export const REPLACED_TABLES: readonly string[] = ['order_items', 'orders'];

/** Whether tables of this service's names are, by their names, those of the service that it replaces. */
export function isReplacedService(tables: readonly string[]): boolean {
  return tables.length === REPLACED_TABLES.length && REPLACED_TABLES.every((table) => tables.includes(table));
}

/** What is wrong with a schema, and what to do; undefined for a current one. */
export function schemaProblem({ migrations, tables }: Pick<SchemaState, 'migrations' | 'tables'>): string | undefined {
  switch (migrations) {
    case 'current':
      return undefined;
    case 'behind':
      return 'The schema lacks migrations of this version. Run: order-service migrate';
    case 'foreign':
      if (isReplacedService(tables)) {
        return (
          `The database has the tables ${[...tables].sort().join(' and ')} of the service that this one replaces. ` +
          'To take its orders over in this database, stop that service and run: order-service migrate --adopt-existing. ' +
          'To copy them into another database, see order-service import.'
        );
      }
      return (
        `The database has tables of another program with names of this service (${tables.slice(0, 3).join(', ')}). ` +
        'Set DATABASE_URL to another database, or to another schema of it with ?schema=, and run: order-service migrate'
      );
  }
}
