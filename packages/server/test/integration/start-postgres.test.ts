import { execFile, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import pg from 'pg';
import { serverAccount } from '../../src/embedded/postgres/account.js';
import { usablePostgresBinaries } from '../../src/embedded/postgres/binaries.js';
import { EmbeddedPostgresError } from '../../src/embedded/postgres/embedded-postgres-error.js';
import { findPostgresPackage } from '../../src/embedded/postgres/postgres-package.js';
import { startPostgres, type RunningPostgres } from '../../src/embedded/postgres/start-postgres.js';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';

const OWNER_PROGRAM = fileURLToPath(new URL('../support/postgres-owner.ts', import.meta.url));

describe('startPostgres', () => {
  let folder: string;
  let dataDirectory: string;
  let stateDirectory: string;
  let started: RunningPostgres[];
  let children: ChildProcess[];
  let template: string;

  before(async () => {
    template = await mkdtemp(join(tmpdir(), 'embedded postgres template '));
    await chmod(template, 0o755);
    const postgres = await startPostgres({ dataDirectory: join(template, 'data') });
    await postgres.stop();
  });

  after(() => rm(template, { recursive: true }));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded postgres '));
    await chmod(folder, 0o755); // a directory that every account may enter; mkdtemp creates 0700
    dataDirectory = join(folder, 'data');
    stateDirectory = join(folder, 'state');
    started = [];
    children = [];
  });

  afterEach(async () => {
    for (const child of children) if (child.kill('SIGKILL')) await once(child, 'exit');
    for (const postgres of started) await postgres.stop();
    const lockFile = join(dataDirectory, 'cluster/data/postmaster.pid');
    await eventually('every server has stopped', () =>
      lstat(lockFile).then(
        () => false,
        () => true,
      ),
    );
    await rm(folder, { recursive: true });
  });

  async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<RunningPostgres> {
    const postgres = await startPostgres({ dataDirectory, stateDirectory, ...options });
    started.push(postgres);
    return postgres;
  }

  /** Copies a data folder of an earlier run, which takes less than to create one. */
  async function copyData(): Promise<void> {
    await promisify(execFile)('cp', ['-a', join(template, 'data'), dataDirectory]);
  }

  async function startFails(options: Parameters<typeof start>[0] = {}): Promise<EmbeddedPostgresError> {
    const error = await start(options).catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(EmbeddedPostgresError);
    return error as EmbeddedPostgresError;
  }

  /** Starts PostgreSQL from another process; resolves to that process and the URL. */
  async function startElsewhere(): Promise<{ owner: ChildProcess; url: string }> {
    const owner = fork(OWNER_PROGRAM, [dataDirectory], { execArgv: ['--import', 'tsx'] });
    children.push(owner);
    const [url] = (await once(owner, 'message')) as [string];
    return { owner, url };
  }

  async function query(url: string, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined); // A server that stops breaks the connection, and the query is rejected.
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
    } finally {
      await client.end();
    }
  }

  const serves = (url: string): Promise<boolean> =>
    query(url, 'SELECT 1').then(
      () => true,
      () => false,
    );

  it('listens on the loopback interface, requires the password, and applies the settings', async () => {
    const { url, port } = await start({ settings: { max_connections: '17' } });

    expect(url).to.match(new RegExp(`^postgresql://postgres:[\\w-]{32}@127\\.0\\.0\\.1:${port}/postgres$`));
    expect(await query(url, 'SHOW max_connections')).to.deep.equal(['17']);
    expect(await query(url, 'SHOW listen_addresses')).to.deep.equal(['127.0.0.1']);
    expect(await query(url, 'SHOW fsync')).to.deep.equal(['on']);
    expect(await serves(url.replace(/:[\w-]{32}@/, ':guess@'))).to.be.false;
    expect((await stat(join(dataDirectory, 'cluster'))).mode & 0o077).to.equal(0);
  });

  it('keeps the data across restarts', async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE notes AS SELECT 'kept' AS note");
    await first.stop();
    const second = await start();

    expect(await query(second.url, 'SELECT note FROM notes')).to.deep.equal(['kept']);
  });

  it('can be stopped twice, closes connections, and leaves no process', async () => {
    await copyData();
    const postgres = await start();
    const client = new pg.Client({ connectionString: postgres.url });
    const cut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();

    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.stop();

    await cut;
    expect(await serves(postgres.url)).to.be.false;
    expect(await stat(join(dataDirectory, 'cluster/data/postmaster.pid')).catch(() => 'gone')).to.equal('gone');
  });

  it('stops when the process that started it is killed, and keeps committed data', async () => {
    await copyData();
    const { owner, url } = await startElsewhere();
    await query(url, "CREATE TABLE notes AS SELECT 'kept' AS note");
    owner.kill('SIGKILL');

    await eventually('the server is gone', async () => !(await serves(url)));
    expect(await query((await start()).url, 'SELECT note FROM notes')).to.deep.equal(['kept']);
  });

  it('starts at once after its former owner was killed', async () => {
    await copyData();
    const { owner } = await startElsewhere();
    owner.kill('SIGKILL');
    await once(owner, 'exit');

    expect(await serves((await start()).url)).to.be.true;
  });

  it('stops an orphaned server', async () => {
    await copyData();
    const [port] = await freePorts(1);
    const data = await realpath(join(dataDirectory, 'cluster/data'));
    const account = await serverAccount(data);
    const { postgres } = await usablePostgresBinaries(findPostgresPackage(), account, () =>
      Promise.resolve(stateDirectory),
    );
    const settings = [
      'order_service.owner=1.1',
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
    ];
    const orphan = spawn(postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...account,
      cwd: '/',
      stdio: 'ignore',
    });
    children.push(orphan);
    const lockFile = join(data, 'postmaster.pid');
    await eventually('the orphan serves', async () =>
      (await readFile(lockFile, 'utf8').catch(() => '')).includes('ready'),
    );

    expect(await serves((await start()).url)).to.be.true;
    expect(orphan.exitCode).to.equal(0);
  });

  it('ignores a stale lock file whose process id was reused', async () => {
    await copyData();
    await writeFile(join(dataDirectory, 'cluster/data/postmaster.pid'), `${process.pid}\n`);

    expect(await serves((await start()).url)).to.be.true;
  });

  it('rejects a second start on the same directory, and names the process that uses it', async () => {
    await copyData();
    const { owner, url } = await startElsewhere();
    const error = await startFails();

    expect(error.code).to.equal('already_running');
    expect(error.message).to.include(`process ${owner.pid}`);
    expect(await serves(url)).to.be.true;
  });

  it('lets one of two concurrent first starts on a directory succeed', async () => {
    const outcomes = await Promise.allSettled([start(), start()]);

    const codes = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? 'started' : (outcome.reason as EmbeddedPostgresError).code,
    );
    expect(codes).to.have.members(['started', 'already_running']);
    expect(await serves(started[0]!.url)).to.be.true;
  });

  it('works in a directory that only its owner may enter, and keeps the data', async () => {
    await chmod(folder, 0o700);
    stateDirectory = await mkdtemp(join(tmpdir(), 'embedded-postgres-state-'));
    try {
      const first = await start();
      await query(first.url, "CREATE TABLE notes AS SELECT 'kept' AS note");
      await first.stop();
      const second = await start();
      expect(await query(second.url, 'SELECT note FROM notes')).to.deep.equal(['kept']);
      await second.stop();
    } finally {
      await rm(stateDirectory, { recursive: true });
    }
  });

  it('deletes temporary data when it stops', async () => {
    await copyData();
    const postgres = await start({ temporary: true });
    await postgres.stop();

    expect(await lstat(dataDirectory).catch(() => 'gone')).to.equal('gone');
  });

  it('reports a port that is taken', async () => {
    await copyData();
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    try {
      const error = await startFails({ port: (listener.address() as AddressInfo).port });
      expect(error.code).to.equal('port_taken');
    } finally {
      listener.close();
    }
  });

  it("reports the server's message when it does not start", async () => {
    await copyData();
    const error = await startFails({ settings: { shared_buffers: 'plenty' } });

    expect(error.code).to.equal('start_failed');
    expect(error.message).to.include('invalid value for parameter "shared_buffers": "plenty"');
    expect(error.message).to.include('DATABASE_URL');
  });
});
