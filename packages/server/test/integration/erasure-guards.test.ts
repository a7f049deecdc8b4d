import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { rejectionOf } from '../support/rejection.js';
import { useTestService } from '../support/test-service.js';

const CHECK_VIOLATION = '23514';

const ORDER = `user_email = '', metadata = '{}', erased_at = now()`;
const EVENT = `actor = 'erased', reason = 'erased', traceparent = NULL, request_id = NULL`;
const SKIPPED = `actor = 'user:1', reason = 'erased', last_error = 'erased', request_id = NULL`;

/** Updates of an order of user `$1`, its events and its skipped event: exactly what an erasure does. */
const ERASURE = {
  orders: (set: string) => `UPDATE orders SET ${set} WHERE user_id = $1`,
  order_events: (set: string) => `UPDATE order_events SET ${set} WHERE user_id = $1 AND version = 2`,
  skipped_events: (set: string) =>
    `UPDATE skipped_events SET ${set} WHERE order_id IN (SELECT id FROM orders WHERE user_id = $1)`,
};

const ALLOWED: [table: keyof typeof ERASURE, set: string][] = [
  ['orders', ORDER],
  ['order_events', EVENT],
  ['skipped_events', SKIPPED],
];

const REJECTED: [table: keyof typeof ERASURE, set: string][] = [
  ['orders', `user_email = ''`],
  ['orders', `user_email = 'someone@example.com', metadata = '{}', erased_at = now()`],
  ['orders', `user_email = '', metadata = '{"a":"b"}', erased_at = now()`],
  ['orders', `user_email = '', metadata = '{}', erased_at = now() - interval '1 day'`],
  ['orders', `erased_at = now()`],
  ...[
    'id = id + 256',
    'user_id = user_id + 1',
    "status = 'cancelled'",
    'total_amount = 0',
    'version = version + 1',
  ].map((more): ['orders', string] => ['orders', `${ORDER}, ${more}`]),
  ...["items = '[]'", 'created_at = now()', 'updated_at = now()', 'transaction_id = pg_current_xact_id()'].map(
    (more): ['orders', string] => ['orders', `${ORDER}, ${more}`],
  ),
  ['order_events', `reason = 'erased'`],
  ['order_events', `actor = 'user:7', reason = 'erased', traceparent = NULL, request_id = NULL`],
  ['order_events', `actor = 'erased', reason = 'because', traceparent = NULL, request_id = NULL`],
  ['order_events', `actor = 'erased', reason = NULL, traceparent = NULL, request_id = NULL`],
  ...['version = 3', "to_status = 'shipped'", 'occurred_at = now()', 'event_id = gen_random_uuid()'].map(
    (more): ['order_events', string] => ['order_events', `${EVENT}, ${more}`],
  ),
  ['order_events', `${EVENT}, transaction_id = pg_current_xact_id()`],
  ['skipped_events', `reason = 'erased'`],
  ['skipped_events', SKIPPED.replace('user:1', 'erased')],
  ['skipped_events', `${SKIPPED}, attempts = 0`],
];

describe('The guards of the database and an erasure', () => {
  const service = useTestService();

  /** A user with one order, which the user has confirmed, and whose second event an operator has skipped. */
  async function userWithOrder(): Promise<number> {
    const user = service().newUser();
    const order = await user.placed();
    const json = { status: 'confirmed', reason: 'because' };
    await user.send('PATCH', `/api/v1/orders/${order.id}/status`, { json });
    await service().query(
      `INSERT INTO skipped_events (event_id, order_id, version, attempts, last_error, reason, actor, request_id)
       SELECT event_id, order_id, version, 5, 'too large', 'because', 'user:1', 'r' FROM order_events
       WHERE order_id = $1 AND version = 2`,
      [order.id],
    );
    return order.user_id;
  }

  async function begin(userId: number): Promise<void> {
    await service().query(
      `INSERT INTO user_erasures (id, user_id, reason, actor, request_id) VALUES ($1, $2, 'why', 'user:1', 'r')`,
      [randomUUID(), userId],
    );
  }

  async function attempt(sql: string, userId: number): Promise<unknown> {
    await service().query('BEGIN');
    try {
      return await service().query(sql, [userId]);
    } finally {
      await service().query('ROLLBACK');
    }
  }

  it('allow exactly its changes, while it is recorded and not complete', async () => {
    const userId = await userWithOrder();
    for (const [table, set] of ALLOWED) {
      const error = await rejectionOf(attempt(ERASURE[table](set), userId));
      expect(error, table).to.have.property('code', CHECK_VIOLATION);
    }
    await begin(userId);
    for (const [table, set] of ALLOWED) await attempt(ERASURE[table](set), userId);
    await service().query('UPDATE user_erasures SET completed_at = now() WHERE user_id = $1', [userId]);
    for (const [table, set] of ALLOWED) {
      const error = await rejectionOf(attempt(ERASURE[table](set), userId));
      expect(error, table).to.have.property('code', CHECK_VIOLATION);
    }
  });

  it('reject every other change while it runs', async () => {
    const userId = await userWithOrder();
    await begin(userId);
    for (const [table, set] of REJECTED) {
      const error = await rejectionOf(attempt(ERASURE[table](set), userId));
      expect(error, `${table}: ${set}`).to.have.property('code', CHECK_VIOLATION);
    }
    for (const setting of ['order_service.importing', 'order_service.erasing']) {
      await service().query(`SELECT set_config($1, 'on', false)`, [setting]);
      const error = await rejectionOf(attempt(ERASURE.orders(`${ORDER}, total_amount = 0`), userId));
      await service().query(`SELECT set_config($1, '', false)`, [setting]);
      expect(error, setting).to.have.property('code', CHECK_VIOLATION);
    }
  });

  it('keep an erased order as it is, but for its status', async () => {
    const userId = await userWithOrder();
    await begin(userId);
    await service().query(ERASURE.orders(ORDER), [userId]);
    for (const set of ['erased_at = NULL', `user_email = 'u@example.com'`, ORDER, 'erased_at = now()']) {
      const error = await rejectionOf(attempt(ERASURE.orders(set), userId));
      expect(error, set).to.have.property('code', CHECK_VIOLATION);
    }
    await attempt(ERASURE.orders(`status = 'shipped', version = version + 1`), userId);
  });

  it('keep the record', async () => {
    const userId = await userWithOrder();
    await begin(userId);
    const changes = [
      `reason = 'x'`,
      `actor = 'x'`,
      'user_id = user_id + 1',
      'id = gen_random_uuid()',
      'started_at = now()',
    ];
    for (const sql of [
      ...changes.map((set) => `UPDATE user_erasures SET ${set} WHERE user_id = $1`),
      'DELETE FROM user_erasures WHERE user_id = $1',
    ]) {
      expect(await rejectionOf(attempt(sql, userId)), sql).to.have.property('code', CHECK_VIOLATION);
    }
    expect(await rejectionOf(service().query('TRUNCATE user_erasures'))).to.have.property('code', CHECK_VIOLATION);
    await service().query('UPDATE user_erasures SET completed_at = now() WHERE user_id = $1', [userId]);
    const error = await rejectionOf(attempt('UPDATE user_erasures SET orders = 9 WHERE user_id = $1', userId));
    expect(error).to.have.property('code', CHECK_VIOLATION);
  });
});
