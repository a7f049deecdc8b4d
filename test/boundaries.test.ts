import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The project's ESLint rules without those that need types, which the import rules do not. */
const eslint = new ESLint({ cwd: ROOT, overrideConfig: [tseslint.configs.disableTypeChecked], ignore: false });

/** The import rules that a file with this text violates. */
async function broken(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: `${ROOT}${filePath}` });
  expect(result!.fatalErrorCount, result!.messages[0]?.message).to.equal(0);
  const rules = result!.messages.map(({ ruleId }) => ruleId ?? '');
  return [...new Set(rules)].filter((rule) => rule.startsWith('no-restricted-'));
}

const SERVER = 'packages/server/src';
const CLI = 'packages/cli/src';
const SDK = 'packages/sdk/src';

const importing = (name: string) => `import { thing } from '${name}';\nexport const used: unknown = thing;\n`;

/** Libraries, the files that may import them, and files that may not. */
const libraries: [names: string[], allowed: string[], refused: string[]][] = [
  [
    ['koa', '@koa/cors', 'koa-jwt', 'koa-compose', 'koa/lib/request.js', 'rou3'],
    [`${SERVER}/http/orders.ts`, `${SERVER}/app.ts`],
    [
      ...['domain/order', 'usecases/place-order', 'db/order-store', 'products/breaker', 'outbox/relay'].map(
        (name) => `${SERVER}/${name}.ts`,
      ),
      ...['server', 'main', 'http-server', 'embedded/dev-service', 'testing/faults'].map(
        (name) => `${SERVER}/${name}.ts`,
      ),
      `${CLI}/main.ts`,
      `${SDK}/client.ts`,
    ],
  ],
  [
    ['knex', 'pg', 'pg-protocol'],
    [`${SERVER}/db/connection.ts`, `${SERVER}/db/migrations/0001_initial.ts`],
    [
      ...[
        'server',
        'app',
        'housekeeping/update-statistics',
        'http/health',
        'outbox/relay',
        'ports/order-store',
        'embedded/embedded-postgres',
        'embedded/postgres/start-postgres',
        'testing/clock',
      ].map((name) => `${SERVER}/${name}.ts`),
      `${CLI}/create-context.ts`,
      `${SDK}/http/transport.ts`,
    ],
  ],
  [
    ['amqplib', 'amqplib/callback_api.js'],
    [`${SERVER}/outbox/rabbit-publisher.ts`, `${CLI}/commands/listen/amqp/broker.ts`],
    [
      `${CLI}/commands/listen/amqp/listen-amqp.ts`,
      `${SERVER}/outbox/relay.ts`,
      `${SERVER}/server.ts`,
      `${SERVER}/http/health.ts`,
      `${SDK}/events/parse-event.ts`,
      `${CLI}/main.ts`,
    ],
  ],
  [
    ['@inquirer/prompts', '@inquirer/core'],
    [`${CLI}/terminal/prompter.ts`],
    [`${CLI}/commands/create/index.ts`, `${CLI}/terminal/io.ts`, `${SERVER}/main.ts`],
  ],
  [
    ['@modelcontextprotocol/server', '@modelcontextprotocol/server/stdio'],
    [`${CLI}/commands/mcp/serve.ts`],
    [`${CLI}/commands/dev.ts`, `${CLI}/main.ts`, `${SERVER}/main.ts`, `${SDK}/client.ts`],
  ],
  [
    ['@opentelemetry/api', '@opentelemetry/sdk-metrics', '@opentelemetry/sdk-trace'],
    [`${SERVER}/telemetry/metrics-export.ts`, `${SERVER}/telemetry/otlp-tracing.ts`],
    [
      `${SERVER}/server.ts`,
      `${SERVER}/http/middleware/trace-requests.ts`,
      `${SERVER}/db/statement-tracing.ts`,
      `${SERVER}/outbox/trace-relay.ts`,
      `${SDK}/http/trace-context.ts`,
    ],
  ],
  [
    ['openapi-fetch'],
    [`${SDK}/http/http-client.ts`],
    [`${SDK}/http/transport.ts`, `${SDK}/client.ts`, `${CLI}/session/client.ts`, `${SERVER}/server.ts`],
  ],
  [
    ['node:process', 'process'],
    [],
    [`${SERVER}/config.ts`, `${SERVER}/main.ts`, `${CLI}/main.ts`, `${SDK}/http/settings.ts`, `${SERVER}/db/errors.ts`],
  ],
];

/** The layers of the command line, and the layers that each may import. */
const CLI_LAYERS: readonly [layer: string, below: readonly string[]][] = [
  ['commands', ['features', 'session', 'terminal', 'parse', 'render']],
  ['features', ['session', 'terminal', 'parse', 'render']],
  ['session', ['render']],
  ['terminal', ['render']],
  ['parse', []],
  ['render', []],
];

