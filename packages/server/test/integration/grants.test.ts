import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import pg from 'pg';
import { NEEDED_PRIVILEGES } from '../../src/db/privileges.js';
import { allStatements, sampleValues } from '../support/all-statements.js';
import { rejectionOf } from '../support/rejection.js';
import type { Problem } from '../support/test-client.js';
import { TestService } from '../support/test-service.js';

const OPERATIONS = new URL('../../../../docs/operations.md', import.meta.url);
const INSUFFICIENT_PRIVILEGE = '42501';
const CHECK_VIOLATION = '23514';

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
  "UPDATE order_events SET to_status = 'delivered'",
  'DELETE FROM skipped_events',
  'DELETE FROM user_erasures',
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
  let grants: string;

  before(async () => {
    service = await TestService.start({ replicas: 0 });
    grants = /```sql\n(GRANT[^`]+)```/.exec(await readFile(OPERATIONS, 'utf8'))?.[1] ?? '';
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
    for (const statement of await allStatements({ except: ['import.ts', 'import-in-place.ts', 'become-cell.ts'] })) {
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

  it('are those that health looks for', async () => {
    const granted = await service.query<{ privilege: string }>(
      `SELECT DISTINCT privilege_type || ' on ' || table_name AS privilege FROM information_schema.column_privileges
       WHERE grantee = $1 AND privilege_type <> 'SELECT'
       UNION SELECT privilege_type || ' on ' || table_name FROM information_schema.table_privileges
       WHERE grantee = $1 AND privilege_type = 'DELETE'`,
      [ROLE],
    );
    const needed = NEEDED_PRIVILEGES.filter(({ privilege }) => !['SELECT', 'USAGE'].includes(privilege));
    expect(granted.map(({ privilege }) => privilege)).to.have.members(
      needed.map(({ privilege, object }) => `${privilege} on ${object}`),
    );
  });

  for (const { privilege, object } of NEEDED_PRIVILEGES) {
    it(`are missed by health without ${privilege} on ${object}`, async () => {
      const kind = privilege === 'USAGE' ? 'SEQUENCE' : 'TABLE';
      await service.query(`REVOKE ${privilege} ON ${kind} ${object} FROM ${ROLE}`);
      const { status, body } = await service.anonymous().get<{ problems: string[] }>('/health/ready');
      await service.query(grants);
      expect(status).to.equal(503);
      expect(body.problems).to.deep.equal([
        `The role ${ROLE} lacks ${privilege} on ${object}. ` +
          'Run the GRANT statements of docs/operations.md as the owner of the tables.',
      ]);
      expect((await service.anonymous().get('/health/ready')).status).to.equal(200);
    });
  }

  it('are mentioned by the answer to a request that needs a missing one, and in the log', async () => {
    await service.query(`REVOKE INSERT ON outbox FROM ${ROLE}`);
    const order = { items: [{ product_id: 1, quantity: 1 }] };
    const { status, body } = await service.newUser().send<Problem>('POST', '/api/v1/orders', { json: order });
    await service.query(grants);
    expect([status, body.code]).to.deep.equal([503, 'database_unavailable']);
    expect(body.detail).to.include('denies this to the role');
    expect(service.logLines.join('\n')).to.include('permission denied for table outbox');
  });

  it('do not allow to delete events that the retention has not passed', async () => {
    await service.newUser().placed();
    expect(await rejectionOf(role.query('DELETE FROM order_events'))).to.have.property('code', CHECK_VIOLATION);
  });

  for (const sql of FORBIDDEN) {
    it(`do not allow: ${sql}`, async () => {
      expect(await rejectionOf(role.query(sql))).to.have.property('code', INSUFFICIENT_PRIVILEGE);
    });
  }
});
