import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { COMMANDS } from '../packages/cli/src/command-list.js';
import { readConfig } from '../packages/server/src/config.js';
import { TRANSITIONS } from '../packages/server/src/domain/order-status.js';
import { PROBLEMS } from '../packages/server/src/http/problems/problem-table.js';
import { startOrderService, type TestOrderService } from '../packages/server/src/testing/index.js';

/** The documents for operators and for developers of clients and consumers. */
const DOCUMENTS = [
  'README.md',
  'docs/containers.md',
  'docs/events.md',
  'docs/operations.md',
  'docs/order-states.md',
  'docs/reliability.md',
  'docs/scaling.md',
  'packages/cli/README.md',
  'packages/sdk/README.md',
  'packages/server/README.md',
  'packages/server/docs/testing.md',
];

function text(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

/** The first cells of all table rows of a document. */
function firstCells(path: string): string[] {
  return cellsOf(text(path));
}

function cellsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^\| +([^|]+?) +\|/gm)].map(([, cell = '']) => cell);
}

/** The first cells of the table whose first heading is `heading`. */
function firstCellsUnder(heading: string, path: string): string[] {
  const [, table = ''] = text(path).split(new RegExp(`^\\| ${heading} +\\|`, 'm'));
  return cellsOf(table.split('\n\n')[0] ?? '');
}

/** Every variable that the configuration reads, with a secret and with an identity provider, and with traces. */
function variablesRead(): Set<string> {
  const read = new Set<string>();
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  const signIn = [{ SECRET_KEY: 'short' }, { JWKS_URL: 'https://example.com/keys' }];
  for (const given of signIn.map((one): Record<string, string> => ({ ...one, ...tracing }))) {
    const get = (target: Record<string, string>, name: string): string | undefined => {
      read.add(name);
      return target[name];
    };
    readConfig(new Proxy(given, { get }));
  }
  return new Set([...read].filter((name) => !name.endsWith('_FILE')));
}

/** The groups of every match of `pattern` in the documents, with the document. */
function matches(pattern: RegExp): (readonly [document: string, ...groups: string[]])[] {
  return DOCUMENTS.flatMap((path) =>
    [...text(path).matchAll(pattern)].map(([, ...groups]) => [path, ...groups] as const),
  );
}

describe('facts in the documents', () => {
  it('docs/operations.md documents exactly the variables that are read', () => {
    const cells = firstCells('docs/operations.md').flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)]);
    const described = cells.map(([, name = '']) => name);
    expect([...new Set(described)].sort()).to.deep.equal([...variablesRead()].sort());
  });

  it('docs/containers.md documents the variables of docker-compose.yml, with their defaults', () => {
    const variables = [...text('docker-compose.yml').matchAll(/\$\{(\w+):-([^}]*)\}/g)];
    expect(variables).not.to.be.empty;
    for (const [, name = '', fallback = ''] of variables) {
      const row = text('docs/containers.md')
        .split('\n')
        .find((line) => line.startsWith('|') && line.includes(`\`${name}\``));
      expect(row, name).not.to.equal(undefined);
      const isShown = fallback !== '' && !/^(SECRET_KEY|\w+_PASS(WORD)?|PRODUCT_SERVICE_URL)$/.test(name);
      if (isShown) expect(row, name).to.include(`\`${fallback}\``);
    }
  });

  it('docs/order-states.md shows the transitions', () => {
    const arrows = [...text('docs/order-states.md').matchAll(/^ +(\w+) --> (\w+)$/gm)];
    const drawn = arrows.map(([, from, to]) => `${from} ${to}`);
    const held = Object.entries(TRANSITIONS).flatMap(([from, targets]) => targets.map((to) => `${from} ${to}`));
    expect(drawn).to.have.members(held);
  });

  it('name only problem codes of the contract, with their status', () => {
    const named = matches(/\b([45]\d\d) `([a-z_]+)`/g);
    expect(named).not.to.be.empty;
    for (const [path, status, code = ''] of named) {
      const problem = (PROBLEMS as Readonly<Record<string, { readonly status: number }>>)[code];
      expect(problem?.status, `${path}: ${code}`).to.equal(Number(status));
    }
  });

  it('name only commands of the command line', () => {
    const known = [...COMMANDS.map(({ name }) => name), 'help'];
    const named = matches(/`orders ([a-z]+)/g);
    expect(named).not.to.be.empty;
    for (const [path, name] of named) expect(known, path).to.include(name);
  });

  it('packages/cli/README.md lists every command', () => {
    const listed = firstCells('packages/cli/README.md').flatMap((cell) => [...cell.matchAll(/[a-z]+/g)].map(String));
    const missing = COMMANDS.filter(({ name }) => !listed.includes(name));
    expect(missing.map(({ name }) => `packages/cli/README.md does not have ${name}`)).to.deep.equal([]);
  });

  describe('of a running service', function () {
    this.timeout(60_000);
    let service: TestOrderService;

    before(async () => {
      service = await startOrderService({ products: [] });
    });
    after(() => service.stop());

    it('docs/operations.md documents exactly the metrics that it exposes', async () => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      const exposed = [...metrics.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
      const ofNode = /^(nodejs|process)_/;
      const documented = firstCellsUnder('metric', 'docs/operations.md').flatMap((cell) =>
        [...cell.matchAll(/`([a-z][a-z0-9_]+)(?:\{[\w,]+\})?`/g)].map(([, name = '']) => name),
      );
      expect(documented).to.have.members(exposed.filter((name) => !ofNode.test(name)));
    });

    it('name only paths and methods of the contract', async () => {
      const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
        paths: Record<string, object>;
      };
      const templates = Object.entries(paths).map(([path, item]) => ({
        pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
        item,
      }));
      const named = matches(/`(?:(GET|POST|PATCH|HEAD) )?(\/(?:api\/v1|health|metrics|openapi\.json)[^\s`?]*)/g);
      expect(named).not.to.be.empty;
      for (const [document, method, path = ''] of named) {
        const found = templates.find(({ pattern }) => pattern.test(path));
        expect(found, `${document}: ${path}`).not.to.equal(undefined);
        if (method) expect(found?.item, `${document}: ${method} ${path}`).to.have.property(method.toLowerCase());
      }
    });
  });
});
