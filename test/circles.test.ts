import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import ts from 'typescript';

type Graph = Map<string, Set<string>>;

/** What each TypeScript file below `folder` imports of the others, types and `import()` included. */
function readImports(folder: string): Graph {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const importsOf = (file: string) =>
    ts
      .preProcessFile(readFileSync(join(folder, file), 'utf8'), true, true)
      .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
      .map(({ fileName }) => normalize(join(dirname(file), fileName)).replace(/\.js$/, '.ts'));
  return new Map(files.map((file) => [file, new Set(importsOf(file))]));
}

/** The same graph between the folders at the top. Files beside those folders compose them, and are left out. */
function byFolder(files: Graph): Graph {
  const folderOf = (file: string) => (file.includes(sep) ? file.slice(0, file.indexOf(sep)) : '');
  const folders: Graph = new Map();
  for (const [file, imported] of files) {
    const from = folderOf(file);
    const others = [...imported].map(folderOf).filter((to) => ![from, ''].includes(to));
    if (from !== '') folders.set(from, new Set([...(folders.get(from) ?? []), ...others]));
  }
  return folders;
}

/** The circles that a depth-first walk meets, each as `a -> b -> a`: none exactly when the graph has none. */
function circles(graph: Graph): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]) => {
    const start = path.indexOf(node);
    if (start >= 0) found.push([...path.slice(start), node].join(' -> '));
    if (start >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

describe('imports', () => {
  for (const name of ['sdk', 'server', 'cli']) {
    const folder = fileURLToPath(new URL(`../packages/${name}/src`, import.meta.url));

    it(`of packages/${name} lead to files that are there`, () => {
      const files = readImports(folder);
      expect(files.size).to.be.above(10);
      const missing = [...files].flatMap(([file, imported]) =>
        [...imported].filter((to) => !files.has(to)).map((to) => `${file} -> ${to}`),
      );
      expect(missing.filter((edge) => !/\.json$|\.cjs$/.test(edge))).to.deep.equal([]);
    });

    it(`of packages/${name} have no circle between files`, () => {
      expect(circles(readImports(folder))).to.deep.equal([]);
    });

    it(`of packages/${name} have no circle between folders`, () => {
      expect(circles(byFolder(readImports(folder)))).to.deep.equal([]);
    });
  }

  it('of the HTTP side have no circle between its folders', () => {
    const folder = fileURLToPath(new URL('../packages/server/src/http', import.meta.url));
    const folders = byFolder(readImports(folder));
    expect([...folders.keys()]).to.include.members(['routes', 'contract', 'problems']);
    expect(circles(folders)).to.deep.equal([]);
  });

  describe('in a circle', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'circles-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    const plant = (files: Readonly<Record<string, string>>) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      return readImports(folder);
    };

    const waysBack: [how: string, text: string][] = [
      ['an import', "import { a } from '../a.js';"],
      ['an import of a type', "import type { A } from '../a.js';"],
      ['a re-export', "export * from '../a.js';"],
      ['import()', "export const a = () => import('../a.js');"],
      ['import() of a type', "export type A = import('../a.js').A;"],
    ];
    for (const [how, text] of waysBack) {
      it(`are found, by ${how}`, () => {
        const graph = plant({ 'a.ts': "import './b/b.js';", 'b/b.ts': "import './c.js';", 'b/c.ts': text });
        expect(circles(graph)).to.deep.equal(['a.ts -> b/b.ts -> b/c.ts -> a.ts']);
      });
    }

    it('of folders are found although no file is in one', () => {
      const graph = plant({
        'a/1.ts': "import '../b/1.js';",
        'b/1.ts': '',
        'b/2.ts': "import '../a/2.js';",
        'a/2.ts': '',
      });
      expect(circles(graph)).to.deep.equal([]);
      expect(circles(byFolder(graph))).to.deep.equal(['a -> b -> a']);
    });
  });
});
