import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { adoptCommand } from '../../src/adopt-command.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { createExistingShop, type ExistingShop } from '../support/existing-shop.js';
import { FAIL_NO_MORE, failAtCreationOf, OBJECTS } from '../support/failing-ddl.js';
import { OrderServiceProcess, runOrderService } from '../support/order-service-process.js';
import { rejectionOf } from '../support/rejection.js';
import { rejectedOrders, runImport } from '../support/run-import.js';

describe('order-service migrate --adopt-existing', function () {
  this.timeout(120_000);
  let shop: ExistingShop;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-import-'));
    shop = await createExistingShop();
    await shop.addOrders(1, 20);
  });
  afterEach(async () => {
    await shop.drop();
    await rm(folder, { recursive: true });
  });

  async function adopt(usersUrl?: string): Promise<string> {
    let printed = '';
    await adoptCommand(
      { databaseUrl: shop.url, usersUrl },
      {
        ...{ dryRun: false, publish: false, schema: 'public', referenceColumn: undefined, emails: undefined },
        rejected: join(folder, 'rejected.ndjson'),
      },
      { write: (text) => (printed += text), report: () => undefined },
    );
    return printed;
  }

  /** All objects of the database, and all rows of the other service's. */
  const everything = async (): Promise<unknown> => [
    await shop.query(OBJECTS),
    await shop.query('SELECT * FROM public.orders ORDER BY id'),
    await shop.query('SELECT * FROM public.order_items ORDER BY id'),
  ];

  it('replaces the tables by ours, with the orders in them, and keeps them in a schema of their own', async () => {
    await shop.query(`
      INSERT INTO users SELECT n, 'user' || n || '@shop.example' FROM generate_series(0, 6) n;
      ALTER TABLE orders ADD reference text;
      UPDATE orders SET reference = 'W-' || id;
      UPDATE orders SET total_amount = 1 WHERE id = 7`);
    const env = { DATABASE_URL: shop.url };
    const refused = await runOrderService(['migrate'], { folder, env });
    expect(refused.exitCode).to.equal(1);
    expect(refused.stderr).to.match(/tables order_items and orders of the service that this one replaces/);
    expect(refused.stderr).to.match(/stop that service and run: order-service migrate --adopt-existing/);

    const printed = await adopt(shop.url);
    expect(printed).to.include('19 orders were imported.\n1 order cannot be imported.');
    expect(printed).to.include('Verified');
    expect(printed).to.match(/The other service's tables are in the schema replaced_service\.\n$/);
    expect(
      await shop.query(
        'SELECT id::int, user_email, reference, status, version FROM orders WHERE id IN (6, 7, 8) ORDER BY id',
      ),
    ).to.deep.equal([
      { id: 6, user_email: 'user6@shop.example', reference: 'W-6', status: 'confirmed', version: 2 },
      { id: 8, user_email: 'user1@shop.example', reference: 'W-8', status: 'delivered', version: 4 },
    ]);
    const moved = (await shop.query(OBJECTS)) as { object: string }[];
    expect(moved.map(({ object }) => object).filter((name) => name.startsWith('replaced'))).to.deep.equal([
      'replaced_service.S order_items_id_seq',
      'replaced_service.S orders_id_seq',
      'replaced_service.i order_items_pkey',
      'replaced_service.i orders_pkey',
      'replaced_service.r order_items',
      'replaced_service.r orders',
      'replaced_service.schema',
      'replaced_service.type orderstatus',
    ]);
    expect(await shop.query('SELECT id FROM replaced_service.orders')).to.have.lengthOf(20);

    expect(await migrateToLatest(shop.url)).to.deep.equal([]);
    expect(await adopt()).to.match(/^The orders have been imported before\. The other service's tables are in/);

    // The order that was left, once it is corrected
    await shop.query(`UPDATE replaced_service.orders SET total_amount = 19.98 + 9.99 WHERE id = 7`);
    expect((await rejectedOrders(folder)).map(({ order_id }) => order_id)).to.deep.equal([7]);
    const urls = { databaseUrl: shop.url, sourceUrl: shop.url, usersUrl: shop.url };
    const again = await runImport(folder, urls, { schema: 'replaced_service' });
    expect(again.printed).to.include('1 order was imported.\n19 orders have been imported before.');
  });

  it('can be undone by swapping the schemas', async () => {
    const before = await everything();
    await adopt();
    await shop.query(`
      BEGIN;
      ALTER SCHEMA public RENAME TO order_service;
      ALTER SCHEMA replaced_service RENAME TO public;
      ALTER TABLE order_service.users SET SCHEMA public;
      COMMIT;
      DROP SCHEMA order_service CASCADE`);
    expect(await everything()).to.deep.equal(before);
    await shop.query(`
      INSERT INTO orders (user_id, status, total_amount, created_at, updated_at) VALUES (1, 'PENDING', 1, now(), now())`);
  });

  it('changes nothing when it fails, wherever that is', async () => {
    const before = await everything();
    for (const name of [
      'orders',
      'order_events',
      'outbox',
      'idempotency_keys',
      'order_stats_hourly',
      'reject_change',
    ]) {
      await shop.query(failAtCreationOf(name));
      expect(await rejectionOf(adopt()), name).to.match(new RegExp(`failed at ${name}`));
      await shop.query(FAIL_NO_MORE);
      expect(await everything(), name).to.deep.equal(before);
    }
    const elsewhere = shop.url.replace(/[^/]+$/, 'postgres'); // a database without a table of users
    expect(await rejectionOf(adopt(elsewhere))).to.match(/schema|users/);
    expect(await everything()).to.deep.equal(before);
  });

  it('changes nothing when it is killed', async () => {
    const before = await everything();
    const inTheWay = new pg.Client({ connectionString: shop.url, application_name: 'order-service test' });
    await inTheWay.connect();
    await inTheWay.query('BEGIN; CREATE TABLE outbox (id int)'); // the migration waits for this name
    const program = new OrderServiceProcess(['migrate', '--adopt-existing'], {
      folder,
      env: { DATABASE_URL: shop.url },
    });
    await eventually('the migration waits', async () => {
      const waiting = await shop.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    expect(await program.end('SIGKILL')).to.equal(null);
    await inTheWay.query('ROLLBACK');
    await inTheWay.end();
    expect(await everything()).to.deep.equal(before);
    expect(await adopt()).to.include('20 orders were imported.');
  });

  it('names the sessions that use the database, and a lock that it does not get, and changes nothing', async () => {
    const before = await everything();
    const other = new pg.Client({ connectionString: shop.url, application_name: 'old-service' });
    await other.connect();
    await other.query('SELECT');
    expect(await rejectionOf(adopt())).to.match(/have used this database within a minute: old-service of .*, process/);
    await other.end();

    const hidden = new pg.Client({ connectionString: shop.url, application_name: 'order-service test' });
    await hidden.connect();
    await hidden.query('BEGIN; SELECT FROM orders');
    expect(await rejectionOf(adopt())).to.match(/orders and order_items cannot be locked: .*lock timeout.*Stop the/);
    await hidden.end();
    expect(await everything()).to.deep.equal(before);
  });

  it('refuses tables that others refer to, and a database without the tables', async () => {
    await shop.query('CREATE TABLE payments (order_id int CONSTRAINT payments_order REFERENCES orders (id))');
    expect(await rejectionOf(adopt())).to.match(/could not refer to new ones: payments \(payments_order\)/);
    await shop.query('DROP TABLE payments, order_items, orders');
    expect(await rejectionOf(adopt())).to.match(/does not have the two tables orders and order_items/);
  });
});