/** Allowed and forbidden imports. */
const directions: [from: string, imported: string, allowed: boolean][] = [
  ...[
    '../ports/order-store.js',
    '../wire/render-event.js',
    '../http/problem.js',
    '../db/errors.js',
    '../config.js',
    '../logger.js',
    'uuid',
    'node:crypto',
  ].map((name): [string, string, boolean] => [`${SERVER}/domain/order.ts`, name, false]),
  [`${SERVER}/domain/order.ts`, './money.js', true],
  ...[
    '../http/problem.js',
    '../db/order-store.js',
    '../products/errors.js',
    '../outbox/relay.js',
    '../wire/render-event.js',
    '../server.js',
    '../config.js',
  ].map((name): [string, string, boolean] => [`${SERVER}/usecases/place-order.ts`, name, false]),
  ...['../domain/order.js', '../ports/order-store.js', '../concurrency/waker.js', 'uuid', 'node:crypto'].map(
    (name): [string, string, boolean] => [`${SERVER}/usecases/place-order.ts`, name, true],
  ),
  ...[
    '../domain/order.js',
    '../ports/notify.js',
    '../usecases/place-order.js',
    '../outbox/relay.js',
    '../config.js',
  ].map((name): [string, string, boolean] => [`${SERVER}/concurrency/waker.ts`, name, false]),
  ...['../usecases/place-order.js', '../http/problem.js', '../db/errors.js', '../config.js'].map(
    (name): [string, string, boolean] => [`${SERVER}/wire/render-event.ts`, name, false],
  ),
  ...['../db/order-statistics.js', '../usecases/place-order.js', '../server.js'].map(
    (name): [string, string, boolean] => [`${SERVER}/housekeeping/update-statistics.ts`, name, false],
  ),
  [`${SERVER}/telemetry/otlp-tracing.ts`, '../db/connection.js', false],
  [`${SERVER}/telemetry/otlp-tracing.ts`, '../ports/tracing.js', true],
  [`${SERVER}/housekeeping/update-statistics.ts`, '../ports/order-statistics.js', true],
  [`${SERVER}/wire/render-event.ts`, '../domain/events.js', true],
  [`${SERVER}/wire/render-event.ts`, '../ports/recorded-event.js', true],
  ...['./pause.js', 'pino', 'node:timers/promises'].map((name): [string, string, boolean] => [
    `${SERVER}/concurrency/waker.ts`,
    name,
    true,
  ]),
  ...['http', 'db', 'feed', 'products', 'outbox'].flatMap((from): [string, string, boolean][] => [
    ...['http', 'db', 'feed', 'products', 'outbox', 'embedded', 'testing']
      .filter((to) => to !== from)
      .map((to): [string, string, boolean] => [`${SERVER}/${from}/x.ts`, `../${to}/x.js`, false]),
    [`${SERVER}/${from}/x.ts`, '../ports/order-store.js', true],
    [`${SERVER}/${from}/x.ts`, '../domain/order.js', true],
    [`${SERVER}/${from}/x.ts`, '../concurrency/waker.js', true],
    [`${SERVER}/${from}/x.ts`, '../wire/render-event.js', true],
    [`${SERVER}/${from}/x.ts`, './y.js', true],
  ]),
  ...['../dev-service.js', '../../db/create-database.js', '../../concurrency/pause.js', '../../config.js'].map(
    (name): [string, string, boolean] => [`${SERVER}/embedded/postgres/cluster.ts`, name, false],
  ),
  ...['./account.js', 'node:fs/promises'].map((name): [string, string, boolean] => [
    `${SERVER}/embedded/postgres/cluster.ts`,
    name,
    true,
  ]),
  [`${SERVER}/embedded/dev-service.ts`, './postgres/process-table.js', true],
  [`${CLI}/main.ts`, '@order-service/server', false],
  [`${CLI}/commands/dev.ts`, '@order-service/server', false],
  [`${CLI}/commands/list.ts`, '../../../server/src/index.js', false],
  [`${CLI}/commands/list.ts`, '@order-service/sdk', true],
  ...CLI_LAYERS.flatMap(([from, below]) => [
    ...CLI_LAYERS.filter(([to]) => to !== from).map(([to]): [string, string, boolean] => [
      `${CLI}/${from}/x.ts`,
      `../${to}/y.js`,
      below.includes(to),
    ]),
    ...['main', 'program', 'command-line', 'command-list', 'create-context', 'report-error', 'root-help'].map(
      (top): [string, string, boolean] => [`${CLI}/${from}/deeper/x.ts`, `../../${top}.js`, false],
    ),
    ...['./z.js', './deeper/z.js', '../errors.js', '../exit-codes.js'].map((name): [string, string, boolean] => [
      `${CLI}/${from}/x.ts`,
      name,
      true,
    ]),
  ]),
  [`${CLI}/render/table.ts`, '@order-service/sdk', false],
  [`${CLI}/terminal/output.ts`, '@order-service/sdk', false],
  [`${CLI}/terminal/prompter.ts`, '../features/context.js', false],
  [`${CLI}/create-context.ts`, './features/context.js', true],
  [`${SERVER}/server.ts`, '@order-service/cli', false],
  [`${SERVER}/server.ts`, '../../cli/src/main.js', false],
  [`${SERVER}/http/orders.ts`, '@order-service/sdk', false],
  [`${SERVER}/testing/index.ts`, '@order-service/sdk', false],
  [`${SDK}/client.ts`, '@order-service/server', false],
  [`${SDK}/client.ts`, '../../server/src/index.js', false],
  [`${SDK}/client.ts`, '../../cli/src/main.js', false],
];

