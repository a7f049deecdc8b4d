import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import pg from 'pg';
import { allStatements, sampleValues } from '../support/all-statements.js';
import { rejectionOf } from '../support/rejection.js';
import { TestService } from '../support/test-service.js';

const OPERATIONS = new URL('../../../../docs/operations.md', import.meta.url);
const INSUFFICIENT_PRIVILEGE = '42501';

/** The role that the documentation names. A role belongs to the whole server, so that no other test may use it. */
const ROLE = 'order_service';
const PASSWORD = 'of-the-role';

/** What nobody may do with the service's role: it would change what was acknowledged, or the rules. */
const FORBIDDEN = [
  'DELETE FROM orders',
  'TRUNCATE orders CASCADE',
  'UPDATE orders SET total_amount = 0',
  'UPDATE orders SET user_id = 7',
  'UPDATE order_items SET quantity = 1',
  'DELETE FROM order_items',
  "UPDATE order_events SET actor = 'nobody'",
  'DELETE FROM order_events',
  'DELETE FROM skipped_events',
  "UPDATE order_status_transitions SET to_status = 'delivered'",
  "INSERT INTO order_status_transitions VALUES ('cancelled', 'pending')",
  'DELETE FROM order_status_transitions',
  'ALTER TABLE orders DISABLE TRIGGER ALL',
  'DROP TABLE outbox',
  "INSERT INTO knex_migrations (name) VALUES ('9999_mine')",
  'CREATE TABLE mine ()',
  "SET session_replication_role = 'replica'",
];

describe('The grants of docs/operations.md', function () {
  this.timeout(60_000);
  let service: TestService;
  let role: pg.Client;

  before(async () => {
    service = await TestService.start({ replicas: 0 });
    const grants = /```sql\n(GRANT[^`]+)```/.exec(await readFile(OPERATIONS, 'utf8'))?.[1] ?? '';
    await service.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${PASSWORD}'`);
    await service.query(grants);
    const url = new URL(service.databaseUrl);
    url.username = ROLE;
    url.password = PASSWORD;
    await service.addReplica({ databaseUrl: url.href });
    role = new pg.Client({ connectionString: url.href });
    await role.connect();
  });

  after(async () => {
    await role.end();
    await service.replicas[0]?.stop();
    await service.query(`DROP OWNED BY ${ROLE}`);
    await service.query(`DROP ROLE ${ROLE}`);
    await service.stop();
  });

  it('allow every statement of a server', async () => {
    for (const statement of await allStatements({ except: ['import.ts', 'import-in-place.ts'] })) {
      await role.query('BEGIN');
      await role.query(statement.text, sampleValues(statement)).catch((error: unknown) => {
        throw new Error(`${statement.name} is not allowed`, { cause: error });
      });
      await role.query('ROLLBACK');
    }
  });

  it('are enough to serve orders', async () => {
    const ann = service.newUser();
    const order = { items: [{ product_id: 1, quantity: 1 }] };
    expect((await service.anonymous().get('/health/ready')).status).to.equal(200);
    const key = { 'Idempotency-Key': 'of-ann' };
    for (let sent = 0; sent < 2; sent += 1) expect((await ann.create(order, key)).status).to.equal(201);
    const { id } = await ann.placed(undefined, ['confirmed', 'shipped', 'delivered']);
    for (const path of ['', `/${id}`, `/${id}/events`, '?status=delivered']) {
      expect((await ann.get(`/api/v1/orders${path}`)).status).to.equal(200);
    }
    const operator = service.operator();
    for (const path of ['events', 'stats', 'outbox', 'outbox/events', 'me']) {
      expect((await operator.get(`/api/v1/${path}`)).status).to.equal(200);
    }
    const replayed = await operator.send('POST', '/api/v1/events/replay', { json: { order_id: id } });
    expect(replayed.status).to.equal(202);
  });

  for (const sql of FORBIDDEN) {
    it(`do not allow: ${sql}`, async () => {
      expect(await rejectionOf(role.query(sql))).to.have.property('code', INSUFFICIENT_PRIVILEGE);
    });
  }
});
