import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LANES } from '@order-service/sdk';
import type { ImportOptions } from '../../src/command-line.js';
import { readImportConfig } from '../../src/config.js';
import { eventually } from '../../../../test/services/eventually.js';
import { createExistingShop, type ExistingShop } from '../support/existing-shop.js';
import { runOrderService } from '../support/order-service-process.js';
import { rejectionOf } from '../support/rejection.js';
import { rejectedOrders, runImport as importInto, type ImportRun } from '../support/run-import.js';
import { TestService } from '../support/test-service.js';

describe('order-service import', function () {
  this.timeout(60_000);
  let shop: ExistingShop;
  let service: TestService;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-import-'));
    shop = await createExistingShop();
    service = await TestService.start();
  });
  afterEach(async () => {
    await service.stop();
    await shop.drop();
    await rm(folder, { recursive: true });
  });

  const runImport = (
    options: Partial<ImportOptions> = {},
    { databaseUrl = service.databaseUrl, usersUrl }: { databaseUrl?: string; usersUrl?: string } = {},
  ): Promise<ImportRun> =>
    importInto(
      folder,
      { databaseUrl, sourceUrl: shop.url.replace('postgresql:', 'postgresql+asyncpg:'), usersUrl },
      options,
    );
  const rejected = () => rejectedOrders(folder);

  const stored = () =>
    service.query<Record<string, unknown>>(
      `SELECT o.id::int, o.user_id::int, o.user_email, o.status, o.version, o.total_amount, o.created_at AT TIME ZONE 'UTC' AS at,
              (SELECT json_agg(e.to_status ORDER BY e.version) FROM order_events e WHERE e.order_id = o.id) AS history
       FROM orders o ORDER BY o.id`,
    );

  it('copies orders with their ids, line items, amounts, statuses and times, and verifies them', async () => {
    await shop.addOrders(1, 20);
    await shop.query("INSERT INTO users SELECT n, 'user' || n || '@shop.example' FROM generate_series(0, 6) n");
    const { printed, equal } = await runImport({}, { usersUrl: shop.url });
    expect(equal, printed).to.equal(true);
    expect(printed).to.include("20 orders in the other service's database.\n20 orders were imported.\n");
    expect(printed).to.match(/shipped +4 +\d+\.\d\d +4 +\d+\.\d\d\n/);
    expect(printed).to.include('Verified: the orders of 7 users are equal in both databases.');

    const { body } = await service.as({ userId: 3 }).get('/api/v1/orders/17');
    expect(body).to.deep.include({
      ...{ id: 17, user_id: 3, user_email: 'user3@shop.example', status: 'shipped', total_amount: '59.94', version: 3 },
      ...{ created_at: '2025-01-01T00:17:00.000000Z', updated_at: '2025-01-01T02:17:00.000000Z' },
    });
    expect((body as { items: unknown[] }).items.at(-1)).to.deep.equal({
      ...{ id: 1702, order_id: 17, product_id: 3, product_name: 'Product "3"', product_price: '9.99', quantity: 3 },
      ...{ subtotal: '29.97', created_at: '2025-01-01T00:17:00.000000Z' },
    });
    const { body: history } = await service.operator().get('/api/v1/orders/17/events');
    expect(
      (history as { actor: string; occurred_at: string }[]).map((entry) => [entry.actor, entry.occurred_at]),
    ).to.deep.equal([
      ['import', '2025-01-01T00:17:00.000000Z'],
      ['import', '2025-01-01T02:17:00.000000Z'],
      ['import', '2025-01-01T02:17:00.000000Z'],
    ]);
  });

  it('lets the feed be read from a time, the imported statistics be read, and new ids go on after the highest', async () => {
    await shop.addOrders(1, 400);
    await runImport();
    const since = '2025-01-01T06:00:00Z';
    const { rows } = await service.database.query<{ expected: number; ordered: boolean }>(
      `SELECT count(*) FILTER (WHERE occurred_at >= $1)::int AS expected,
              bool_and(occurred_at >= coalesce(before, '-infinity')) AS ordered
       FROM (SELECT occurred_at, lag(occurred_at) OVER (ORDER BY id) AS before FROM order_events) e`,
      [since],
    );
    expect(rows[0]).to.deep.include({ ordered: true });
    const { body } = await service.operator().get<{ events: unknown[] }>(`/api/v1/events?since=${since}&limit=100`);
    expect(body.events).to.have.lengthOf(Math.min(100, rows[0]!.expected));

    await eventually('the statistics include the imported orders', async () => {
      const statistics = await service
        .operator()
        .get<{ by_status: Record<string, number> }>('/api/v1/stats?from=2025-01-01T00:00:00Z');
      return statistics.body.by_status.delivered === 80;
    });
    expect((await service.newUser().placed()).id).to.be.above(400);
  });

  it('publishes imported events only when told to', async () => {
    await shop.addOrders(1, 10);
    await runImport();
    expect(await service.query('SELECT FROM outbox')).to.have.lengthOf(0);
    await shop.addOrders(11, 20);
    await runImport({ publish: true });
    const queued = await service.query('SELECT FROM outbox WHERE order_id > 10');
    expect(queued).to.have.lengthOf((await service.query('SELECT FROM order_events WHERE order_id > 10')).length);
    expect(await service.query('SELECT FROM outbox WHERE order_id <= 10')).to.have.lengthOf(0);
  });

  it('changes nothing the second time, and then takes what the other service did meanwhile', async () => {
    await shop.addOrders(1, 30);
    await runImport();
    const first = await stored();
    expect((await runImport()).printed).to.include('0 orders were imported.\n30 orders have been imported before.');
    expect(await stored()).to.deep.equal(first);

    await shop.addOrders(31, 35);
    await shop.query("UPDATE orders SET status = 'DELIVERED', updated_at = timestamp '2025-02-01' WHERE id = 5"); // was pending
    const { printed, equal } = await runImport();
    expect(equal, printed).to.equal(true);
    expect(printed).to.include('5 orders were imported.\n1 order was moved to the status of the other service.');
    expect((await stored()).find(({ id }) => id === 5)).to.deep.include({
      ...{ status: 'delivered', version: 4, history: ['pending', 'confirmed', 'shipped', 'delivered'] },
    });
  });

  it('follows an order that the other service moves between two imports, and keeps its history complete', async () => {
    await shop.addOrders(1, 10);
    await shop.query("UPDATE orders SET status = 'CONFIRMED' WHERE id IN (5, 10)"); // were pending
    await runImport();
    await shop.query(`
      UPDATE orders SET status = 'CANCELLED', updated_at = timestamp '2025-02-01' WHERE id = 5;
      UPDATE orders SET status = 'PENDING', updated_at = timestamp '2025-02-01' WHERE id = 10`);
    const { printed, equal } = await runImport();
    expect(equal, printed).to.equal(true);
    expect((await stored()).find(({ id }) => id === 5)).to.deep.include({
      ...{ status: 'cancelled', version: 3, history: ['pending', 'confirmed', 'cancelled'] },
    });
    expect(await rejected()).to.deep.equal([
      { order_id: 10, reasons: ['It is confirmed here and pending there: it went back, which no order does here.'] },
    ]);
  });

  it('completes the history of an order that this service moved before its events were imported', async () => {
    await shop.addOrders(1, 2); // confirmed, and shipped
    await service.query(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ended'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON order_events FOR EACH ROW EXECUTE FUNCTION fail()`);
    expect(await rejectionOf(runImport())).to.match(/ended/);
    await service.query('DROP TRIGGER fail ON order_events');
    expect((await service.operator().move(1, 'shipped')).status).to.equal(200);

    const { printed, equal } = await runImport();
    expect(equal, printed).to.equal(true);
    expect((await stored()).map(({ history }) => history)).to.deep.equal([
      ['pending', 'confirmed', 'shipped'],
      ['pending', 'confirmed', 'shipped'],
    ]);
  });

  it('goes on where an import was ended', async () => {
    await shop.addOrders(1, 2_500);
    // The third page of orders fails, as if the import had been ended there.
    await service.query(
      `
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ended'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON orders FOR EACH ROW WHEN (NEW.id = 2200) EXECUTE FUNCTION fail()`,
    );
    expect(await rejectionOf(runImport())).to.match(/ended/);
    expect(await service.query('SELECT FROM orders')).to.have.lengthOf(2_000);
    await service.query('DROP TRIGGER fail ON orders');

    const { printed, equal } = await runImport();
    expect(equal, printed).to.equal(true);
    expect(printed).to.include('500 orders were imported.\n2,000 orders have been imported before.');
    expect(await service.query('SELECT FROM order_events WHERE version = 1')).to.have.lengthOf(2_500);
  });

  it('takes another order of the same id for a conflict, and finds what differs', async () => {
    const own = await service.as({ userId: 3 }).placed();
    await shop.addOrders(own.id, own.id + 1);
    const { printed, equal } = await runImport();
    expect(equal, printed).to.equal(true);
    expect(await rejected()).to.deep.equal([{ order_id: own.id, reasons: ['Another order has this id here.'] }]);
  });

  describe('with a column for the own number of an order', () => {
    const references = () =>
      service.query<Record<string, unknown>>('SELECT id::int, reference FROM orders WHERE reference IS NOT NULL');

    beforeEach(async () => {
      await shop.addOrders(1, 21); // of users 0 to 6
      await shop.query("ALTER TABLE orders ADD order_number char(12); UPDATE orders SET order_number = 'W-' || id");
    });

    it('takes it as the reference: in the order, its event, its search and the next order of the user', async () => {
      await shop.query("UPDATE orders SET order_number = ' ' WHERE id = 4");
      const { printed, equal } = await runImport({ referenceColumn: 'order_number' });
      expect(equal, printed).to.equal(true);
      expect(await references()).to.have.lengthOf(20);
      const user = service.as({ userId: 3 });
      const { body: found } = await user.get<{ id: number; reference: string }[]>('/api/v1/orders?reference=W-17');
      expect(found.map(({ id, reference }) => [id, reference])).to.deep.equal([[17, 'W-17']]);
      const { body } = await user.get<{ events: { data: { order_id: number; reference?: string } }[] }>(
        '/api/v1/events',
      );
      expect(body.events.find(({ data }) => data.order_id === 17)!.data.reference).to.equal('W-17');
      const again = await user.create({ items: [{ product_id: 1, quantity: 1 }], reference: 'W-17' });
      expect(again.body).to.deep.include({ code: 'reference_taken', order_id: 17 });
      expect((await runImport({ referenceColumn: 'order_number' })).printed).to.include('21 orders have been imported');
    });

    it('rejects what another order of the user has, there or here, and takes the others', async () => {
      await shop.query("UPDATE orders SET order_number = 'W-3' WHERE id IN (10, 11)"); // of users 3 and 4
      const items = [{ product_id: 1, quantity: 1 }];
      const { body: own } = await service.as({ userId: 5 }).create({ items, reference: 'W-5' });
      const { printed, equal } = await runImport({ referenceColumn: 'order_number' });
      expect(equal, printed).to.equal(true);
      expect(await rejected()).to.deep.equal([
        { order_id: 3, reasons: ['Its reference, "W-3", is that of 2 orders of user 3.'] },
        { order_id: 5, reasons: [`Order ${own.id} of its user has its reference here.`] },
        { order_id: 10, reasons: ['Its reference, "W-3", is that of 2 orders of user 3.'] },
      ]);
      expect(await references()).to.deep.include({ id: 11, reference: 'W-3' });
    });

    it('takes a column of that name without being told, unless told otherwise, and finds that one is missing', async () => {
      await shop.query('ALTER TABLE orders RENAME order_number TO reference');
      await runImport({ referenceColumn: '' });
      expect(await references()).to.deep.equal([]);
      const { printed, equal } = await runImport(); // a reference is given once, at the creation
      expect([equal, printed.includes('Order 1: its reference is null here and "W-1" there.')]).to.deep.equal([
        false,
        true,
      ]);
      expect(await rejectionOf(runImport({ referenceColumn: 'number' }))).to.match(/orders has no column number/);
    });
  });

  it('is a command, which needs both databases', async () => {
    await shop.addOrders(1, 2);
    const env = { DATABASE_URL: service.databaseUrl, IMPORT_DATABASE_URL: shop.url };
    const { exitCode, stdout, stderr } = await runOrderService(['import'], { folder, env });
    expect(exitCode, stderr).to.equal(0);
    expect(stdout).to.include('2 orders were imported.');
    const { problems } = readImportConfig({ DATABASE_URL: service.databaseUrl });
    expect(problems.join()).to.include('IMPORT_DATABASE_URL is missing.');
  });

  it('writes nothing in a dry run, and reports the same', async () => {
    await shop.addOrders(1, 3);
    await shop.query('DELETE FROM order_items WHERE order_id = 2');
    const { printed } = await runImport({ dryRun: true });
    expect(printed).to.include('2 orders would be imported.\n1 order cannot be imported.\n');
    expect(await rejected()).to.deep.equal([{ order_id: 2, reasons: ['It has no line items.'] }]);
    expect(await stored()).to.deep.equal([]);
    expect((await service.newUser().placed()).id, 'no id was reserved').to.be.lessThan(2 * LANES);
  });

  it('takes addresses from a CSV file, and refuses one that is not of users', async () => {
    await shop.addOrders(1, 1);
    const emails = join(folder, 'emails.csv');
    await writeFile(emails, '\uFEFFid,email\r\n1,ann@example.com\r\n');
    await runImport({ emails });
    expect((await stored())[0]).to.deep.include({ user_email: 'ann@example.com' });
    await writeFile(emails, 'id,name\n1,Ann\n');
    expect(await rejectionOf(runImport({ emails }))).to.match(/emails\.csv needs the columns id and email\./);
  });

  it('refuses a database that is not of the other service, and a target without the schema', async () => {
    await shop.query('ALTER TABLE order_items RENAME COLUMN subtotal TO sum');
    expect(await rejectionOf(runImport())).to.match(/has no order_items\.subtotal/);
    expect(await rejectionOf(runImport({}, { databaseUrl: shop.url }))).to.match(/Run order-service migrate first/);
    const shopUrl = shop.url;
    Object.assign(shop, { url: service.databaseUrl });
    expect(await rejectionOf(runImport())).to.match(/is this service's own/);
    Object.assign(shop, { url: shopUrl });
  });
});
