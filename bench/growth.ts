import pg from 'pg';
import type { BenchDatabase, BenchPostgres } from './database.js';
import { growthQueries, type GrowthQuery } from './growth-queries.js';
import { median, type GrowthRow } from './results.js';
import type { Tell } from './run-load.js';

const WARM_UPS = 10;
const RUNS = 101;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly Plan[];
}

interface Explained {
  readonly Plan: Plan;
  readonly 'Execution Time': number;
}

/**
 * What the database does for each statement on tables of each size, by EXPLAIN ANALYZE of the prepared statement with
 * its generic plan: the one that a connection keeps. Everything is rolled back.
 */
export async function measureGrowth(
  postgres: BenchPostgres,
  sizes: readonly number[],
  tell: Tell,
): Promise<GrowthRow[]> {
  const rows: GrowthRow[] = [];
  for (const orders of sizes) {
    const database = await postgres.database(orders);
    try {
      for (const query of await growthQueries(database, orders)) {
        const row = { query: query.name, orders, ...(await measure(database, query)) };
        rows.push(row);
        tell(`${orders} ${row.query}: ${row.executionMs.toFixed(3)} ms, ${row.blocks} blocks; ${row.scans.join(', ')}`);
      }
    } finally {
      await database.drop();
    }
  }
  return rows;
}

async function measure(
  database: BenchDatabase,
  { statement, values }: GrowthQuery,
): Promise<Omit<GrowthRow, 'query' | 'orders'>> {
  // A statement without a name is planned anew each time, in production, too.
  const mode = statement.name === '' ? 'force_custom_plan' : 'force_generic_plan';
  await database.query(`SET plan_cache_mode = ${mode}`);
  await database.query(`PREPARE measured AS ${statement.text}`);
  const explained: Explained[] = [];
  for (let run = -WARM_UPS; run < RUNS; run += 1) {
    const literals = values(run + WARM_UPS)
      .map(literal)
      .join(', ');
    await database.query('BEGIN');
    const [answer] = await database.query<{ 'QUERY PLAN': [Explained] }>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE measured(${literals})`,
    );
    await database.query('ROLLBACK');
    if (run >= 0 && answer) explained.push(answer['QUERY PLAN'][0]);
  }
  await database.query('DEALLOCATE measured');
  const [{ Plan: plan } = { Plan: { 'Node Type': 'none' } }] = explained;
  return {
    executionMs: median(explained.map((one) => one['Execution Time'])),
    blocks: median(explained.map((one) => blocksOf(one.Plan))),
    scans: [...new Set(scansOf(plan))],
  };
}

function blocksOf(plan: Plan): number {
  return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
}

function scansOf(plan: Plan): string[] {
  const relation = plan['Index Name'] ?? plan['Relation Name'];
  const own = relation !== undefined && plan['Node Type'].includes('Scan') ? [`${plan['Node Type']} ${relation}`] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scansOf)];
}

/** A value as SQL: EXECUTE takes no parameters of its own. */
function literal(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map(element).join(',')}}`);
  return pg.escapeLiteral(String(value));
}

function element(value: unknown): string {
  return value === null ? 'NULL' : `"${String(value).replace(/[\\"]/g, '\\$&')}"`;
}
