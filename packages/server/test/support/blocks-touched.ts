import type { Database, Runner } from '../../src/db/connection.js';

interface ExplainRow {
  readonly 'QUERY PLAN': [{ Plan: Record<string, number>; Planning?: Record<string, number> }];
}

class RolledBack extends Error {}

/**
 * How many pages of tables and indexes PostgreSQL touches to run the statements that `work` makes: what they cost,
 * whatever the machine. Each statement also really runs.
 */
export async function blocksTouched(database: Database, work: (runner: Runner) => Promise<unknown>): Promise<number> {
  let blocks = 0;
  await work({
    async run(statement, values) {
      blocks += await explain(database, statement.text, values);
      return await database.run(statement, values);
    },
  });
  return blocks;
}

async function explain(database: Database, text: string, values: readonly unknown[]): Promise<number> {
  let blocks = 0;
  const analysed = database.transaction(async (transaction) => {
    const [row] = await transaction.run<ExplainRow>(
      { name: '', writes: true, text: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}` },
      values,
    );
    const plan = row!['QUERY PLAN'][0].Plan;
    blocks = plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!;
    throw new RolledBack();
  });
  await analysed.catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  return blocks;
}
