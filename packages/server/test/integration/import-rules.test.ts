import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { createExistingShop, type ExistingShop } from '../support/existing-shop.js';
import { rejectedOrders, runImport } from '../support/run-import.js';

/** What breaks order n, and the reason that is reported. Order n has n % 3 + 1 line items at 9.99, the k-th of quantity k. */
const RULES: readonly (readonly [sql: string, reason: string])[] = [
  ['DELETE FROM order_items WHERE order_id = $n', 'It has no line items.'],
  [
    `INSERT INTO order_items (order_id, product_id, product_name, product_price, quantity, subtotal)
     SELECT $n, 1, 'x', 0, 1, 0 FROM generate_series(1, 100)`,
    'It has 101 line items, more than 100.',
  ],
  ['UPDATE orders SET total_amount = 60 WHERE id = $n', 'Its total is 60.00, and its line items add up to 9.99.'],
  ['UPDATE order_items SET subtotal = 9 WHERE order_id = $n', 'Line item 1: its subtotal, 9.00, is not 1 × 9.99.'],
  [
    "UPDATE orders SET status = 'REFUNDED' WHERE id = $n",
    'Its status, refunded, is none of pending, confirmed, shipped, delivered, cancelled.',
  ],
  [
    'UPDATE orders SET status = NULL WHERE id = $n',
    'Its status, null, is none of pending, confirmed, shipped, delivered, cancelled.',
  ],
  ['UPDATE orders SET total_amount = NULL WHERE id = $n', 'Its total, null, is not an amount of 0 to 9999999999.99.'],
  ["UPDATE orders SET total_amount = 'NaN' WHERE id = $n", 'Its total, NaN, is not an amount of 0 to 9999999999.99.'],
  ['UPDATE orders SET total_amount = -1 WHERE id = $n', 'Its total, -1, is not an amount of 0 to 9999999999.99.'],
  ['UPDATE orders SET user_id = NULL WHERE id = $n', 'Its user, null, is no number from 0 on.'],
  ['UPDATE orders SET user_id = -7 WHERE id = $n', 'Its user, -7, is no number from 0 on.'],
  ['UPDATE orders SET created_at = NULL WHERE id = $n', 'It has no time of creation between the years 1 and 9999.'],
  [
    "UPDATE orders SET created_at = 'infinity' WHERE id = $n",
    'It has no time of creation between the years 1 and 9999.',
  ],
  ['UPDATE order_items SET quantity = -1 WHERE order_id = $n', 'Line item 1: its quantity is -1.'],
  ['UPDATE order_items SET quantity = NULL WHERE order_id = $n', 'Line item 1: its quantity is null.'],
  ['UPDATE order_items SET product_id = NULL WHERE order_id = $n', 'Line item 1: it has no product.'],
  [
    'UPDATE order_items SET product_price = 10000000000 WHERE order_id = $n',
    'Line item 1: its price, 10000000000, is not an amount.',
  ],
  [
    'UPDATE order_items SET product_price = 0.001 WHERE order_id = $n',
    'Line item 1: its price, 0.001, is not an amount.',
  ],
  [
    "UPDATE order_items SET product_name = repeat('x', 501) WHERE order_id = $n",
    'Line item 1: its name is blank, or longer than 500 characters.',
  ],
  [
    "UPDATE order_items SET product_name = ' ' WHERE order_id = $n",
    'Line item 1: its name is blank, or longer than 500 characters.',
  ],
  ['INSERT INTO orders SELECT * FROM orders WHERE id = $n', '2 orders have its id.'],
  [
    `INSERT INTO users VALUES (1000 + $n, 'nobody'); UPDATE orders SET user_id = 1000 + $n WHERE id = $n`,
    'The address of its user, "nobody", is no e-mail address.',
  ],
  [
    `UPDATE orders SET reference = repeat('x', 101) WHERE id = $n`,
    `Its reference, "${'x'.repeat(101)}", is longer than 100 characters.`,
  ],
];

