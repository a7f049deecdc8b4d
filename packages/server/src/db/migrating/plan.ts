import { MIGRATIONS } from '../migrations/list.js';
import { statementsAtOnce, type Migration } from '../migrations/migration.js';
import { DEFAULT_ROWS_OF_A_BATCH, sqlOf, type Step } from '../migrations/step.js';
import { LOCK_MODES, locksOf } from './locks.js';
import { LOCK_TIMEOUT_MS } from './lock-waits.js';
import { migrationsRun, partsOf, upTo, without, type Part } from './missing.js';
import { readProgress } from './progress.js';
import { inspect } from './session.js';

export interface PlanOptions {
  readonly to?: string | undefined;
  /** By default those of this build. */
  readonly migrations?: readonly Migration[];
}

/**
 * The SQL that `migrate` would run now, with comments on how it would run. Only reads.
 * @throws UnusableDatabaseError
 */
export async function planMigration(
  databaseUrl: string,
  { to, migrations = MIGRATIONS }: PlanOptions = {},
): Promise<string> {
  return await inspect(databaseUrl, async (database) => {
    const run = await migrationsRun(database);
    const missing = without(run, upTo(migrations, to));
    if (missing.length === 0) return '-- The schema is current: nothing would run.\n';
    if (run.length === 0) return describeEmpty(missing);
    const [progress] = await readProgress(database);
    return partsOf(missing)
      .flatMap((part) => describePart(part, (name) => (progress?.migration === name ? progress.steps : 0)))
      .join('\n');
  });
}

function describeEmpty(migrations: readonly Migration[]): string {
  const names = migrations.map(({ name }) => name).join(', ');
  return block(`${names}: one transaction, on an empty database`, migrations.flatMap(statementsAtOnce), []);
}

function describePart(part: Part, stepsDone: (name: string) => number): string[] {
  if (!('steps' in part)) {
    const statements = part.flatMap((migration) => migration.statements);
    return [block(`${part.map(({ name }) => name).join(', ')}: ${IN_TRANSACTION}`, statements, locksOf(statements))];
  }
  const { steps } = part;
  return steps.flatMap((step, index) => {
    if (index < stepsDone(part.name)) return [];
    const statements = sqlOf(step);
    return [
      block(`${part.name}, step ${index + 1} of ${steps.length}: ${wayOf(step)}`, statements, locksOf(statements)),
    ];
  });
}

const IN_TRANSACTION = `one transaction, which waits at most ${LOCK_TIMEOUT_MS} ms for each lock and is tried again`;

function wayOf(step: Step): string {
  switch (step.kind) {
    case 'transaction':
      return IN_TRANSACTION;
    case 'fill':
      return `transactions of ${step.rows ?? DEFAULT_ROWS_OF_A_BATCH} rows each, from where the last one ended; this is the first`;
    case 'create-index':
    case 'drop-index':
    case 'validate':
      return 'no transaction; waits for the transactions that use the table';
  }
}

function block(title: string, statements: readonly string[], locks: ReturnType<typeof locksOf>): string {
  const lines = locks.map(({ mode, of }) => `--   ${mode} on ${of}: ${LOCK_MODES[mode]}\n`);
  return `-- ${title}\n${lines.join('')}${statements.map(asStatement).join('')}`;
}

function asStatement(sql: string): string {
  const text = sql.replace(/^\n+|\s+$/g, '');
  return `${text}${text.endsWith(';') ? '' : ';'}\n`;
}
