import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const SDK = fileURLToPath(new URL('../../', import.meta.url));

/** What a project installs beside the SDK. */
const TOOLS = [
  ...['jest@30', 'ts-jest@29', '@types/jest@30', 'vitest@4', 'mocha@11'],
  ...['esbuild@0.28', 'vite@7', 'webpack@5', 'webpack-cli@6', 'undici@7'],
  ...['typescript@5.9', 'typescript-oldest@npm:typescript@5.4', 'typescript-6@npm:typescript@6'],
];

const NODE_VERSIONS = ['20.19', '22', '24', '26'];

/** Makes a client, has a request refused by a stand-in for `fetch`, and tells whether the error is recognised. */
const USE = `
const body = JSON.stringify({ type: '', title: '', status: 404, detail: 'None.', code: 'order_not_found', request_id: '' });
const fetch = async () => new Response(body, { status: 404, headers: { 'content-type': 'application/problem+json' } });
const isRecognised = () =>
  sdk.createClient({ baseUrl: 'http://orders.test', fetch }).orders.get(257)
    .then(() => false, (error) => error instanceof sdk.ApiError && sdk.isProblem(error, 'order_not_found'));`;
const REQUIRED = `const sdk = require('@order-service/sdk');${USE}`;
const IMPORTED = `import * as sdk from '@order-service/sdk';${USE}`;
const PRINT = `\nisRecognised().then((is) => console.log(is));\n`;
const TESTED = `\ntest('recognises a problem', async () => { expect(await isRecognised()).toBe(true); });\n`;

const FILES: Readonly<Record<string, string>> = {
  'program.mjs': IMPORTED + PRINT,
  'program.cjs': REQUIRED + PRINT,
  'commonjs.test.js': REQUIRED + TESTED,
  'typescript.test.ts': IMPORTED + TESTED,
  'modules.vitest.mjs': `import { expect, test } from 'vitest';\n${IMPORTED}${TESTED}`,
  'vitest.config.mjs': `export default { test: { include: ['modules.vitest.mjs'] } };\n`,
  'mocha.spec.cjs': `${REQUIRED}
it('recognises a problem', async () => { if (!(await isRecognised())) throw new Error('not recognised'); });\n`,
  'jest.config.js': `module.exports = { testEnvironment: 'node', testMatch: ['**/*.test.js', '**/*.test.ts'],
  transform: { '\\\\.ts$': ['ts-jest', { tsconfig: { module: 'node16', moduleResolution: 'node16', strict: false, skipLibCheck: true } }] } };\n`,
  'webpack.config.js': `module.exports = { mode: 'production', target: 'node', entry: './program.mjs',
  output: { path: __dirname, filename: 'webpack.bundle.cjs' } };\n`,
  'vite.config.mjs': `export default { logLevel: 'silent', build: { outDir: 'vite', target: 'node20', minify: false,
  lib: { entry: 'program.mjs', formats: ['es'], fileName: () => 'bundle.mjs' } } };\n`,
};

describe('A project that installs the SDK', function () {
  this.timeout(300_000);
  let folder: string;

  before('install the packed SDK and the tools of its users', async () => {
    folder = await mkdtemp(join(tmpdir(), 'sdk-matrix-'));
    const { stdout } = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
      cwd: SDK,
    });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
    await cp(new URL('../consumers/', import.meta.url), folder, { recursive: true });
    await inProject('npm', ['install', '--no-audit', '--no-fund', `./${stdout.trim().split('\n').at(-1)!}`, ...TOOLS]);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function inProject(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { HOME, PATH } = process.env;
    try {
      return (await run(program, args, { cwd: folder, env: { HOME, PATH, ...env } })).stdout.trim();
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
    }
  }

  const tool = (name: string, ...args: string[]) => inProject(join(folder, 'node_modules/.bin', name), args);

  it('tests with Jest, in CommonJS and in TypeScript of module node16', async () => {
    await tool('jest', '--ci');
  });

  it('tests with Vitest', async () => {
    await tool('vitest', 'run', '--config', 'vitest.config.mjs');
  });

  it('tests with mocha, in CommonJS', async () => {
    await tool('mocha', 'mocha.spec.cjs');
  });

  for (const [bundler, args, bundle] of [
    [
      'esbuild',
      ['program.mjs', '--bundle', '--platform=node', '--format=esm', '--outfile=esbuild.bundle.mjs'],
      'esbuild.bundle.mjs',
    ],
    ['vite', ['build'], 'vite/bundle.mjs'],
    ['webpack', [], 'webpack.bundle.cjs'],
  ] as const) {
    it(`is bundled by ${bundler}`, async () => {
      await tool(bundler, ...args);
      expect(await inProject(process.execPath, [bundle])).to.equal('true');
    });
  }

  for (const version of NODE_VERSIONS) {
    it(`runs on Node.js ${version}, as ES module and as CommonJS`, async () => {
      for (const program of ['program.mjs', 'program.cjs']) {
        const printed = await inProject('npm', ['exec', '--yes', `--package=node@${version}`, '--', 'node', program]);
        expect(printed.split('\n').at(-1), program).to.equal('true');
      }
    });
  }

  for (const compiler of ['typescript', 'typescript-oldest', 'typescript-6']) {
    for (const [module, resolution] of [
      ['node16', 'node16'],
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ] as const) {
      it(`is compiled by ${compiler} with module ${module}`, async () => {
        const compilerOptions = {
          ...{ module, moduleResolution: resolution, target: 'es2022', strict: true, noEmit: true, types: [] },
          lib: ['es2022', 'dom', 'dom.iterable'],
        };
        const files = resolution === 'bundler' ? ['consumer.mts'] : ['consumer.mts', 'consumer.cts'];
        await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
        await inProject(process.execPath, [join(folder, 'node_modules', compiler, 'bin/tsc'), '--project', '.']);
      });
    }
  }

  it('sends by a proxy as the README shows', async () => {
    const service = await listening(
      createServer((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('[]')),
    );
    const proxied: string[] = [];
    const proxy = await listening(
      createServer().on('connect', (request, socket) => {
        proxied.push(request.url ?? '');
        const upstream = connect(portOf(service), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          upstream.pipe(socket).pipe(upstream);
        });
      }),
    );
    try {
      const readme = await readFile(join(SDK, 'README.md'), 'utf8');
      const code = /### By a proxy\n[\s\S]*?```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
      const program = `const [baseUrl, token] = ['http://orders.test', 'token'];\n${code}
await client.orders.list().catch((error) => console.log(error.message));`;
      await writeFile(join(folder, 'proxied.mjs'), program);
      await inProject(process.execPath, ['proxied.mjs'], { HTTP_PROXY: `http://127.0.0.1:${portOf(proxy)}` });
      expect(proxied).to.deep.equal(['orders.test:80']);
    } finally {
      proxy.close();
      service.close();
    }
  });
});

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
