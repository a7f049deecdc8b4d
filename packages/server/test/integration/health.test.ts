import { expect } from 'chai';
import { freePorts } from '../../../../test/services/free-port.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { contract } from '../support/conformance.js';
import { TestService } from '../support/test-service.js';

describe('Health', () => {
  let service: TestService;

  afterEach(() => service.stop());

  const VERSION = (contract.info as { version: string }).version;
  const NO_OUTBOX = { depth: null, oldest_age_seconds: null, dead_lettered: null };

  it("has the members of the other services' health, and figures of the outbox", async () => {
    service = await TestService.start();
    const someone = service.anonymous();
    const idle = await someone.get('/health');
    expect(idle.status).to.equal(200);
    expect(idle.body).to.deep.equal({
      status: 'healthy',
      service: 'order-service',
      version: VERSION,
      database: 'connected',
      broker: 'disabled',
      outbox: { depth: 0, oldest_age_seconds: 0, dead_lettered: 0 },
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
    expect(behind.body).to.deep.equal({
      status: 'not_ready',
      database: 'connected',
      migrations: 'behind',
      broker: 'disabled',
    });
    expect((await someone.get('/health')).status).to.equal(200);
    await migrateToLatest(service.databaseUrl);
    const ready = await someone.get('/health/ready');
    expect(ready.status).to.equal(200);
    expect(ready.body).to.include({ status: 'ready', migrations: 'current' });
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
