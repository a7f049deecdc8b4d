import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

const ROOT = new URL('../', import.meta.url);
const DOCUMENTS = ['.', 'docs', 'docs/adr', 'packages/cli', 'packages/sdk', 'packages/server'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`)),
);
const RECORDS = DOCUMENTS.filter((path) => /^docs\/adr\/\d/.test(path));

/** The status of a decision and its date, then what amended it. */
const STATUS = /^Status: (accepted|superseded by \[\d+\]\(\S+\)), \d{4}-\d{2}-\d{2}(; .+)?$/;

/** The directories that a path in a document may be relative to. */
const BASES = [
  '',
  ...['server', 'sdk', 'cli'].flatMap((name) => [`packages/${name}/`, `packages/${name}/src/`]),
  'packages/server/src/db/',
];

/** Whether code in a document looks like a path of the repository, rather than a URL path, a package or an npm script. */
function isPath(name: string): boolean {
  return !name.startsWith('/') && !name.startsWith('@') && (/\.[a-z]+$/.test(name) || name.endsWith('/'));
}

function text(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** The first cells of all table rows of a document. */
function firstCells(path: string): string[] {
  return [...text(path).matchAll(/^\| +([^|]+?) +\|/gm)].map(([, cell = '']) => cell);
}

describe('the documents', () => {
  for (const path of DOCUMENTS) {
    it(`${path} has no broken links`, () => {
      for (const [, target = ''] of text(path).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^(https?:|mailto:|#)/.test(target)) continue;
        expect(existsSync(new URL(target.replace(/#.*$/, ''), new URL(path, ROOT))), target).to.equal(true);
      }
    });
  }

  for (const path of RECORDS) {
    it(`${path} has a title, a status, and the three sections, on one page`, () => {
      const lines = text(path).split('\n');
      expect(lines.filter((line) => line.startsWith('## '))).to.include.members([
        '## Context',
        '## Decision',
        '## Consequences',
      ]);
      expect(lines.length).to.be.below(61);
      const [, number = ''] = /adr\/(\d{4})-[a-z0-9-]+\.md$/.exec(path) ?? [];
      expect(lines[0]).to.match(new RegExp(`^# ${Number(number)}\\. `));
      expect(lines[2]).to.match(STATUS);
    });
  }

  it('docs/adr/README.md lists every record by its title', () => {
    const listed = [...text('docs/adr/README.md').matchAll(/^- \[(.+)\]\((.+)\)$/gm)].map(([, title, file]) => ({
      title,
      file,
    }));
    const records = RECORDS.map((path) => ({
      title: /^# (.+)$/m.exec(text(path))?.[1],
      file: path.slice('docs/adr/'.length),
    }));
    expect(listed).to.deep.equal(records.sort((a, b) => a.file.localeCompare(b.file)));
  });

  it('ARCHITECTURE.md lists every directory of the server', () => {
    const server = firstCells('ARCHITECTURE.md')
      .map((cell) => /^`(src\/.+)`$/.exec(cell)?.[1])
      .filter((path) => path !== undefined);
    expect(server).not.to.be.empty;
    for (const path of server) expect(existsSync(new URL(`packages/server/${path}`, ROOT)), path).to.equal(true);
    const folders = readdirSync(new URL('packages/server/src', ROOT), { withFileTypes: true });
    const mapped = folders.filter((entry) => entry.isDirectory()).map((entry) => `src/${entry.name}/`);
    expect(server).to.include.members(mapped);
  });

  for (const path of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
    it(`${path} names only files and directories that exist`, () => {
      const named = [...text(path).matchAll(/`([\w@.-]*(?:\/[\w@.-]+)+\/?|[\w.-]+\.(?:ts|mjs|cjs|yaml|json))`/g)].map(
        ([, name = '']) => name,
      );
      const missing = named.filter(
        (name) => isPath(name) && !BASES.some((base) => existsSync(new URL(base + name, ROOT))),
      );
      expect(missing).to.deep.equal([]);
    });
  }
});