describe('The import rules', function () {
  this.timeout(60_000);

  for (const [names, allowed, refused] of libraries) {
    it(`keep ${names.join(', ')} in ${allowed.join(', ') || 'no file'}`, async () => {
      for (const name of names) {
        for (const file of allowed) expect(await broken(file, importing(name)), `${name} in ${file}`).to.deep.equal([]);
        for (const file of refused) {
          expect(await broken(file, importing(name)), `${name} in ${file}`).to.deep.equal(['no-restricted-imports']);
          const lazily = `export const used: unknown = await import('${name}');\n`;
          if (name !== 'amqplib/callback_api.js')
            expect(await broken(file, lazily)).to.deep.equal(['no-restricted-syntax']);
        }
      }
    });
  }

  for (const [from, imported, allowed] of directions) {
    it(`${allowed ? 'let' : 'do not let'} ${from} import ${imported}`, async () => {
      expect(await broken(from, importing(imported))).to.deep.equal(allowed ? [] : ['no-restricted-imports']);
      const again = `export { thing } from '${imported}';\n`;
      expect(await broken(from, again), 're-exported').to.deep.equal(allowed ? [] : ['no-restricted-imports']);
    });
  }

  it('apply to dynamic imports in the command line, too', async () => {
    for (const [from, imported, allowed] of directions) {
      if (!from.startsWith(CLI) || !imported.startsWith('..') || imported.includes('/server/')) continue;
      const lazily = `export const used: unknown = await import('${imported}');\n`;
      expect(await broken(from, lazily), `${imported} in ${from}`).to.deep.equal(
        allowed ? [] : ['no-restricted-syntax'],
      );
    }
  });

  it("let the server import the SDK's types", async () => {
    const text = "import type { components } from '@order-service/sdk';\nexport type Used = components;\n";
    expect(await broken(`${SERVER}/http/orders.ts`, text)).to.deep.equal([]);
  });

  const statements: [statement: string, refused: boolean][] = [
    ['process.env.HOME', true],
    ["process['env']", true],
    ['(({ env }) => env)(process)', false],
    ['process.exit(1)', true],
    ['process.pid', false],
  ];
  for (const [statement, refused] of statements) {
    it(`${refused ? 'keep' : 'do not keep'} ${statement} in main.ts`, async () => {
      const text = `export const used: unknown = ${statement};\n`;
      for (const file of [
        `${SERVER}/server.ts`,
        `${SERVER}/config.ts`,
        `${SERVER}/http/health.ts`,
        `${CLI}/terminal/io.ts`,
        `${SDK}/client.ts`,
      ]) {
        expect(await broken(file, text), file).to.deep.equal(refused ? ['no-restricted-properties'] : []);
      }
      for (const file of [`${SERVER}/main.ts`, `${CLI}/main.ts`]) expect(await broken(file, text)).to.deep.equal([]);
    });
  }

  it('keep `const { env } = process` in main.ts', async () => {
    const text = 'const { env } = process;\nexport const used: unknown = env;\n';
    expect(await broken(`${SERVER}/server.ts`, text)).to.deep.equal(['no-restricted-properties']);
  });

  const transactions: [call: string, refused: boolean][] = [
    ['knex.transaction()', true],
    ['knex.transaction({ isolationLevel: "serializable" })', true],
    ['knex.transaction(undefined, { readOnly: true })', true],
    ['knex.transactionProvider()', true],
    ['knex.transaction(async (trx) => trx)', false],
    ['knex.transaction(work, { readOnly: true })', false],
  ];
  for (const [call, refused] of transactions) {
    it(`${refused ? 'refuse' : 'let pass'} ${call}`, async () => {
      const text = `declare const knex: any, work: any;\nexport const used: unknown = ${call};\n`;
      expect(await broken(`${SERVER}/db/connection.ts`, text)).to.deep.equal(refused ? ['no-restricted-syntax'] : []);
    });
  }

  it('reject types that are forced', async () => {
    const text = 'declare const value: string;\nexport const used = value as unknown as number;\n';
    for (const file of [`${SERVER}/server.ts`, `${SERVER}/db/connection.ts`, `${CLI}/render/csv.ts`, `${SDK}/page.ts`])
      expect(await broken(file, text), file).to.deep.equal(['no-restricted-syntax']);
    expect(await broken('packages/server/test/unit/config.test.ts', text)).to.deep.equal([]);
  });
});
