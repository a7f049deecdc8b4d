import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyRepository } from '../recipes/copy.js';
import { applyMutant, type Mutant } from './mutant.js';
import { compileAll, compiled, compileText } from './compile.js';

/** `killed`: a test failed. `timed out`: the tests did not end, which is noticed, too. */
export type Outcome = 'killed' | 'timed out' | 'survived';

/** The tests fail without a mutant, so they say nothing about it. */
export class FailingTestsError extends Error {
  override readonly name = 'FailingTestsError';
}

/** A copy of the repository in which one mutant at a time is tested. */
export interface Workplace {
  /**
   * Runs the tests, a list at a time, until one notices the mutant. Returns undefined for a mutant that is not a program.
   * @throws FailingTestsError if the tests fail without the mutant
   */
  test(mutant: Mutant, runs: readonly (readonly string[])[]): Promise<Outcome | undefined>;
  remove(): Promise<void>;
}

/** For one test, and for the start of its fixtures. */
const TEST_TIMEOUT_MS = 10_000;
/** A run is stopped after this and three times what the tests take without the mutant. */
const MIN_RUN_TIMEOUT_MS = 15_000;

/** @param environment of the tests; it names the services that they share */
export async function createWorkplace(root: string, environment: NodeJS.ProcessEnv): Promise<Workplace> {
  const copy = await copyRepository();
  const folder = fileURLToPath(copy.url);
  for (const name of ['sdk', 'server', 'cli']) {
    cpSync(join(root, `packages/${name}/dist`), join(folder, `packages/${name}/dist`), { recursive: true });
  }
  await compileAll(folder);
  const limits = new Map<string, number>();

  /** How long these tests may take, by how long they take without a mutant. */
  async function limitOf(tests: readonly string[]): Promise<number> {
    const key = tests.join(' ');
    const known = limits.get(key);
    if (known !== undefined) return known;
    const startedMs = performance.now();
    const { exitCode, output } = await runTests(folder, tests, environment, 10 * 60_000);
    if (exitCode !== 0) throw new FailingTestsError(`${key} fail without a mutant:\n${output}`);
    const limitMs = MIN_RUN_TIMEOUT_MS + 3 * (performance.now() - startedMs);
    limits.set(key, limitMs);
    return limitMs;
  }

  async function notices(tests: readonly string[], limitMs: number): Promise<Outcome> {
    const { exitCode, timedOut } = await runTests(folder, tests, environment, limitMs);
    if (timedOut) return 'timed out';
    return exitCode === 0 ? 'survived' : 'killed';
  }

  return {
    async test(mutant, runs) {
      const source = readFileSync(join(folder, mutant.file), 'utf8');
      const mutated = await compileText(applyMutant(source, mutant));
      if (mutated === undefined) return undefined;
      const path = join(folder, compiled(mutant.file));
      const original = readFileSync(path, 'utf8');
      for (const tests of runs) {
        const limitMs = await limitOf(tests);
        writeFileSync(path, mutated);
        const outcome = await notices(tests, limitMs).finally(() => writeFileSync(path, original));
        if (outcome !== 'survived') return outcome;
      }
      return 'survived';
    },
    remove: () => copy.remove(),
  };
}

interface TestRun {
  readonly exitCode: number | null;
  readonly output: string;
  readonly timedOut: boolean;
}

/** Runs mocha in a process group of its own, and ends the whole group after `limitMs`. */
async function runTests(
  folder: string,
  tests: readonly string[],
  environment: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<TestRun> {
  // With --exit, what a failed test leaves running does not delay the end. A timer that is never cleared needs a test.
  const mocha = ['node_modules/mocha/bin/mocha.js', '--no-config', '--bail', '--exit', '--reporter', 'dot'];
  const settings = ['--require', './test/services/global-fixtures.js', '--timeout', String(TEST_TIMEOUT_MS)];
  const child = spawn(process.execPath, [...mocha, ...settings, ...tests.map(compiled)], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, limitMs);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { exitCode, output, timedOut };
}
