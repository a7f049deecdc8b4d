import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { LATEST_MIGRATION, migrateToLatest } from '../../src/db/migrate.js';
import { eventually } from '../../../../test/services/eventually.js';
import { OrderServiceProcess } from '../support/order-service-process.js';
import { TestService } from '../support/test-service.js';

describe('Migrations', function () {
  this.timeout(60_000);
  let service: TestService;

  beforeEach(async () => {
    service = await TestService.start({ migrated: false, replicas: 0 });
  });
  afterEach(() => service.stop());

  const migrationsRun = () => service.query<{ name: string }>('SELECT name FROM knex_migrations ORDER BY id');

  /** The service works on the schema as it is. */
  async function expectUsable(): Promise<void> {
    await service.addReplica();
    expect((await service.anonymous().get('/health/ready')).status).to.equal(200);
    const order = await service.newUser().placed(undefined, ['confirmed']);
    expect(order.version).to.equal(2);
  }

  it('are run once when replicas start together, each of them waiting for the schema', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => migrateToLatest(service.databaseUrl)));
    const busy = results.filter((names) => names.length > 0);
    expect(busy).to.have.lengthOf(1);
    expect(busy[0]!.at(-1)).to.equal(LATEST_MIGRATION);
    expect((await migrationsRun()).map((row) => row.name)).to.deep.equal(busy[0]);
    await expectUsable();
  });

  it('run when a server with MIGRATE_ON_START starts, and leave a current schema alone', async () => {
    await service.addReplica({ migrateOnStart: true });
    await service.addReplica({ migrateOnStart: true });
    expect((await service.anonymous().get('/health/ready')).status).to.equal(200);
    expect(await migrateToLatest(service.databaseUrl)).to.deep.equal([]);
  });

  it('can be run again after one was killed half-way, with nothing to unlock by hand', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'order-service-migrate-'));
    const inTheWay = new pg.Client({ connectionString: service.databaseUrl });
    await inTheWay.connect();
    await inTheWay.query('BEGIN; CREATE TABLE outbox (id int)'); // the migration waits for it, with half its work done
    const program = new OrderServiceProcess(['migrate'], {
      folder,
      env: {
        DATABASE_URL: service.databaseUrl,
        SECRET_KEY: service.secret,
        PRODUCT_SERVICE_URL: service.catalogue.url,
        RABBITMQ_URL: 'none',
      },
    });
    await eventually('the migration waits', async () => {
      const waiting = await service.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
           AND query LIKE '%CREATE TABLE outbox%'`,
      );
      return waiting.length > 0;
    });
    expect(await program.end('SIGKILL')).to.equal(null);
    await inTheWay.query('ROLLBACK');
    await inTheWay.end();
    await rm(folder, { recursive: true, force: true });

    expect((await migrateToLatest(service.databaseUrl)).at(-1)).to.equal(LATEST_MIGRATION);
    await expectUsable();
  });

  it('of a newer build leave an older one at work', async () => {
    await migrateToLatest(service.databaseUrl);
    await service.query(
      "INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('9999_of_tomorrow', 2, now())",
    );
    await service.query('ALTER TABLE orders ADD COLUMN of_tomorrow text');
    expect(await migrateToLatest(service.databaseUrl)).to.deep.equal([]);
    await expectUsable();
  });
});
