import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyRepository, type Copy } from './copy.js';
import { RECIPES } from './index.js';
import { applyEdits, type Edit } from './recipe.js';

/**
 * Follows all recipes of CONTRIBUTING.md in a copy of the repository, and runs the checks: the named files are enough. Then
 * makes only the first steps of each recipe in another copy: the compiler and the tests have to ask for the other files.
 */

/** The tests that compare the parts of the project with each other. */
const TESTS = [
  'packages/server/test/integration/statuses-and-event-types.test.ts',
  'packages/server/test/integration/contract.test.ts',
  'packages/server/test/integration/migrations.test.ts',
  'packages/server/test/integration/statements.test.ts',
  'packages/server/test/integration/orders-status.test.ts',
  'packages/server/test/unit/migrate.test.ts',
  'packages/server/test/unit/render-event.test.ts',
  'test/documents.test.ts',
  'test/document-facts.test.ts',
  'test/compose.test.ts',
  'test/migration-rule.test.ts',
];

/** TypeScript 7, which finds the same in less time. */
const TSC = join(
  dirname(createRequire(new URL('../../scripts/typescript7/', import.meta.url)).resolve('typescript/package.json')),
  'bin/tsc',
);

const CHECKS: readonly (readonly [command: string, ...args: string[]])[] = [
  ['node', 'scripts/generate.mjs'],
  ['npx', 'redocly', 'lint', 'openapi.yaml'],
  ['node', TSC, '-b', 'packages/sdk', 'packages/server', 'packages/cli', '--pretty', 'false'],
  ['node', 'scripts/build-commonjs.mjs'],
  ['node', TSC, '-p', 'tsconfig.check.json', '--pretty', 'false'],
  ['npx', 'mocha', ...TESTS],
];

function apply(copy: Copy, edits: readonly Edit[]): void {
  for (const [file, text] of applyEdits(edits, copy.url)) {
    const path = fileURLToPath(new URL(file, copy.url));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

async function followAll(copy: Copy): Promise<string[]> {
  apply(
    copy,
    RECIPES.flatMap(({ begin, follow }) => [...begin, ...follow]),
  );
  const failures: string[] = [];
  for (const [command, ...args] of CHECKS) {
    const { exitCode, output } = await copy.run(command, args);
    if (exitCode !== 0) failures.push(`${[command, ...args].join(' ')} failed:\n${output}`);
  }
  return failures;
}

async function beginEach(copy: Copy): Promise<string[]> {
  apply(
    copy,
    RECIPES.flatMap(({ begin }) => begin),
  );
  let report = '';
  for (const [command, ...args] of CHECKS) report += (await copy.run(command, args)).output;
  return RECIPES.flatMap(({ title, asksFor }) =>
    Object.entries(asksFor)
      .filter(([, message]) => !message.test(report))
      .map(([file, message]) => `"${title}": no check asks for ${file}; expected ${String(message)} in:\n${report}`),
  );
}

async function inCopy(work: (copy: Copy) => Promise<string[]>): Promise<string[]> {
  const copy = await copyRepository();
  try {
    return await work(copy);
  } finally {
    await copy.remove();
  }
}

const failures = (await Promise.all([inCopy(followAll), inCopy(beginEach)])).flat();
for (const failure of failures) process.stderr.write(`${failure}\n\n`);
process.stdout.write(`${RECIPES.length} recipes, ${failures.length} failures\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
