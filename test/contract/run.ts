/**
 * `npm run test:contract`: holds a running service against openapi.yaml for longer than `npm test` does. Random requests by
 * our own fuzzer, the examples, the change since the last release, and Schemathesis where Python is installed.
 *
 *   FUZZ_SEED=7 npm run test:contract      the requests of an earlier run, which prints its seed
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { judgeContract } from './released.js';
import type { PartResult } from './part-result.js';
import { runSchemathesis } from './schemathesis.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const seed = process.env.FUZZ_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
const FUZZ_RUNS = '5000';

function run(...args: readonly string[]): PartResult {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, FUZZ_SEED: seed, FUZZ_RUNS },
    stdio: 'inherit',
  });
  return { outcome: status === 0 ? 'passed' : 'failed' };
}

const runTest = (name: string): PartResult =>
  run('node_modules/mocha/bin/mocha.js', `packages/server/test/integration/${name}.test.ts`);

function checkVersion(): PartResult {
  const result = run('--import=tsx', 'test/contract/check-version.ts');
  if (result.outcome === 'failed' || judgeContract().released !== undefined) return result;
  return { outcome: 'skipped', why: 'no contract has been released yet' };
}

const PARTS: readonly (readonly [name: string, run: () => PartResult | Promise<PartResult>])[] = [
  ['The change since the last release', checkVersion],
  ['The comparison of contracts itself', () => run('node_modules/mocha/bin/mocha.js', 'test/contract/*.test.ts')],
  ['Routes, responses and problems', () => runTest('contract')],
  ['Examples, sent and compared', () => runTest('contract-examples')],
  [`Our fuzzer, ${FUZZ_RUNS} requests twice`, () => runTest('contract-fuzz')],
  ['Schemathesis', () => runSchemathesis(Number(seed))],
];

process.stdout.write(`FUZZ_SEED=${seed}\n`);
const summary: string[] = [];
for (const [name, runPart] of PARTS) {
  process.stdout.write(`\n== ${name}\n`);
  const startMs = performance.now();
  const result = await runPart();
  const seconds = Math.round((performance.now() - startMs) / 1_000);
  summary.push(`${result.outcome.padEnd(8)} ${name}, ${result.outcome === 'skipped' ? result.why : `${seconds} s`}`);
  if (result.outcome === 'failed') process.exitCode = 1;
}
process.stdout.write(`\n${summary.join('\n')}\n(FUZZ_SEED=${seed})\n`);
