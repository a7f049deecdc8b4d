import type { ImportSource, ImportTarget } from '../ports/import.js';
import type { Runner } from './connection.js';
import { ImportSourceError, openImportSource, type SourceOptions } from './import-source.js';
import { createImportTarget } from './import-target.js';
import { inMigration } from './migrate.js';
import { isReplacedService, readSchemaState } from './schema-state.js';
import {
  ACTIVE_SESSIONS,
  ANALYZE_TABLES,
  LOCK_REPLACED_TABLES,
  MOVE_REPLACED_TABLES,
  REFERRING_TABLES,
  REPLACED_SCHEMA,
  SET_LOCK_TIMEOUT,
  WERE_MOVED,
} from './statements/import-in-place.js';

/**
 * Moves the tables of the service that this one replaces into the schema `replaced_service`, and makes this service's
 * in their place, in one transaction, which commits when `work` resolves. Until then nobody else sees any of it.
 * @returns undefined when that has been done before
 * @throws ImportSourceError when the tables are not there, or are in use
 */
export async function importInPlace<Result>(
  databaseUrl: string,
  { referenceColumn }: Pick<SourceOptions, 'referenceColumn'>,
  work: (source: ImportSource, target: ImportTarget) => Promise<Result>,
): Promise<Result | undefined> {
  return await inMigration(databaseUrl, async (migrating) => {
    const { transaction } = migrating;
    const { migrations, tables } = await readSchemaState(transaction);
    const [before] = await transaction.run(WERE_MOVED, {});
    if (migrations === 'current' && before?.moved === true) return undefined;
    if (migrations !== 'foreign' || !isReplacedService(tables)) throw new ImportSourceError(NOTHING_TO_ADOPT);
    await takeTables(transaction);
    await transaction.run(MOVE_REPLACED_TABLES, {});
    await migrating.migrate();
    const runner = inTurn(transaction);
    const target = createImportTarget({ ...runner, transaction: (work) => work(runner) });
    const source = await openImportSource(runner, { schema: REPLACED_SCHEMA, referenceColumn });
    const result = await work(source, target);
    await runner.run(ANALYZE_TABLES, {});
    return result;
  });
}

const NOTHING_TO_ADOPT =
  'The schema of DATABASE_URL does not have the two tables orders and order_items of another service, or has more tables ' +
  'with names of this service. To copy orders from another database, see order-service import.';

/** Locks the tables, so that nobody else reads or writes them from now on. */
async function takeTables(transaction: Runner): Promise<void> {
  const references = await transaction.run(REFERRING_TABLES, {});
  if (references.length > 0) {
    const names = references.map(({ reference }) => reference).join(', ');
    throw new ImportSourceError(
      `Other tables refer to the orders, and could not refer to new ones: ${names}. Drop these constraints first.`,
    );
  }
  const sessions = await transaction.run(ACTIVE_SESSIONS, {});
  if (sessions.length > 0) throw new ImportSourceError(inUse(sessions));
  await transaction.run(SET_LOCK_TIMEOUT, {});
  try {
    await transaction.run(LOCK_REPLACED_TABLES, {});
  } catch (error) {
    throw new ImportSourceError(`The tables orders and order_items cannot be locked: ${causeOf(error)}. ${STOP}`, {
      cause: error,
    });
  }
}

const STOP = 'Stop the service that uses them, and try again. Nothing was changed.';

function inUse(sessions: readonly { readonly session: string }[]): string {
  const names = sessions.map(({ session }) => session).join('; ');
  return `Others have used this database within a minute: ${names}. ${STOP}`;
}

function causeOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

/** A connection runs one statement at a time. */
function inTurn(runner: Runner): Runner {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (statement, parameters) => {
      const rows = last.then(() => runner.run(statement, parameters));
      last = rows.catch(() => undefined);
      return rows;
    },
  };
}
