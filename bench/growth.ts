import pg from 'pg';
import { scansOf, touchedBlocks, type Plan } from '../test/services/explained-plan.js';
import type { BenchDatabase, BenchPostgres } from './database.js';
import { growthQueries, type GrowthQuery } from './growth-queries.js';
import { median, type GrowthRow } from './results.js';
import type { Log } from './run-load.js';

const RUNS = 301;
/** Executions of each statement after PostgreSQL's cache was emptied. */
const COLD_RUNS = 21;

interface Explained {
  readonly Plan: Plan;
  readonly 'Execution Time': number;
}

/**
 * Measures each statement on tables of each size by EXPLAIN ANALYZE of the prepared statement with its generic plan, as in
 * production. The sizes alternate, and everything is rolled back.
 */
export async function measureGrowth(postgres: BenchPostgres, sizes: readonly number[], log: Log): Promise<GrowthRow[]> {
  const tables: { orders: number; database: BenchDatabase; queries: readonly GrowthQuery[] }[] = [];
  const rows: GrowthRow[] = [];
  try {
    for (const orders of sizes) {
      const database = await postgres.seededDatabase(orders);
      const queries: GrowthQuery[] = [];
      tables.push({ orders, database, queries });
      await database.query('CREATE EXTENSION pg_buffercache');
      queries.push(...(await growthQueries(database, orders)));
    }
    for (const index of tables[0]?.queries.keys() ?? []) {
      const subjects = tables.map(({ orders, database, queries }) => ({ orders, database, query: queries[index]! }));
      for (const row of await compare(subjects)) {
        rows.push(row);
        log(
          `${row.orders} ${row.query}: ${row.executionMs.toFixed(3)} ms, cold ${row.coldMs.toFixed(3)} ms, ` +
            `${row.blocks} blocks; ${row.scans.join(', ')}`,
        );
      }
    }
    return rows;
  } finally {
    for (const { database } of tables) await database.drop();
  }
}

interface Subject {
  readonly orders: number;
  readonly database: BenchDatabase;
  readonly query: GrowthQuery;
}

/**
 * Runs one statement on each table in turn, many times; first until all blocks that it reads are cached, and at last with
 * PostgreSQL's cache emptied before each execution. The operating system's cache is left as it is: without it, times would
 * say more about the machine than about the statement.
 */
async function compare(subjects: readonly Subject[]): Promise<GrowthRow[]> {
  const explained = subjects.map((): Explained[] => []);
  for (const { database, query } of subjects) await prepare(database, query);
  for (const counts of [false, true]) {
    for (let run = 0; run < RUNS; run += 1) {
      for (const [index, { database, query }] of subjects.entries()) {
        const answer = await explain(database, query, run);
        if (counts) explained[index]?.push(answer);
      }
    }
  }
  const cold = subjects.map((): number[] => []);
  for (let run = 0; run < COLD_RUNS; run += 1) {
    for (const [index, { database, query }] of subjects.entries()) {
      await database.query('SELECT pg_buffercache_evict_all()');
      cold[index]?.push((await explain(database, query, 2 * RUNS + run))['Execution Time']);
    }
  }
  for (const { database } of subjects) await database.query('DEALLOCATE measured');
  return subjects.map(({ orders, query }, index) => {
    const answers = explained[index] ?? [];
    return {
      query: query.name,
      orders,
      executionMs: median(answers.map((one) => one['Execution Time'])),
      coldMs: median(cold[index] ?? []),
      blocks: median(answers.map((one) => touchedBlocks(one.Plan))),
      scans: [...new Set(answers.flatMap((one) => scansOf(one.Plan)))],
    };
  });
}

async function prepare(database: BenchDatabase, { statement }: GrowthQuery): Promise<void> {
  const mode = statement.prepared ? 'force_generic_plan' : 'force_custom_plan'; // as in production
  await database.query(`SET plan_cache_mode = ${mode}`);
  await database.query(`PREPARE measured AS ${statement.text}`);
}

async function explain(database: BenchDatabase, { values }: GrowthQuery, run: number): Promise<Explained> {
  const literals = values(run).map(literal).join(', ');
  await database.query('BEGIN');
  const [answer] = await database.query<{ 'QUERY PLAN': [Explained] }>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE measured(${literals})`,
  );
  await database.query('ROLLBACK');
  if (!answer) throw new Error('EXPLAIN has said nothing');
  return answer['QUERY PLAN'][0];
}

/** A value as an SQL literal, because EXECUTE has no bind parameters. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map(element).join(',')}}`);
  return pg.escapeLiteral(scalar(value));
}

function element(value: unknown): string {
  return value === null || value === undefined ? 'NULL' : `"${scalar(value).replace(/[\\"]/g, '\\$&')}"`;
}

function scalar(value: unknown): string {
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : String(value);
}
