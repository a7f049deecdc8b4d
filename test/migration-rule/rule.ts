import { loadModule, parseSync } from 'libpg-query';
import { stepsOf, type Migration } from '../../packages/server/src/db/migrations/migration.js';
import type { Step } from '../../packages/server/src/db/migrations/step.js';
import { createContext, type Context } from './context.js';
import type { Refusal } from './findings.js';
import { judgeStatement } from './judge-statement.js';
import type { ReleasedProgram } from './released-program.js';

/**
 * What is wrong with the migrations that are not released yet: what keeps requests waiting, and what the released version,
 * which still runs, does not survive. They are parsed by PostgreSQL's own parser.
 */
export async function judgeMigrations(
  migrations: readonly Migration[],
  released: ReleasedProgram,
): Promise<readonly Refusal[]> {
  await loadModule();
  const context = createContext(released);
  return migrations
    .filter(({ name }) => !released.migrations.includes(name))
    .flatMap((migration) => {
      const steps = stepsOf(migration);
      return steps.flatMap((step, index) => {
        const where = 'steps' in migration ? `${migration.name}, step ${index + 1}` : migration.name;
        return judgeStep(step, context).map((refusal) => ({ ...refusal, where }));
      });
    });
}

function judgeStep(step: Step, context: Context): Omit<Refusal, 'where'>[] {
  if (step.kind === 'validate') context.validate(step.table, step.constraint);
  return step.kind === 'transaction' ? judgeSql(step.statements.join('\n;\n'), context) : [];
}

function judgeSql(sql: string, context: Context): Omit<Refusal, 'where'>[] {
  const bytes = Buffer.from(sql); // locations count bytes
  return (parseSync(sql).stmts ?? []).flatMap(({ stmt, stmt_location: start = 0 }) => {
    if (!stmt) return [];
    const before = bytes.subarray(0, start).toString();
    const gap = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(bytes.subarray(start).toString())?.[0] ?? '';
    const line = (before + gap).split('\n').length;
    const text = sql.split('\n')[line - 1]?.trim() ?? '';
    return judgeStatement(stmt, context).map((found) => ({ ...found, line, text }));
  });
}
