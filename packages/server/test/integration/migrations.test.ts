import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { migrateToLatest } from '../../src/db/migrate.js';
import { MIGRATIONS } from '../../src/db/migrations/list.js';
import { statementsAtOnce } from '../../src/db/migrations/migration.js';
import { LATEST_MIGRATION } from '../../src/db/schema-state.js';
import { EXPECTED_COLUMNS } from '../../src/db/statements/health.js';
import { eventually } from '../../../../test/services/eventually.js';
import { FAIL_NO_MORE, failAtCreationOf, OBJECTS } from '../support/failing-ddl.js';
import { OrderServiceProcess } from '../support/order-service-process.js';
import { rejectionOf } from '../support/rejection.js';
import { TestService } from '../support/test-service.js';

describe('Migrations', function () {
  this.timeout(60_000);
  let service: TestService;

  beforeEach(async () => {
    service = await TestService.start({ migrated: false, replicas: 0 });
  });
  afterEach(() => service.stop());

  const migrationsRun = () => service.query<{ name: string }>('SELECT name FROM knex_migrations ORDER BY id');

  /** Checks that the service works on the current schema. */
  async function expectUsable(): Promise<void> {
    await service.addReplica();
    expect((await service.anonymous().get('/health/ready')).status).to.equal(200);
    const order = await service.newUser().placed(undefined, ['confirmed']);
    expect(order.version).to.equal(2);
  }

  it('run once when replicas start together, and each waits for the schema', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => migrateToLatest(service.databaseUrl)));
    const busy = results.filter((names) => names.length > 0);
    expect(busy).to.have.lengthOf(1);
    expect(busy[0]!.at(-1)).to.equal(LATEST_MIGRATION);
    expect((await migrationsRun()).map((row) => row.name)).to.deep.equal(busy[0]);
    await expectUsable();
  });

  it('make every column that health expects', async () => {
    await migrateToLatest(service.databaseUrl);
    const missing = await service.query(
      `SELECT table_name, column_name FROM unnest($1::text[], $2::text[]) AS expected (table_name, column_name)
       EXCEPT SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'`,
      [EXPECTED_COLUMNS.map(({ table }) => table), EXPECTED_COLUMNS.map(({ name }) => name)],
    );
    expect(missing).to.be.empty;
  });

  it('run when a server with MIGRATE_ON_START starts, and do not change a current schema', async () => {
    await service.addReplica({ migrateOnStart: true });
    await service.addReplica({ migrateOnStart: true });
    expect((await service.anonymous().get('/health/ready')).status).to.equal(200);
    expect(await migrateToLatest(service.databaseUrl)).to.deep.equal([]);
  });

  it('can run again after a killed run, without releasing a lock by hand', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'order-service-migrate-'));
    const inTheWay = new pg.Client({ connectionString: service.databaseUrl });
    await inTheWay.connect();
    await inTheWay.query('BEGIN; CREATE TABLE outbox (id int)'); // the migration waits for this lock in the middle
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

  it('leave nothing behind when they fail, whichever part fails', async () => {
    const before = await service.query(OBJECTS);
    for (const sql of MIGRATIONS.flatMap(statementsAtOnce)) {
      const named = /(?:CREATE (?:TABLE|FUNCTION|(?:UNIQUE )?INDEX)|ALTER TABLE) (\w+)/g;
      const [, name] = [...sql.matchAll(named)].at(-1) ?? [];
      if (name === undefined) continue; // it writes rows
      await service.query(failAtCreationOf(name));
      expect(await rejectionOf(migrateToLatest(service.databaseUrl)), name).to.match(new RegExp(`failed at ${name}`));
      await service.query(FAIL_NO_MORE);
      expect(await service.query(OBJECTS), name).to.deep.equal(before);
    }
    expect(await migrateToLatest(service.databaseUrl)).to.not.deep.equal([]);
  });

  it("run although a killed program has left Knex's own lock behind", async () => {
    await service.query('CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked int)');
    await service.query('INSERT INTO knex_migrations_lock (is_locked) VALUES (1)');
    expect((await migrateToLatest(service.databaseUrl)).at(-1)).to.equal(LATEST_MIGRATION);
  });

  it('of a newer version do not stop an older server', async () => {
    await migrateToLatest(service.databaseUrl);
    await service.query(
      "INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('9999_of_tomorrow', 2, now())",
    );
    await service.query('ALTER TABLE orders ADD COLUMN of_tomorrow text');
    expect(await migrateToLatest(service.databaseUrl)).to.deep.equal([]);
    await expectUsable();
  });
});
