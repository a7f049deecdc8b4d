import { expect } from 'chai';
import { LANES } from '@order-service/sdk';
import { LANE_TABLES, UNMOVED_TABLES } from '../../src/db/lanes/lane-sql.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { UnusableDatabaseError } from '../../src/db/unusable-database-error.js';
import { requestFingerprint } from '../../src/usecases/request-fingerprint.js';
import { rejectionOf } from '../support/rejection.js';
import type { Problem } from '../support/test-client.js';
import { TestService, userIdOf, useTestService } from '../support/test-service.js';

const ORDER = { items: [{ product_id: 1, quantity: 1 }] };

describe('migrate --cell', () => {
  let service: TestService;
  before(async () => {
    service = await TestService.start({ migrated: false, replicas: 0 });
    await migrateToLatest(service.databaseUrl, { cell: 3 });
    await service.addReplica();
  });
  after(() => service.stop());

  it('numbers the database, and health and readiness name the cell', async () => {
    for (const path of ['/health', '/health/ready']) {
      const { body } = await service.anonymous().get<{ cell: number; read_only: boolean }>(path);
      expect([body.cell, body.read_only]).to.deep.equal([3, false]);
    }
  });

  it('is repeated without effect, with the same number or none', async () => {
    expect(await migrateToLatest(service.databaseUrl, { cell: 3 })).to.be.empty;
    expect(await migrateToLatest(service.databaseUrl)).to.be.empty;
  });

  it('is refused with another number', async () => {
    for (const other of [0, 4]) {
      const error = await rejectionOf(migrateToLatest(service.databaseUrl, { cell: other }));
      expect(error).to.be.instanceOf(UnusableDatabaseError);
      expect(error.message).to.contain('The database is cell 3').and.to.contain(`for cell ${other}`);
    }
  });

  it('leaves the new cell without lanes, so that it accepts no order before one is moved to it', async () => {
    const ann = service.newUser();
    expect((await ann.create<Problem>(ORDER)).body.code).to.equal('lane_elsewhere');
    await service.query('DELETE FROM foreign_lanes WHERE lane = $1', [userIdOf(ann) % LANES]);
    expect((await ann.create(ORDER)).status).to.equal(201);
  });

  it('gives events ids that end in the number of the cell', async () => {
    const rows = await service.query<{ cell: number }>(
      `SELECT DISTINCT (id % ${LANES})::int AS cell FROM order_events`,
    );
    expect(rows).to.deep.equal([{ cell: 3 }]);
  });
});

