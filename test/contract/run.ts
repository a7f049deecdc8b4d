/**
 * `npm run test:contract`: holds a running service against openapi.yaml for longer than `npm test` does. Random requests by
 * our own fuzzer, the examples, the change since the last release, and Schemathesis where Python is installed.
 *
 *   FUZZ_SEED=7 npm run test:contract      the requests of an earlier run, which prints its seed
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runSchemathesis } from './schemathesis.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const seed = process.env.FUZZ_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
const FUZZ_RUNS = '5000';
const TESTS = ['contract-fuzz', 'contract-examples', 'contract'].map(
  (name) => `packages/server/test/integration/${name}.test.ts`,
);

function run(...args: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, FUZZ_SEED: seed, FUZZ_RUNS },
    stdio: 'inherit',
  });
  return status === 0;
}

process.stdout.write(`FUZZ_SEED=${seed}\n`);
const results = [
  run('--import=tsx', 'test/contract/check-version.ts'),
  run('node_modules/mocha/bin/mocha.js', ...TESTS),
  await runSchemathesis(Number(seed)),
];
if (results.includes(false)) process.exitCode = 1;
