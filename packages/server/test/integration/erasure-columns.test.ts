import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { components } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { dumpOf, tracesIn } from '../support/database-dump.js';
import { TWO_HEADPHONES } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

type Erasure = components['schemas']['Erasure'];

/** Types whose values cannot hold a text of a person. */
const VALUES = ['bool', 'int2', 'int4', 'int8', 'numeric', 'float8', 'timestamptz', 'uuid', 'xid8'];

/** Columns that hold no personal data, or that an erasure leaves. Every other column has to be empty of it afterwards. */
const KEPT: Readonly<Record<string, string>> = {
  'cell.epoch': 'of the database',
  'idempotency_keys.key_digest': 'a digest, until it is purged',
  'knex_migrations.name': 'of the schema',
  'order_events.from_status': 'a status',
  'order_events.to_status': 'a status',
  'order_events.type': 'of the event',
  'order_items.product_name': 'the snapshot of what was sold',
  'order_search.status': 'a status',
  'order_search_terms.status': 'a status',
  'order_status_counts.status': 'a status',
  'order_status_transitions.from_status': 'a status',
  'order_status_transitions.to_status': 'a status',
  'orders.items': 'the snapshot of what was sold',
  'orders.reference': "the shop's own number of the order",
  'orders.status': 'a status',
  'user_erasures.actor': 'the operator who erased',
  'user_erasures.reason': 'of the operator who erased',
  'user_erasures.request_id': 'of the operator who erased',
};

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** How a row of the table tells its user. */
  readonly key: 'user_id' | 'order_id' | null;
}

