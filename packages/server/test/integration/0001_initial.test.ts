import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createOrderStore } from '../../src/db/order-store.js';
import { ORDER_STATUSES, TRANSITIONS } from '../../src/domain/order-status.js';
import type { LineItem, Order } from '../../src/domain/order.js';
import { newEventId } from '../../src/ports/new-event-id.js';
import { rejectionOf } from '../support/rejection.js';

const CHECK_VIOLATION = '23514';

const ITEMS: readonly LineItem[] = [
  { productId: 1, productName: 'Kettle', productPrice: '29.99', quantity: 2, subtotal: '59.98' },
  { productId: 7, productName: 'Mechanical "Pencil"', productPrice: '4.20', quantity: 1, subtotal: '4.20' },
];

describe('the schema', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let byHand: pg.Client;
  let order: Order;
  let orderId: number;

  before(async () => {
    testDatabase = await createTestDatabase();
    database = connect({ url: testDatabase.url });
    byHand = new pg.Client({ connectionString: testDatabase.url });
    await byHand.connect();
  });

  after(async () => {
    await byHand.end();
    await database.close();
    await testDatabase.drop();
  });

  beforeEach(async () => {
    const outcome = await createOrderStore(database).create({
      userId: 1,
      userEmail: 'u@example.com',
      items: ITEMS,
      totalAmount: '64.18',
      reference: undefined,
      metadata: { channel: 'web' },
      eventId: newEventId(),
      actor: 'user:1',
      trace: { requestId: 'schema-test', traceparent: undefined },
      idempotencyKey: undefined,
      fingerprint: Buffer.alloc(32, randomUUID()),
    });
    if (outcome.kind !== 'created') throw new Error('no order was created');
    order = outcome.order;
    orderId = order.id;
  });

  it('holds the same transitions as the domain', async () => {
    const { rows } = await byHand.query<{ from_status: string; to_status: string }>(
      'SELECT from_status, to_status FROM order_status_transitions',
    );
    expect(rows.map(({ from_status, to_status }) => `${from_status} ${to_status}`)).to.have.members(
      ORDER_STATUSES.flatMap((from) => TRANSITIONS[from].map((to) => `${from} ${to}`)),
    );
  });

  it('stores the snapshot as rows, and as a document that is complete', async () => {
    const expected = ITEMS.map(({ productId, productName, productPrice, quantity, subtotal }, lineNumber) => ({
      id: orderId * 100 + lineNumber,
      order_id: orderId,
      product_id: productId,
      product_name: productName,
      product_price: productPrice,
      quantity,
      subtotal,
      created_at: order.createdAt,
    }));
    const { rows } = await byHand.query(
      `SELECT id::int, order_id::int, product_id::int, product_name, product_price, quantity, subtotal,
              to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at
       FROM order_items WHERE order_id = $1 ORDER BY line_number`,
      [orderId],
    );
    expect(rows).to.deep.equal(expected);
    const stored = await byHand.query<{ items: unknown }>('SELECT items FROM orders WHERE id = $1', [orderId]);
    expect(stored.rows[0]?.items).to.deep.equal(expected);
    expect(JSON.parse(`{${order.contentsJson}}`)).to.have.deep.property('items', expected);
  });

  it('allows a transition of the table if the version increases with it', async () => {
    const moved = await byHand.query("UPDATE orders SET status = 'confirmed', version = 2 WHERE id = $1", [orderId]);
    expect(moved.rowCount).to.equal(1);
  });

  const refused: readonly (readonly [what: string, statement: string])[] = [
    ['an order that skips a status', "UPDATE orders SET status = 'shipped', version = 2 WHERE id = $1"],
    ['an order that stays where it is', 'UPDATE orders SET version = 2 WHERE id = $1'],
    ['a move that does not raise the version', "UPDATE orders SET status = 'confirmed' WHERE id = $1"],
    ['a move that skips a version', "UPDATE orders SET status = 'confirmed', version = 3 WHERE id = $1"],
    ['another total', "UPDATE orders SET total_amount = 1, status = 'confirmed', version = 2 WHERE id = $1"],
    ['another owner', "UPDATE orders SET user_id = 2, status = 'confirmed', version = 2 WHERE id = $1"],
    ['another snapshot', "UPDATE orders SET items = '[]', status = 'confirmed', version = 2 WHERE id = $1"],
    [
      'an order that begins elsewhere',
      `INSERT INTO orders (user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
       SELECT user_id, user_email, 'shipped', total_amount, 1, metadata, items, created_at, updated_at
       FROM orders WHERE id = $1`,
    ],
    ['the end of an order', 'DELETE FROM orders WHERE id = $1'],
    ['another price of a line item', 'UPDATE order_items SET product_price = 1 WHERE order_id = $1'],
    ['the end of a line item', 'DELETE FROM order_items WHERE order_id = $1'],
    ['another history', "UPDATE order_events SET actor = 'user:2' WHERE order_id = $1"],
    ['a shorter history', 'DELETE FROM order_events WHERE order_id = $1'],
    ['no history at all', 'TRUNCATE order_events CASCADE'],
    ['no orders at all', 'TRUNCATE orders CASCADE'],
  ];
  for (const [what, statement] of refused) {
    it(`rejects ${what}, also by hand`, async () => {
      const error = await rejectionOf(byHand.query(statement, statement.includes('$1') ? [orderId] : []));
      expect(error).to.be.instanceOf(pg.DatabaseError).with.property('code', CHECK_VIOLATION);
    });
  }
});
