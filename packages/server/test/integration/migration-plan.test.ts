import { expect } from 'chai';
import {
  createConnectedDatabase,
  createTestDatabase,
  type ConnectedDatabase,
} from '../../../../test/services/postgres.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { locksOf } from '../../src/db/migrating/locks.js';
import { planMigration } from '../../src/db/migrating/plan.js';
import { isComplete, readMigrationStatus, statusLines } from '../../src/db/migrating/status.js';
import { MIGRATIONS } from '../../src/db/migrations/list.js';
import type { Migration } from '../../src/db/migrations/migration.js';
import { rejectionOf } from '../support/rejection.js';

const NEXT: readonly Migration[] = [
  ...MIGRATIONS,
  {
    name: '0900_note',
    statements: ['ALTER TABLE orders ADD COLUMN note text;', "COMMENT ON COLUMN orders.note IS 'a; b'"],
  },
  {
    name: '0901_index',
    steps: [
      { kind: 'create-index', name: 'orders_note', on: 'orders (note, id)' },
      { kind: 'fill', table: 'outbox', key: 'id', set: 'attempts = 0', where: 'attempts < 0', rows: 7 },
    ],
  },
];

describe('What migrate would do', () => {
  let database: ConnectedDatabase;

  before(async () => {
    database = await createConnectedDatabase();
  });
  after(() => database.drop());

  it('is nothing for a current schema', async () => {
    const statuses = await readMigrationStatus(database.url);
    expect(isComplete(statuses)).to.equal(true);
    expect(statusLines(statuses)).to.match(/^0001_initial {2}run {8}\d{4}-\d\d-\d\dT\S+Z\n/);
    expect(await planMigration(database.url)).to.equal('-- The schema is current: nothing would run.\n');
  });

  it('is shown as SQL, with its locks and its transactions, and nothing is changed', async () => {
    const plan = await planMigration(database.url, { migrations: NEXT });
    expect(plan).to.equal(
      [
        '-- 0900_note: one transaction, which waits at most 1000 ms for each lock and is tried again',
        '--   ACCESS EXCLUSIVE on orders: blocks reads and writes',
        'ALTER TABLE orders ADD COLUMN note text;',
        "COMMENT ON COLUMN orders.note IS 'a; b';",
        '',
        '-- 0901_index, step 1 of 2: no transaction; waits for the transactions that use the table',
        '--   SHARE UPDATE EXCLUSIVE on orders: blocks neither reads nor writes',
        'CREATE INDEX CONCURRENTLY orders_note ON orders (note, id);',
        '',
        '-- 0901_index, step 2 of 2: transactions of 7 rows each, from where the last one ended; this is the first',
        '--   ROW EXCLUSIVE on outbox: blocks neither reads nor writes',
        plan.slice(plan.indexOf('    WITH batch')),
      ].join('\n'),
    );
    expect(await planMigration(database.url, { migrations: NEXT, to: '0900_note' })).not.to.include('0901_index');
    expect((await database.client.query("SELECT FROM pg_attribute WHERE attname = 'note'")).rowCount).to.equal(0);
  });

  it('goes as far as it is told, and then shows the rest', async () => {
    expect(await migrateToLatest(database.url, { migrations: NEXT, to: '0900_note' })).to.deep.equal(['0900_note']);
    const statuses = await readMigrationStatus(database.url, NEXT);
    expect(isComplete(statuses)).to.equal(false);
    expect(statuses.map(({ name, state }) => [name, state])).to.deep.equal([
      ...MIGRATIONS.map(({ name }) => [name, 'run']),
      ['0900_note', 'run'],
      ['0901_index', 'missing'],
    ]);
    expect((await readMigrationStatus(database.url)).at(-1)).to.include({ name: '0900_note', state: 'newer' });
    const error = await rejectionOf(migrateToLatest(database.url, { to: '0900_typo', migrations: NEXT }));
    expect(error.message).to.match(/^This version has no migration 0900_typo\. It has: 0001_initial, /);
  });

  it('shows a migration that was interrupted as under way', async () => {
    await database.client.query(
      'CREATE TABLE migration_progress (migration text PRIMARY KEY, steps integer NOT NULL, position bigint)',
    );
    await database.client.query("INSERT INTO migration_progress VALUES ('0901_index', 1, 4711)");
    expect((await readMigrationStatus(database.url, NEXT)).at(-1)).to.deep.equal({
      name: '0901_index',
      state: 'under way',
      detail: '1 of 2 steps, up to key 4711',
    });
    expect(await planMigration(database.url, { migrations: NEXT })).to.match(/^-- 0901_index, step 2 of 2/);
    await database.client.query('DROP TABLE migration_progress');
  });

  it('of an empty database is everything, in one transaction', async () => {
    const empty = await createTestDatabase({ migrated: false });
    expect(await planMigration(empty.url)).to.match(/^-- 0001_initial.*: one transaction, on an empty database\n/);
    const statuses = await readMigrationStatus(empty.url);
    expect(statuses.every(({ state }) => state === 'missing')).to.equal(true);
    await empty.drop();
  });

  describe('names the locks that PostgreSQL takes', () => {
    const TAKEN =
      'SELECT relation::int AS oid, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IS NOT NULL';
    const TABLES =
      "SELECT oid::int AS oid, relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    const MODES: Readonly<Record<string, number>> = {
      ...{ RowExclusiveLock: 0, ShareUpdateExclusiveLock: 1, ShareLock: 2, ShareRowExclusiveLock: 3 },
      AccessExclusiveLock: 4,
    };
    const NAMES = ['ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE', 'SHARE ROW EXCLUSIVE', 'ACCESS EXCLUSIVE'];

    for (const sql of [
      'ALTER TABLE outbox ADD COLUMN shard int',
      'ALTER TABLE outbox DROP COLUMN last_error',
      'ALTER TABLE outbox ADD CONSTRAINT positive CHECK (attempts >= 0) NOT VALID',
      'ALTER TABLE order_items VALIDATE CONSTRAINT order_items_quantity_check',
      'ALTER TABLE outbox ADD CONSTRAINT event FOREIGN KEY (event_id) REFERENCES order_events (event_id) NOT VALID',
      'ALTER TABLE outbox SET (fillfactor = 60)',
      'ALTER TABLE outbox ALTER COLUMN attempts SET STATISTICS 10',
      'ALTER TABLE outbox DISABLE TRIGGER ALL',
      'ALTER TABLE outbox ALTER COLUMN attempts TYPE bigint',
      'CREATE INDEX outbox_attempts ON outbox (attempts)',
      'CREATE TRIGGER t BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION reject_change()',
      'DROP TRIGGER orders_no_truncate ON orders',
      'CREATE TABLE made (order_id bigint REFERENCES orders (id))',
      'LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE',
      'TRUNCATE idempotency_keys',
      "COMMENT ON COLUMN outbox.attempts IS 'tries'",
      'UPDATE outbox SET attempts = 0 WHERE order_id = 1',
      "INSERT INTO order_status_counts (status) VALUES ('packed')",
      'DELETE FROM idempotency_keys WHERE user_id = 1',
      'DROP TABLE unacknowledged_orders',
    ]) {
      it(sql, async () => {
        const { rows: tables } = await database.client.query<{ oid: number; relname: string }>(TABLES);
        const names = new Map(tables.map(({ oid, relname }) => [oid, relname]));
        await database.client.query('BEGIN');
        try {
          await database.client.query(sql);
          const { rows } = await database.client.query<{ oid: number; mode: string }>(TAKEN);
          const strongest = new Map<string, number>();
          for (const { oid, mode } of rows) {
            const rank = MODES[mode];
            const table = names.get(oid); // undefined for an index, and for what is new
            if (rank !== undefined && table !== undefined)
              strongest.set(table, Math.max(rank, strongest.get(table) ?? 0));
          }
          const taken = [...strongest].map(([of, rank]) => ({ mode: NAMES[rank], of }));
          expect(locksOf([sql])).to.have.deep.members(taken);
        } finally {
          await database.client.query('ROLLBACK');
        }
      });
    }
  });
});
