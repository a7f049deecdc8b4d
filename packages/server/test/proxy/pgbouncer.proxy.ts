import { expect } from 'chai';
import { migrateToLatest } from '../../src/db/migrate.js';
import { rejectionOf } from '../support/rejection.js';
import { TestService } from '../support/test-service.js';
import { startPgBouncer, type PgBouncer } from './pgbouncer.js';

describe('Behind PgBouncer', function () {
  this.timeout(60_000);
  let service: TestService;
  let pooler: PgBouncer;

  beforeEach(async () => {
    service = await TestService.start({ migrated: false, replicas: 0 });
  });
  afterEach(async () => {
    await service.stop();
    await pooler.stop();
  });

  it('in session mode, the schema is migrated, and orders are placed, moved and listed', async () => {
    pooler = await startPgBouncer(service.databaseUrl, 'session');
    expect(await migrateToLatest(pooler.url)).not.to.deep.equal([]);
    await service.addReplica({ databaseUrl: pooler.url });
    expect((await service.anonymous().get('/health/ready')).status).to.equal(200);
    const ann = service.newUser();
    const orders = await Promise.all(Array.from({ length: 20 }, () => ann.placed(undefined, ['confirmed'])));
    expect(new Set(orders.map(({ id }) => id)).size).to.equal(20);
    const { body } = await ann.get<readonly { status: string }[]>('/api/v1/orders');
    expect(body.map(({ status }) => status)).to.deep.equal(Array.from({ length: 20 }, () => 'confirmed'));
  });

  it('in transaction mode, migrate and serve refuse to start, and say what to set', async () => {
    pooler = await startPgBouncer(service.databaseUrl, 'transaction');
    expect((await rejectionOf(migrateToLatest(pooler.url))).message).to.match(/pool_mode|session mode/);
    await migrateToLatest(service.databaseUrl);
    expect((await rejectionOf(service.addReplica({ databaseUrl: pooler.url }))).message).to.match(/pool_mode|session/);
  });
});
