import { touchedBlocks, type Plan } from '../../../../test/services/explained-plan.js';
import type { Database, Runner } from '../../src/db/connection.js';
import { jsonOf } from '../../src/db/sql-types.js';
import type { Statement } from '../../src/db/statement.js';

const EXPLAINED = { 'QUERY PLAN': jsonOf<[{ Plan: Plan }]>() };

class RolledBack extends Error {}

/**
 * Number of table and index pages that the statements of `work` touch: a measure of their cost that does not depend on the
 * machine. The statements are executed.
 */
export async function blocksTouched(database: Database, work: (runner: Runner) => Promise<unknown>): Promise<number> {
  let blocks = 0;
  await work({
    async run(statement, parameters) {
      blocks += await explain(database, statement, parameters);
      return await database.run(statement, parameters);
    },
  });
  return blocks;
}

async function explain<Parameters>(
  database: Database,
  statement: Statement<Parameters, unknown>,
  parameters: NoInfer<Parameters>,
): Promise<number> {
  let blocks = 0;
  const analysed = database.transaction(async (transaction) => {
    const text = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement.text}`;
    const [row] = await transaction.run({ ...statement, prepared: false, text, columns: EXPLAINED }, parameters);
    blocks = touchedBlocks(row!['QUERY PLAN'][0].Plan);
    throw new RolledBack();
  });
  await analysed.catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  return blocks;
}