/** Tables without the constraints that keep such rows out. */
const WITHOUT_CONSTRAINTS = `
  ALTER TABLE order_items DROP CONSTRAINT order_items_order_id_fkey;
  ALTER TABLE orders DROP CONSTRAINT orders_pkey;
  ALTER TABLE orders ALTER id DROP NOT NULL, ALTER user_id DROP NOT NULL, ALTER status DROP NOT NULL,
    ALTER total_amount DROP NOT NULL, ALTER created_at DROP NOT NULL, ALTER updated_at DROP NOT NULL,
    ALTER total_amount TYPE numeric;
  ALTER TABLE order_items ALTER product_id DROP NOT NULL, ALTER quantity DROP NOT NULL, ALTER created_at DROP NOT NULL,
    ALTER product_name TYPE text, ALTER product_price TYPE numeric;
  ALTER TABLE orders ADD reference text`;

describe('order-service import: what it takes, and what it leaves', function () {
  this.timeout(60_000);
  let shop: ExistingShop;
  let database: TestDatabase;
  let target: pg.Client;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-import-'));
    shop = await createExistingShop();
    database = await createTestDatabase();
    target = new pg.Client({ connectionString: database.url });
    await target.connect();
  });
  afterEach(async () => {
    await target.end();
    await database.drop();
    await shop.drop();
    await rm(folder, { recursive: true });
  });

  const ids = async (): Promise<number[]> =>
    (await target.query<{ id: number }>('SELECT id::int FROM orders ORDER BY id')).rows.map(({ id }) => id);

  it('reports each order that breaks a rule with a reason, and takes the others', async () => {
    await shop.query(WITHOUT_CONSTRAINTS);
    // Order 3 n breaks rule n - 1, and has one line item; the orders between them are sound.
    await shop.addOrders(1, 3 * RULES.length + 2);
    for (const [at, [sql]] of RULES.entries()) await shop.query(sql.replaceAll('$n', String(3 * (at + 1))));
    const urls = { databaseUrl: database.url, sourceUrl: shop.url, usersUrl: shop.url };
    const { printed, equal } = await runImport(folder, urls);
    expect(equal, printed).to.equal(true);
    const reasons = new Map((await rejectedOrders(folder)).map((line) => [line.order_id, line.reasons]));
    for (const [at, [sql, reason]] of RULES.entries()) {
      expect(reasons.get(3 * (at + 1)), sql).to.deep.equal([reason]);
    }
    const sound = Array.from({ length: 3 * RULES.length + 2 }, (_, at) => at + 1).filter((id) => id % 3 !== 0);
    expect(await ids()).to.deep.equal(sound);
    const { rows } = await target.query('SELECT FROM order_events WHERE order_id % 3 = 0');
    expect(rows).to.have.lengthOf(0);
  });

  it('takes a line item or a change without a time, and an order from before 1970', async () => {
    await shop.query(WITHOUT_CONSTRAINTS);
    await shop.addOrders(1, 3);
    await shop.query(`
      UPDATE order_items SET created_at = NULL WHERE order_id = 1;
      UPDATE orders SET updated_at = NULL WHERE id = 2;
      UPDATE orders SET created_at = '1969-07-20', updated_at = '1969-07-21' WHERE id = 3`);
    const { printed, equal } = await runImport(folder, { databaseUrl: database.url, sourceUrl: shop.url });
    expect(equal, printed).to.equal(true);
    expect(await ids()).to.deep.equal([1, 2, 3]);
  });

  it('needs nothing but the right to read the other tables', async () => {
    await shop.addOrders(1, 3);
    const role = `reader_${process.pid}`;
    await shop.query(`
      CREATE ROLE ${role} LOGIN PASSWORD 'reader';
      GRANT SELECT ON orders, order_items, users TO ${role}`);
    const reader = new URL(shop.url);
    Object.assign(reader, { username: role, password: 'reader' });
    try {
      const urls = { databaseUrl: database.url, sourceUrl: reader.href, usersUrl: reader.href };
      const { printed, equal } = await runImport(folder, urls);
      expect(equal, printed).to.equal(true);
      expect(await ids()).to.deep.equal([1, 2, 3]);
    } finally {
      await shop.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