describe('A cell that does not hold a lane', () => {
  const service = useTestService();
  const moveAway = (lane: number) => service().query('INSERT INTO foreign_lanes (lane, cell) VALUES ($1, 1)', [lane]);

  it('is cell 0, whose events have multiples of 256 for ids, unless it was given another number', async () => {
    await service().newUser().placed();
    const [row] = await service().query<{ cell: number; lanes: number; ids: boolean }>(
      `SELECT number AS cell, (SELECT count(*)::int FROM foreign_lanes) AS lanes,
              (SELECT bool_and(id % ${LANES} = 0) FROM order_events) AS ids FROM cell`,
    );
    expect(row).to.deep.equal({ cell: 0, lanes: 0, ids: true });
    const error = await rejectionOf(migrateToLatest(service().databaseUrl, { cell: 1 }));
    expect(error.message).to.contain('The database is cell 0');
  });

  it('refuses its orders and changes with 503 and Retry-After, serves its reads, and changes nothing', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    await moveAway(userIdOf(ann) % LANES);
    const key = { 'Idempotency-Key': 'of-ann' };
    const answers = [
      await ann.create<Problem>(ORDER),
      await ann.create<Problem>(ORDER, key),
      await ann.send<Problem>('PATCH', `/api/v1/orders/${id}/status`, { json: { status: 'confirmed' } }),
    ];
    for (const { status, body, headers } of answers) {
      expect([status, body.code, headers['retry-after']]).to.deep.equal([503, 'lane_elsewhere', '1']);
    }
    expect((await ann.get<{ version: number }>(`/api/v1/orders/${id}`)).body.version).to.equal(1);
    expect(await service().ordersOf(userIdOf(ann))).to.equal(1);
    expect(await service().query('SELECT FROM idempotency_keys WHERE user_id = $1', [userIdOf(ann)])).to.be.empty;
  });

  it('does not say of an order what only the cell that holds the lane knows', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    const path = `/api/v1/orders/${id}`;
    const missing = `/api/v1/orders/${id + 1_000 * LANES}`;
    await moveAway(userIdOf(ann) % LANES);
    const json = { status: 'delivered' };
    for (const [what, answer] of Object.entries({
      'a transition that is not allowed': await ann.send<Problem>('PATCH', `${path}/status`, { json }),
      'another version': await ann.send<Problem>('PATCH', `${path}/status`, { json, headers: { 'If-Match': '"7"' } }),
      'a change of an order that is not here': await ann.send<Problem>('PATCH', `${missing}/status`, { json }),
      'an order that is not here': await ann.get<Problem>(missing),
      'its history': await ann.get<Problem>(`${missing}/events`),
      'its explanation': await ann.get<Problem>(`${missing}/explanation`),
    })) {
      const { status, body, headers } = answer;
      expect([status, body.code, headers['retry-after']], what).to.deep.equal([503, 'lane_elsewhere', '1']);
    }
    const other = service().newUser();
    expect((await other.get(`/api/v1/orders/${1_000_000 * LANES + (userIdOf(other) % LANES)}`)).status).to.equal(404);
  });

  it('leaves an unacknowledged order to the cell that holds the lane, which has it, too', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed(ORDER.items);
    await service().query(`INSERT INTO unacknowledged_orders (user_id, fingerprint, order_id) VALUES ($1, $2, $3)`, [
      userIdOf(ann),
      requestFingerprint([{ productId: 1, quantity: 1 }], {}),
      id,
    ]);
    await moveAway(userIdOf(ann) % LANES);
    expect((await ann.create<Problem>(ORDER)).body.code).to.equal('lane_elsewhere');
    expect(await service().query('SELECT FROM unacknowledged_orders WHERE order_id = $1', [id])).to.have.length(1);
    await service().query('DELETE FROM foreign_lanes WHERE lane = $1', [userIdOf(ann) % LANES]);
    expect((await ann.create<{ id: number }>(ORDER)).body.id).to.equal(id);
  });

  it('accepts the orders of others that share a statement with a refused one', async () => {
    const users = Array.from({ length: 24 }, () => service().newUser());
    const lane = userIdOf(users[7]!) % LANES;
    await moveAway(lane);
    const answers = await Promise.all(users.map((user) => user.create(ORDER)));
    const refused = users.filter((_, index) => answers[index]!.status === 503);
    expect(refused.map((user) => userIdOf(user) % LANES)).to.deep.equal([lane]);
    expect(answers.filter(({ status }) => status === 201)).to.have.length(23);
  });

  it('moves every table with rows of orders or users, but for those that are named', async () => {
    const rows = await service().query<{ name: string }>(
      `SELECT DISTINCT table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name IN ('order_id', 'user_id')`,
    );
    const named = [...LANE_TABLES.map(({ name }) => name), ...UNMOVED_TABLES];
    expect(named).to.have.members(
      ['orders', ...new Set(rows.map(({ name }) => name))].filter((name, at, all) => all.indexOf(name) === at),
    );
  });

  it('deletes rows of that lane only after an equal copy was archived', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed(undefined, ['confirmed']);
    const tables = ['order_items', 'order_events', 'orders'];
    const key = (table: string) => (table === 'orders' ? 'id' : 'order_id');
    const remove = (table: string) => service().query(`DELETE FROM ${table} WHERE ${key(table)} = $1`, [id]);
    const archive = (table: string, content = 'to_jsonb(r)') =>
      service().query(
        `INSERT INTO moved_rows (table_name, order_id, user_id, content)
         SELECT '${table}', ${key(table)}, ${userIdOf(ann)}, ${content}
         FROM ${table} r WHERE ${key(table)} = $1`,
        [id],
      );
    for (const table of tables) await archive(table, `to_jsonb(r) || '{"created_at": null, "occurred_at": null}'`);
    await service().query('DELETE FROM outbox WHERE order_id = $1', [id]);
    for (const table of tables) await rejectionOf(remove(table));
    await moveAway(userIdOf(ann) % LANES);
    for (const table of tables) await rejectionOf(remove(table));
    expect(await service().ordersOf(userIdOf(ann))).to.equal(1);
    for (const table of tables) {
      await archive(table);
      await remove(table);
    }
    expect(await service().ordersOf(userIdOf(ann))).to.equal(0);
    for (const statement of ['UPDATE order_items SET quantity = 2', 'TRUNCATE order_events CASCADE']) {
      expect(await rejectionOf(service().query(statement))).to.have.property('code', '23514');
    }
  });
});
