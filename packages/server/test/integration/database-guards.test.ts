import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import { rejectionOf } from '../support/rejection.js';
import { useTestService } from '../support/test-service.js';

const CHECK_VIOLATION = '23514';

/** What the contract says of a line item, made of its row. */
const DOCUMENT = `jsonb_build_object(
  'subtotal', i.subtotal::text, 'quantity', i.quantity, 'product_price', i.product_price::text,
  'product_name', i.product_name, 'product_id', i.product_id, 'order_id', i.order_id, 'id', i.id,
  'created_at', to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))`;

/** Extends 0001_initial.test.ts from one order to any orders of the service, and to each statement. */
describe('The database', () => {
  const service = useTestService();

  it('stores equal line items as rows and as a document, for any order', async () => {
    const { products } = service().catalogue;
    const sample = products.get(1)!;
    const ann = service().newUser();
    const catalogue = fc.array(
      fc.record({
        name: fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
          .filter((name) => name.trim() !== '' && !name.includes('\0')),
        price: fc.integer({ min: 0, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2)),
      }),
      { minLength: 3, maxLength: 3 },
    );
    const requested = fc.array(
      fc.record({ product_id: fc.integer({ min: 900, max: 902 }), quantity: fc.integer({ min: 1, max: 99 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(catalogue, requested, async (described, items) => {
        described.forEach((product, at) =>
          products.set(900 + at, { ...sample, ...product, id: 900 + at, stock_quantity: 10_000 }),
        );
        const order = await ann.placed(items);
        const [row] = await service().query<{ same: boolean; count: number; total: boolean }>(
          `SELECT o.items::jsonb = jsonb_agg(${DOCUMENT} ORDER BY i.line_number) AS same, count(*)::int AS count,
                  sum(i.subtotal) = o.total_amount AS total
           FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.id = $1 GROUP BY o.id`,
          [order.id],
        );
        expect(row).to.deep.equal({ same: true, count: items.length, total: true });
        expect(order.items.map((item) => item.product_name)).to.deep.equal(
          items.map((item) => described[item.product_id - 900]!.name),
        );
      }),
      { numRuns: 40, seed: 20_260_215 },
    );
  });

  const snapshot = [
    ...[
      "user_email = 'x'",
      "created_at = created_at - interval '1 s'",
      'metadata = \'{"a":"b"}\'',
      "reference = 'x'",
      'id = id + 1000000',
    ],
    ...["items = '[]'", 'total_amount = total_amount + 1', 'user_id = user_id + 1'],
  ];
  for (const change of snapshot) {
    it(`rejects SET ${change}, also within an allowed transition`, async () => {
      const { id } = await service().newUser().placed();
      for (const move of ['', "status = 'confirmed', version = 2, "]) {
        const error = await rejectionOf(service().query(`UPDATE orders SET ${move}${change} WHERE id = $1`, [id]));
        expect(error).to.be.instanceOf(pg.DatabaseError).with.property('code', CHECK_VIOLATION);
      }
    });
  }

  for (const table of ['orders', 'order_items', 'order_events']) {
    it(`rejects DELETE and TRUNCATE of ${table}`, async () => {
      const { id } = await service().newUser().placed();
      const key = table === 'orders' ? 'id' : 'order_id';
      for (const statement of [`DELETE FROM ${table} WHERE ${key} = ${id}`, `TRUNCATE ${table} CASCADE`]) {
        const error = await rejectionOf(service().query(statement));
        expect(error, statement).to.have.property('code', CHECK_VIOLATION);
      }
    });
  }

  it('rejects a second event for one version of an order', async () => {
    const { id } = await service().newUser().placed();
    const error = await rejectionOf(
      service().query(
        `INSERT INTO order_events (event_id, order_id, user_id, version, type, to_status, actor, occurred_at)
         SELECT gen_random_uuid(), id, user_id, 1, 'order.created', 'pending', 'user:1', now() FROM orders WHERE id = $1`,
        [id],
      ),
    );
    expect(error).to.have.property('code', '23505');
  });
});
