import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { TRANSITIONS } from '../packages/server/src/domain/order-status.js';
import { readConfig } from '../packages/server/src/config.js';

const ROOT = new URL('../', import.meta.url);
const DOCUMENTS = ['.', 'docs', 'docs/adr', 'packages/cli', 'packages/sdk', 'packages/server'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`)),
);
const RECORDS = DOCUMENTS.filter((path) => /^docs\/adr\/\d/.test(path));

/** The status of a decision and its date, then what amended it. */
const STATUS = /^Status: (accepted|superseded by \[\d+\]\(\S+\)), \d{4}-\d{2}-\d{2}(; .+)?$/;

function text(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** The first cells of all table rows of a document. */
function firstCells(path: string): string[] {
  return [...text(path).matchAll(/^\| +([^|]+?) +\|/gm)].map(([, cell = '']) => cell);
}

/** Every variable that the configuration reads, with a secret and with an identity provider. */
function variablesRead(): Set<string> {
  const read = new Set<string>();
  for (const given of [{ SECRET_KEY: 'short' }, { JWKS_URL: 'https://example.com/keys' }] as Record<string, string>[]) {
    const get = (target: Record<string, string>, name: string): string | undefined => {
      read.add(name);
      return target[name];
    };
    readConfig(new Proxy(given, { get }));
  }
  return new Set([...read].filter((name) => !name.endsWith('_FILE')));
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

  it('docs/operations.md documents exactly the variables that are read', () => {
    const cells = firstCells('docs/operations.md').flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)]);
    const ofTheContainers = /^(POSTGRES_|BIND_ADDRESS|\w+_IMAGE|ORDER_SERVICE_PORT|\w+_(SERVICE|MANAGEMENT)_PORT)/;
    const described = cells.map(([, name = '']) => name).filter((name) => !ofTheContainers.test(name));
    expect([...new Set(described)].sort()).to.deep.equal([...variablesRead()].sort());
  });

  it('docs/operations.md documents the variables of docker-compose.yml', () => {
    const names = [...text('docker-compose.yml').matchAll(/\$\{(\w+):-/g)].map(([, name = '']) => name);
    expect(names).not.to.be.empty;
    for (const name of names) expect(text('docs/operations.md')).to.contain(`\`${name}\``);
  });

  it('docs/operations.md has every metric of our own', () => {
    const names = [...text('packages/server/src/http/metrics.ts').matchAll(/'((?:http|outbox|broker|relay)_\w+)'/g)];
    expect(names).not.to.be.empty;
    const described = firstCells('docs/operations.md').join('\n');
    for (const [, name = ''] of names) expect(described).to.contain(`\`${name}`);
  });

  it('docs/order-states.md shows the transitions', () => {
    const arrows = [...text('docs/order-states.md').matchAll(/^ +(\w+) --> (\w+)$/gm)];
    const drawn = arrows.map(([, from, to]) => `${from} ${to}`);
    const held = Object.entries(TRANSITIONS).flatMap(([from, targets]) => targets.map((to) => `${from} ${to}`));
    expect(drawn).to.have.members(held);
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
});
