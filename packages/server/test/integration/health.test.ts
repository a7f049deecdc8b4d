import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { contract } from '../support/conformance.js';
import { rejectionOf } from '../support/rejection.js';
import { TestService } from '../support/test-service.js';

describe('Health', () => {
  let service: TestService;

  afterEach(() => service.stop());

  const VERSION = (contract.info as { version: string }).version;
  const NO_OUTBOX = { depth: null, oldest_age_seconds: null, failing: null, dead_lettered: null };

  it("has the members of the other services' health, and figures of the outbox", async () => {
    service = await TestService.start();
    const someone = service.anonymous();
    const idle = await someone.get('/health');
    expect(idle.status).to.equal(200);
    expect(idle.body).to.deep.equal({
      status: 'healthy',
      service: 'order-service',
      version: VERSION,
      cell: 0,
      read_only: false,
      database: 'connected',
      migrations: 'current',
      problems: [],
      broker: 'disabled',
      broker_problem: null,
      outbox: { depth: 0, oldest_age_seconds: 0, failing: 0, dead_lettered: 0 },
    });
    await service.newUser().placed();
    const { body } = await someone.get<{ outbox: { depth: number; oldest_age_seconds: number } }>('/health');
    expect(body.outbox.depth).to.equal(1);
    expect(body.outbox.oldest_age_seconds).to.be.above(0);
  });

  it('is 200 without a database, and not ready', async () => {
    const [port] = await freePorts(1);
    service = await TestService.start({ config: { databaseUrl: `postgresql://postgres@127.0.0.1:${port}/none` } });
    const someone = service.anonymous();
    const { status, body } = await someone.get<{ status: string; database: string; outbox: object }>('/health');
    expect(status).to.equal(200);
    expect(body).to.deep.include({ status: 'unhealthy', database: 'disconnected', outbox: NO_OUTBOX });
    const ready = await someone.get('/health/ready');
    expect(ready.status).to.equal(503);
    expect(ready.body).to.include({ status: 'not_ready', database: 'disconnected', migrations: 'unknown' });
    expect((await someone.get('/health/live')).body).to.deep.equal({ status: 'alive' });
  });

  it('answers requests with 503 and Retry-After while the database is down', async () => {
    const [port] = await freePorts(1);
    service = await TestService.start({ config: { databaseUrl: `postgresql://postgres@127.0.0.1:${port}/none` } });
    const ann = service.newUser();
    const order = { items: [{ product_id: 1, quantity: 1 }] };
    const answers = [
      await ann.create(order),
      await ann.create(order, { 'Idempotency-Key': 'key' }),
      await ann.create({ items: [{ product_id: 99, quantity: 1 }] }),
      await ann.get('/api/v1/orders'),
      await ann.get('/api/v1/orders/1'),
      await ann.get('/api/v1/orders/1/events'),
      await ann.move(1, 'confirmed'),
      await ann.get('/api/v1/events'),
    ];
    for (const { status, body, headers } of answers) {
      expect(status).to.equal(503);
      expect(body).to.include({ code: 'database_unavailable' });
      expect(headers['retry-after']).to.equal('2');
    }
  });

  it('is unhealthy with a database that does not exist', async () => {
    service = await TestService.start({ replicas: 0 });
    const url = new URL(service.databaseUrl);
    url.pathname = '/no_such_database';
    await service.addReplica({ databaseUrl: url.href });
    expect((await service.newUser().get('/api/v1/orders')).status).to.equal(503);
    expect((await service.anonymous().get('/health/ready')).status).to.equal(503);
    expect((await service.anonymous().get('/health')).body).to.include({ status: 'unhealthy' });
  });

  it('is not ready until the migrations have run', async () => {
    service = await TestService.start({ migrated: false });
    const someone = service.anonymous();
    const behind = await someone.get('/health/ready');
    expect(behind.status).to.equal(503);
    const problems = ['The schema lacks migrations of this version. Run: order-service migrate'];
    expect(behind.body).to.deep.equal({
      status: 'not_ready',
      cell: null,
      read_only: false,
      database: 'connected',
      migrations: 'behind',
      problems,
      broker: 'disabled',
    });
    const { status, body } = await someone.get('/health');
    expect(status).to.equal(200);
    expect(body).to.deep.include({ status: 'unhealthy', database: 'connected', migrations: 'behind', problems });
    await expectNotReady(service, 'schema_not_ready', 'order-service migrate');
    await migrateToLatest(service.databaseUrl);
    const ready = await someone.get('/health/ready');
    expect(ready.status).to.equal(200);
    expect(ready.body).to.include({ status: 'ready', migrations: 'current' });
  });

  describe('with the tables of another program', () => {
    beforeEach(async () => {
      service = await TestService.start({ migrated: false, replicas: 0 });
    });

    async function expectForeign(): Promise<void> {
      const ready = await service.anonymous().get<{ migrations: string; problems: string[] }>('/health/ready');
      expect(ready.status).to.equal(503);
      expect(ready.body.migrations).to.equal('foreign');
      expect(ready.body.problems.join()).to.include('another program').and.to.include('DATABASE_URL');
      expect((await service.anonymous().get('/health')).body).to.include({ status: 'unhealthy' });
      await expectNotReady(service, 'schema_not_ready', 'DATABASE_URL');
    }

    it('is not ready, and migrate explains it', async () => {
      await service.query('CREATE TABLE orders (id uuid PRIMARY KEY, user_id int, status int, total_amount money)');
      await service.addReplica();
      await expectForeign();
      const error = await rejectionOf(migrateToLatest(service.databaseUrl));
      expect(error.message).to.match(/^The database has tables of another program .* \(orders\)\./);
    });

    it('is not ready either when that program keeps its migrations with Knex, too', async () => {
      await service.query('CREATE TABLE outbox (id int)');
      await service.query('CREATE TABLE knex_migrations (id serial, name text, batch int, migration_time timestamptz)');
      await service.query("INSERT INTO knex_migrations (name) VALUES ('0001_initial')");
      await service.addReplica();
      await expectForeign();
    });
  });

  it('is not ready with a read-only database, which can still be read, and is again when writes succeed', async () => {
    service = await TestService.start({ replicas: 0 });
    const setReadOnly = async (value: 'on' | 'off'): Promise<void> => {
      const [row] = await service.query<{ name: string }>('SELECT current_database() AS name');
      await service.query(`ALTER DATABASE ${row!.name} SET default_transaction_read_only = ${value}`);
    };
    await setReadOnly('on');
    await service.addReplica();
    const someone = service.anonymous();
    const ann = service.newUser();
    const ready = await someone.get<{ problems: string[] }>('/health/ready');
    expect(ready.status).to.equal(503);
    expect(ready.body).to.include({ status: 'not_ready', database: 'read_only', migrations: 'current' });
    expect(ready.body.problems.join()).to.include('read-only');
    expect((await someone.get('/health')).body).to.include({ status: 'unhealthy', database: 'read_only' });
    const refused = await ann.create<{ detail: string }>({ items: [{ product_id: 1, quantity: 1 }] });
    expect(refused.status).to.equal(503);
    expect(refused.body).to.include({ code: 'database_unavailable' });
    expect(refused.body.detail).to.include('read-only').and.not.to.include('reached');
    expect((await ann.get('/api/v1/orders')).status).to.equal(200);

    await service.query('SET default_transaction_read_only = off');
    await setReadOnly('off');
    await eventually('the server is ready', async () => (await someone.get('/health/ready')).status === 200);
    expect((await ann.placed()).status).to.equal('pending');
  });

  it('stays ready, and is degraded, while the broker is down', async () => {
    const [port] = await freePorts(1);
    service = await TestService.start({
      config: { broker: { url: `amqp://guest:guest@127.0.0.1:${port}`, exchange: 'ecommerce_events' } },
    });
    const someone = service.anonymous();
    expect((await someone.get('/health')).body).to.include({ status: 'degraded', broker: 'disconnected' });
    const ready = await someone.get('/health/ready');
    expect(ready.status).to.equal(200);
    expect(ready.body).to.include({ status: 'ready', broker: 'disconnected' });
    expect((await service.newUser().placed()).status).to.equal('pending');
  });

  it('recovers when the connections to the database are terminated', async () => {
    service = await TestService.start();
    const ann = service.newUser();
    await ann.placed();
    for (let cut = 0; cut < 3; cut += 1) {
      await service.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      expect((await service.anonymous().get('/health')).status).to.equal(200);
      expect((await ann.get('/api/v1/orders')).status).to.be.oneOf([200, 503]);
    }
    expect((await ann.get('/api/v1/orders')).status).to.equal(200);
    expect((await ann.create({ items: [{ product_id: 1, quantity: 1 }] })).status).to.equal(201);
  });
});

/** Checks that requests for orders are answered 503 with this code, and a detail that includes `advice`. */
async function expectNotReady(service: TestService, code: string, advice: string): Promise<void> {
  const ann = service.newUser();
  const answers = [
    await ann.create({ items: [{ product_id: 1, quantity: 1 }] }),
    await ann.get('/api/v1/orders'),
    await ann.get('/api/v1/orders/1'),
    await ann.get('/api/v1/orders/1/events'),
    await ann.move(1, 'confirmed'),
    await ann.get('/api/v1/events'),
  ];
  for (const { status, body, headers } of answers) {
    expect(status).to.equal(503);
    expect(body).to.include({ code });
    expect((body as { detail: string }).detail).to.include(advice);
    expect(headers['retry-after']).to.match(/^\d+$/);
  }
}
