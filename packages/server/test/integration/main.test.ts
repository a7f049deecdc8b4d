import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../../test/services/free-port.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { OrderServiceProcess, runOrderService } from '../support/order-service-process.js';

const SECRET_KEY = 'a secret of the tests, of more than 32 bytes';
const NOWHERE = 'http://127.0.0.1:1';

describe('order-service', function () {
  this.timeout(60_000);
  realHttp();

  let folder: string;
  let database: TestDatabase;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-main-test-'));
    database = await createTestDatabase({ migrated: false });
  });

  after(async () => {
    expect(await readdir(folder), 'it writes nothing where it runs').to.deep.equal([]);
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  function settings(more: Record<string, string> = {}): Record<string, string> {
    return {
      DATABASE_URL: database.url,
      SECRET_KEY,
      PRODUCT_SERVICE_URL: NOWHERE,
      RABBITMQ_URL: 'none',
      HOST: '127.0.0.1',
      PORT: '0',
      ...more,
    };
  }

  it('reports all configuration problems, exits with 2, and connects to nothing', async () => {
    let connections = 0;
    const database = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
    await once(database, 'listening');
    const { port } = database.address() as AddressInfo;
    const env = {
      DATABASE_URL: `postgresql://u:hidden@127.0.0.1:${port}/d`,
      PORT: 'http',
      LOG_LEVEL: 'loud',
      MIGRATE_ON_START: 'true',
    };
    for (const command of [['serve'], []]) {
      const { exitCode, stdout, stderr } = await runOrderService(command, { folder, env });
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
      for (const name of ['SECRET_KEY', 'PRODUCT_SERVICE_URL', 'RABBITMQ_HOST', 'PORT', 'LOG_LEVEL']) {
        expect(stderr).to.match(new RegExp(`^order-service: ${name} is .+\\.$`, 'm'));
      }
      expect(stderr).to.not.include('hidden');
    }
    database.close();
    expect(connections).to.equal(0);
  });

  it('migrates with DATABASE_URL only, and reports if it is missing', async () => {
    const { exitCode, stdout, stderr } = await runOrderService(['migrate'], { folder, env: { LOG_LEVEL: 'loud' } });
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
    expect(stderr).to.match(/^order-service: DATABASE_URL is missing\. .+\n$/);
  });

  it('migrates once, and then reports that the schema is current', async () => {
    const before = await runOrderService(['migrate', '--status'], { folder, env: settings() });
    expect(before).to.include({ exitCode: 1, stderr: '' });
    expect(before.stdout).to.match(/^0001_initial\s+missing\n/);
    const first = await runOrderService(['migrate'], { folder, env: settings() });
    expect(first).to.include({ exitCode: 0, stderr: '' });
    expect(first.stdout).to.match(/^Migrated: 0001_initial\b.*\n$/);
    const second = await runOrderService(['migrate'], { folder, env: settings() });
    expect(second).to.deep.equal({ exitCode: 0, stdout: 'The schema is current.\n', stderr: '' });
  });

  it('reports an unreachable database in one line', async () => {
    const env = settings({ DATABASE_URL: 'postgresql://u:hidden@127.0.0.1:1/d' });
    const { exitCode, stderr } = await runOrderService(['migrate'], { folder, env });
    expect(exitCode).to.equal(1);
    expect(stderr).to.match(/^order-service: The database cannot be used: connect ECONNREFUSED .+\n$/);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`serves by default if DATABASE_URL is set, until ${signal} and not SIGHUP`, async () => {
      const [port] = await freePorts(1);
      const program = new OrderServiceProcess([], { folder, env: settings({ PORT: String(port) }) });
      await program.printed('"msg":"listening"');
      program.child.kill('SIGHUP');
      await program.printed('SIGHUP: files of passwords, keys and certificates are read again');
      for (const level of ['debug', 'info']) {
        program.child.kill('SIGUSR2');
        await program.printed(`"logLevel":"${level}"`);
      }
      const { status } = await fetch(`http://127.0.0.1:${port}/health`);
      expect(status).to.equal(200);
      expect(await program.end(signal)).to.equal(0);
      expect(program.stdout).to.include('"msg":"stopped"');
      expect(program.stderr).to.equal('');
    });
  }

  it('reports a taken port in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    for (const command of ['serve', 'catalogue']) {
      const args = [command, '--port', String(port)];
      const { exitCode, stderr } = await runOrderService(args, { folder, env: settings() });
      expect(exitCode, command).to.equal(1);
      expect(stderr).to.equal(
        `order-service: Port ${port} of 127.0.0.1 is taken. Stop the program that listens there, or use --port.\n`,
      );
    }
    other.close();
  });

  it('serves a catalogue, and rejects an invalid port', async () => {
    const program = new OrderServiceProcess(['catalogue', '--port', '0', '--host', '127.0.0.1'], { folder });
    await program.printed(/http:\S+\n/);
    const [url = ''] = /http:\S+/.exec(program.stdout) ?? [];
    expect(await (await fetch(`${url}/9`)).json()).to.include({ id: 9, stock_quantity: 2 });
    expect(await program.end('SIGTERM')).to.equal(0);

    const refused = await runOrderService(['catalogue'], { folder, env: { PORT: 'http' } });
    expect(refused).to.deep.equal({
      exitCode: 2,
      stdout: '',
      stderr: 'order-service: PORT is "http". Set it to a number from 0 to 65535.\n',
    });
  });

  it('reports usage errors on stderr with exit code 2, and prints help on stdout with 0', async () => {
    const mistyped = await runOrderService(['sevre'], { folder });
    expect(mistyped).to.include({ exitCode: 2, stdout: '' });
    expect(mistyped.stderr).to.include("no command 'sevre'");
    const help = await runOrderService(['--help'], { folder });
    expect(help).to.include({ exitCode: 0, stderr: '' });
    expect(help.stdout).to.include('Usage: order-service');
  });
});
