import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { compileText } from './compile.js';
import { sourcesOf } from './find-mutants.js';
import { applyMutant } from './mutant.js';
import { toMutant } from './named-mutant.js';
import { NAMED_MUTANTS } from './named-mutants.js';
import { changesOf } from './operators.js';
import { readMutationOptions } from './options.js';
import { scoreTable } from './report.js';
import { SCOPES, testRunsOf } from './scope.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The source after each change, one at a time. */
function mutationsOf(source: string, sql = false): readonly string[] {
  return changesOf(source, { sql }).map(
    ({ start, end, replacement }) => source.slice(0, start) + replacement + source.slice(end),
  );
}

describe('the mutations of', () => {
  const examples: readonly (readonly [source: string, mutations: readonly string[], sql?: boolean])[] = [
    ['if (a < b) c();', ['if (!(a < b)) c();', 'if (a <= b) c();', 'if (a < b) ;']],
    ['const x = a && b - 1;', ['const x = a || b - 1;', 'const x = a && b + 1;', 'const x = a && b - 2;']],
    ['const limit = 400;', ['const limit = 4000;']],
    ['async () => { await save(); return []; };', ['async () => { ; return []; };']],
    ['const f = () => `a${b}`;', ["const f = () => '';"]],
    ['const f = () => true;', ['const f = () => false;']],
    ['const on: 1 | true = true; type Never = 2;', ['const on: 1 | true = false; type Never = 2;']],
    [
      "run('SELECT a FROM t WHERE a <= 1 AND b IS NULL');",
      [
        ';',
        "run('SELECT a FROM t WHERE a < 1 AND b IS NULL');",
        "run('SELECT a FROM t WHERE a <= 1 OR b IS NULL');",
        "run('SELECT a FROM t WHERE a <= 1 AND b IS NOT NULL');",
      ],
      true,
    ],
  ];
  for (const [source, mutations, sql] of examples) {
    it(source, () => expect(mutationsOf(source, sql)).to.deep.equal(mutations));
  }
});

describe('the mutation tests', () => {
  for (const named of NAMED_MUTANTS) {
    it(`can still make the defect "${named.name}"`, async () => {
      const mutant = toMutant(ROOT, named);
      const source = readFileSync(join(ROOT, named.file), 'utf8');
      expect(await compileText(applyMutant(source, mutant))).to.be.a('string');
    });
  }

  it('name test files and source files that exist', () => {
    const tests = SCOPES.flatMap((scope) =>
      [...Object.keys(scope.testsOf), '(any other file)'].flatMap((file) =>
        testRunsOf(scope, `${scope.folder}/${file}`, { unitOnly: false }).flat(),
      ),
    );
    const sources = SCOPES.flatMap(({ folder, testsOf }) => Object.keys(testsOf).map((file) => `${folder}/${file}`));
    const named = NAMED_MUTANTS.flatMap(({ tests: files }) => files);
    expect([...tests, ...sources, ...named].filter((file) => !existsSync(join(ROOT, file)))).to.deep.equal([]);
  });

  it('mutate the files of each scope, but no migration', () => {
    for (const { folder } of SCOPES) expect(sourcesOf(ROOT, folder)).not.to.be.empty;
    expect(sourcesOf(ROOT, 'packages/server/src/db').filter((file) => file.includes('/migrations/'))).to.deep.equal([]);
  });

  it('refuse a scope that does not exist, and no jobs', () => {
    expect(() => readMutationOptions(['--only', 'html'], ['domain'])).to.throw(
      /--only must name some of domain, named/,
    );
    expect(() => readMutationOptions(['--jobs', '0'], ['domain'])).to.throw(/--jobs must be/);
    const only = ['domain', 'named', 'packages/server/src/db/batcher.ts'];
    expect(readMutationOptions(['--only', only.join(',')], ['domain']).only).to.deep.equal(only);
  });

  it('count a mutant that hangs its tests as noticed', () => {
    const results = (['killed', 'timed out', 'survived'] as const).map((outcome) => ({ scope: 'domain', outcome }));
    expect(scoreTable(results)).to.contain('| domain | 3 | 1 | 1 | 1 | 66 % |');
  });
});