describe('The erasure of every column', function () {
  this.timeout(60_000);
  const service = useTestService();

  /** Every column that can hold a text, as the database has it. */
  async function columns(): Promise<readonly Column[]> {
    return await service().query<Column & Record<string, unknown>>(
      `SELECT c.relname AS table, a.attname AS name, t.typname AS type,
              (SELECT k.attname FROM pg_attribute k WHERE k.attrelid = c.oid AND k.attname IN ('user_id', 'order_id')
               ORDER BY k.attname DESC LIMIT 1) AS key
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       JOIN pg_type t ON t.oid = a.atttypid
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
         AND t.typname <> ALL ($1) AND c.relname <> 'knex_migrations_lock'
       ORDER BY 1, 2`,
      [VALUES],
    );
  }

  /** A user with rows in every table that has rows of users: those that a request would not leave are inserted. */
  async function userInEveryTable(orders = 3): Promise<{ userId: number; email: string; metadata: string }> {
    const [userId, metadata] = [service().newUserId(), randomUUID()];
    const email = `Someone-${randomUUID()}@example.com`;
    const user = service().as({ userId, email });
    for (let placed = 0; placed < orders; placed += 1) {
      const { body } = await user.create(
        { items: TWO_HEADPHONES, metadata: { name: metadata } },
        { 'Idempotency-Key': randomUUID() },
      );
      const json = { status: 'confirmed', reason: 'because' };
      await user.send('PATCH', `/api/v1/orders/${body.id}/status`, { json });
    }
    const ofUser = 'FROM order_events e WHERE e.user_id = $1';
    for (const insert of [
      `INSERT INTO skipped_events (event_id, order_id, version, attempts, last_error, reason, actor, request_id)
       SELECT event_id, order_id, version, 1, 'e', 'r', 'user:' || user_id, 'i' ${ofUser}`,
      `INSERT INTO event_deliveries (order_id, version, attempts, confirmed_at) SELECT order_id, version, 0, now() ${ofUser}`,
      `INSERT INTO unacknowledged_orders (user_id, fingerprint, order_id) SELECT user_id, 'f', id FROM orders WHERE user_id = $1`,
      `INSERT INTO moved_rows (table_name, order_id, user_id, content) SELECT 'orders', id, user_id, '{}' FROM orders WHERE user_id = $1`,
    ]) {
      await service().query(insert, [userId]);
    }
    await eventually('the search has the orders', async () => (await termsOf(userId)).length > 0);
    return { userId, email, metadata };
  }

  const termsOf = (userId: number) =>
    service().query<{ term: string }>('SELECT DISTINCT term::text FROM order_search_terms WHERE user_id = $1', [
      userId,
    ]);

  /** Writes a mark into a column of each row of the user, past the guards. Returns the mark. */
  async function plant(userId: number, { table, name, type, key }: Column): Promise<string> {
    const mark = name === 'actor' ? `user:${userId}` : `${table}-${name}-${randomUUID()}`;
    const value =
      type === 'json' || type === 'jsonb' ? `json_build_object('mark', $2::text)::${type}` : `$2::text::${type}`;
    const rows = key === 'user_id' ? 'user_id = $1' : 'order_id IN (SELECT id FROM orders WHERE user_id = $1)';
    await service().query('SET session_replication_role = replica');
    try {
      const planted = await service().query(`UPDATE ${table} SET ${name} = ${value} WHERE ${rows} RETURNING 1`, [
        userId,
        mark,
      ]);
      expect(planted, `rows of the user in ${table}: add them in userInEveryTable`).not.to.be.empty;
    } finally {
      await service().query('RESET session_replication_role');
    }
    return mark;
  }

  async function erase(userId: number, limit = 500): Promise<number> {
    const json = { erasure_id: randomUUID(), reason: 'A request', limit };
    for (let failed = 0, steps = 0; ; steps += 1) {
      expect(steps).to.be.below(500);
      const { status, body } = await service()
        .operator()
        .send<Erasure>('POST', `/api/v1/users/${userId}/erasure`, { json });
      if (status === 503) failed += 1;
      else if (body.state === 'complete') return failed;
    }
  }

  it('leaves no mark in any column of any table that can hold a text, but for those that are listed', async () => {
    const all = await columns();
    const names = all.map(({ table, name }) => `${table}.${name}`);
    expect(names, 'a column that is listed does not exist').to.include.members(Object.keys(KEPT));
    const { userId, email, metadata } = await userInEveryTable();
    const personal = all.filter(({ table, name }) => !(`${table}.${name}` in KEPT));
    expect(personal.filter(({ key }) => key === null).map(({ table, name }) => `${table}.${name}`)).to.deep.equal([]);
    const marks: string[] = [];
    for (const column of personal) marks.push(await plant(userId, column));
    expect(marks.length).to.be.greaterThan(12);
    expect(tracesIn(await dumpOf(service().database), marks)).to.deep.equal(marks);
    const found = await termsOf(userId);

    await erase(userId);

    expect(tracesIn(await dumpOf(service().database), marks)).to.deep.equal([]);
    // Terms are digests. Those of the person are deleted when the search has read `order.erased`.
    const digest = (text: string) => createHash('sha256').update(text).digest().readBigInt64BE(0).toString();
    const personalTerms = [`user_email=${email.toLowerCase()}`, `metadata=name=${metadata}`].map(digest);
    expect(found.map(({ term }) => term)).to.include.members(personalTerms);
    await eventually('the search has no term of the person', async () =>
      (await termsOf(userId)).every(({ term }) => !personalTerms.includes(term)),
    );
  });

  it('is complete after its connections were ended at random, with one event for each order', async () => {
    const { userId, email, metadata } = await userInEveryTable(12);
    const ending = { over: false };
    const killer = (async () => {
      while (!ending.over) {
        await service().query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.03
             AND (state = 'active' OR state LIKE 'idle in transaction%')`,
        );
      }
    })();
    const failed = await erase(userId, 1).finally(() => (ending.over = true));
    await killer;
    expect(failed, 'steps that failed').to.be.greaterThan(0);
    expect(tracesIn(await dumpOf(service().database), [email, metadata])).to.deep.equal([]);
    const events = await service().query<{ events: number }>(
      `SELECT count(*)::int AS events FROM order_events WHERE user_id = $1 AND type = 'order.erased' GROUP BY order_id`,
      [userId],
    );
    expect(events.map(({ events: count }) => count)).to.deep.equal(Array.from({ length: 12 }, () => 1));
  });
});
