import { fileURLToPath } from 'node:url';
import { testPostgres } from '../services/postgres.js';
import { testRabbit } from '../services/rabbitmq.js';
import { tearDown } from '../services/teardown.js';
import { mutantsOf, sourcesOf } from './find-mutants.js';
import { describeMutant, type Mutant } from './mutant.js';
import { toMutant } from './named-mutant.js';
import { NAMED_MUTANTS } from './named-mutants.js';
import { readMutationOptions, USAGE, type MutationOptions } from './options.js';
import { scoreTable, type Result } from './report.js';
import { SCOPES, testRunsOf } from './scope.js';
import { createWorkplace, FailingTestsError } from './workplace.js';

/** Changes the sources in copies of the repository, one change at a time, and runs the tests that have to notice it. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Task {
  readonly scope: string;
  readonly title: string;
  readonly mutant: Mutant;
  readonly runs: readonly (readonly string[])[];
}

function namedTasks(): readonly Task[] {
  return NAMED_MUTANTS.map((named) => ({
    scope: 'named',
    title: named.name,
    mutant: toMutant(ROOT, named),
    runs: [named.tests],
  }));
}

function genericTasks({ only, unitOnly }: MutationOptions): readonly Task[] {
  const isWanted = (scope: string, file: string): boolean =>
    only.length === 0 || only.some((wanted) => wanted === scope || file.startsWith(wanted));
  return SCOPES.flatMap((scope) =>
    sourcesOf(ROOT, scope.folder).flatMap((file) => {
      const runs = isWanted(scope.name, file) ? testRunsOf(scope, file, { unitOnly }) : [];
      const mutants = runs.length > 0 ? mutantsOf(ROOT, file) : [];
      return mutants.map((mutant) => ({ scope: scope.name, title: describeMutant(mutant), mutant, runs }));
    }),
  );
}

/** The tests share a PostgreSQL and a broker of this run. */
async function startServices(tasks: readonly Task[]): Promise<NodeJS.ProcessEnv> {
  if (!tasks.some(({ runs }) => runs.flat().some((file) => file.includes('/integration/')))) return process.env;
  const [postgres, rabbit] = await Promise.all([testPostgres(), testRabbit()]);
  return { ...process.env, TEST_DATABASE_URL: postgres.url, RABBITMQ_TEST_URL: rabbit.url };
}

async function testAll(tasks: readonly Task[], jobs: number): Promise<readonly Result[]> {
  const environment = await startServices(tasks);
  const results: Result[] = [];
  const queue = [...tasks];
  async function work(): Promise<void> {
    const workplace = await createWorkplace(ROOT, environment);
    try {
      for (let task = queue.shift(); task; task = queue.shift()) {
        const outcome = await workplace.test(task.mutant, task.runs).catch(reportFailingTests);
        if (!outcome) continue;
        results.push({ scope: task.scope, outcome });
        process.stdout.write(`${outcome.padEnd(9)} ${task.title}\n`);
      }
    } finally {
      await workplace.remove();
    }
  }
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}

/** Mutants whose tests fail without them are left out, and fail the command at its end. */
function reportFailingTests(error: unknown): undefined {
  if (!(error instanceof FailingTestsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main(options: MutationOptions): Promise<void> {
  const withNamed = options.only.length === 0 || options.only.includes('named');
  const tasks = [...(withNamed ? namedTasks() : []), ...genericTasks(options)];
  if (options.list) {
    for (const { scope, title } of tasks) process.stdout.write(`${scope}: ${title}\n`);
    return;
  }
  const startedMs = performance.now();
  try {
    const results = await testAll(tasks, options.jobs);
    const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
    process.stdout.write(`\n${scoreTable(results)}\n${results.length} mutants in ${minutes} minutes\n`);
    if (results.some(({ scope, outcome }) => scope === 'named' && outcome === 'survived')) process.exitCode = 1;
  } finally {
    await tearDown();
  }
}

function optionsOrUsage(): MutationOptions | undefined {
  try {
    return readMutationOptions(
      process.argv.slice(2),
      SCOPES.map(({ name }) => name),
    );
  } catch (error) {
    process.stderr.write(`${String(error)}\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

const options = optionsOrUsage();
if (options) await main(options);
