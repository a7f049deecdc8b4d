import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createProject, type ConsumerProject } from './consumer-project.js';
import { RECOGNISES } from './recognises.js';

const COMPILERS = ['5.4', '5.9', '6', '7'];
const RESOLUTIONS = ['node16', 'nodenext', 'bundler'] as const;
const FORMATS = ['mjs', 'cjs'] as const;
const RUNNERS = ['Jest', 'Vitest', 'mocha'] as const;

const TOOLS = [
  ...['jest@30', 'vitest@4', 'mocha@11'],
  ...COMPILERS.map((version) => `typescript-${version}@npm:typescript@${version}`),
];

interface Cell {
  readonly compiler: string;
  readonly resolution: (typeof RESOLUTIONS)[number];
  readonly format: (typeof FORMATS)[number];
  /** The folder of what is compiled, which is in the name of its test. */
  readonly name: string;
}

const CELLS: readonly Cell[] = COMPILERS.flatMap((compiler) =>
  RESOLUTIONS.flatMap((resolution) =>
    FORMATS.map((format) => ({
      ...{ compiler, resolution, format },
      name: `typescript-${compiler}-${resolution}-${format}`,
    })),
  ),
);

/** A test in TypeScript for any of the runners. It is named after its folder, where it is compiled. */
const sourceOf = ({ name, format }: Cell) => `
${format === 'mjs' ? "import * as sdk from '@order-service/sdk';" : "import sdk = require('@order-service/sdk');"}
declare const it: (name: string, test: () => Promise<void>) => void;
// @ts-expect-error The service has no such status.
const wrong: sdk.TargetStatus = 'eaten';
const known: 100 = sdk.limits.maxLineItems;
${RECOGNISES}
it('${name}', async () => {
  if (!(await isRecognised())) throw new Error('The error is not recognised.');
});
`;

/** Vitest compiles test files to ES modules by itself; it has this one require what the compiler made. */
const VITEST_OF_COMMONJS = `import { createRequire } from 'node:module';
createRequire(import.meta.url)('./consumer.test.cjs');\n`;

describe('A project in TypeScript that tests with the SDK', function () {
  this.timeout(600_000);
  let project: ConsumerProject;
  /** The names of the tests that passed, by runner. */
  const passed = new Map<string, ReadonlySet<string>>();

  before('install the compilers and the test runners', async () => {
    project = await createProject(['sdk'], TOOLS);
    await project.write({
      'jest.config.cjs': `module.exports = { testEnvironment: 'node', transform: {}, moduleFileExtensions: ['js', 'mjs', 'cjs'],
        testMatch: ['**/consumer.test.' + process.env.FORMAT] };\n`,
      'vitest.config.mjs': `export default { test: { globals: true, include: ['*/consumer.test.mjs', '*/required.test.mjs'] } };\n`,
    });
  });
  after(() => project.remove());

  for (const cell of CELLS) {
    const { compiler, resolution, format, name } = cell;
    it(`compiles with TypeScript ${compiler}, ${resolution}, ${format}`, async () => {
      const source = `${name}/consumer.test.${format === 'mjs' ? 'mts' : 'cts'}`;
      const compilerOptions = {
        ...{ module: moduleOf(cell), moduleResolution: resolution, target: 'es2022', strict: true, types: [] },
        ...{ lib: ['es2022', 'dom', 'dom.iterable'], exactOptionalPropertyTypes: true, rootDir: '.' },
      };
      await project.write({
        [`${name}/tsconfig.json`]: JSON.stringify({ compilerOptions, files: [source.split('/')[1]] }),
        [source]: sourceOf(cell),
        ...(format === 'cjs' && { [`${name}/required.test.mjs`]: VITEST_OF_COMMONJS }),
      });
      const tsc = join(project.folder, 'node_modules', `typescript-${compiler}`, 'bin/tsc');
      await project.run(process.execPath, [tsc, '--project', name]);
    });
  }

  describe('runs what they compiled', () => {
    before('run all test files with each runner', async () => {
      passed.set('Jest', new Set([...(await jest('mjs')), ...(await jest('cjs'))]));
      passed.set('Vitest', await vitest());
      passed.set('mocha', await mocha());
    });

    for (const runner of RUNNERS) {
      for (const { compiler, resolution, format, name } of CELLS) {
        it(`with ${runner}: TypeScript ${compiler}, ${resolution}, ${format}`, () => {
          expect(passed.get(runner)).to.include(name);
        });
      }
    }
  });

  async function jest(format: string): Promise<string[]> {
    const flags = format === 'mjs' ? ['--experimental-vm-modules', '--no-warnings'] : [];
    const bin = join(project.folder, 'node_modules/jest/bin/jest.js');
    const args = [...flags, bin, '--ci', '--json', '--outputFile', 'jest.json'];
    await project.run(process.execPath, args, { FORMAT: format });
    return passedOf(await report('jest.json'));
  }

  async function vitest(): Promise<ReadonlySet<string>> {
    await project.tool('vitest', ['run', '--reporter', 'json', '--outputFile', 'vitest.json']);
    return new Set(passedOf(await report('vitest.json')));
  }

  async function mocha(): Promise<ReadonlySet<string>> {
    const args = ['--reporter', 'json', '--reporter-option', 'output=mocha.json', '*/consumer.test.{mjs,cjs}'];
    await project.tool('mocha', args);
    const { passes } = (await report('mocha.json')) as { passes: { title: string }[] };
    return new Set(passes.map(({ title }) => title));
  }

  async function report(file: string): Promise<unknown> {
    return JSON.parse(await readFile(join(project.folder, file), 'utf8'));
  }
});

/** Jest's report, which Vitest writes as well. */
function passedOf(report: unknown): string[] {
  const { testResults } = report as { testResults: { assertionResults: { title: string; status: string }[] }[] };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return results.filter(({ status }) => status === 'passed').map(({ title }) => title);
}

function moduleOf({ resolution, format }: Cell): string {
  if (resolution !== 'bundler') return resolution;
  return format === 'mjs' ? 'esnext' : 'preserve';
}
