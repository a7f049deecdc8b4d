import { expect } from 'chai';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { withLockRetries } from '../../src/db/migrating/lock-waits.js';
import { inSession } from '../../src/db/migrating/session.js';
import { MIGRATIONS } from '../../src/db/migrations/list.js';
import type { Migration } from '../../src/db/migrations/migration.js';
import type { Step } from '../../src/db/migrations/step.js';
import { UnusableDatabaseError } from '../../src/db/unusable-database-error.js';
import { rejectionOf } from '../support/rejection.js';

const ROWS = 1_000;

const PARCELS = `
  CREATE TABLE parcels (id bigint PRIMARY KEY, weight int NOT NULL, touched int NOT NULL DEFAULT 0);
  INSERT INTO parcels (id, weight) SELECT n * 256, n FROM generate_series(1, ${ROWS}) AS n`;

/** A column that may not be null, as a busy database gets it. */
const ADD_CLASS: readonly Step[] = [
  {
    kind: 'transaction',
    statements: [
      'ALTER TABLE parcels ADD COLUMN class text',
      "ALTER TABLE parcels ALTER COLUMN class SET DEFAULT 'light'",
    ],
  },
  {
    kind: 'fill',
    table: 'parcels',
    key: 'id',
    set: "class = CASE WHEN weight > 500 THEN 'heavy' ELSE 'light' END",
    where: 'class IS NULL',
    rows: 100,
  },
  {
    kind: 'transaction',
    statements: ['ALTER TABLE parcels ADD CONSTRAINT parcels_class CHECK (class IS NOT NULL) NOT VALID'],
  },
  { kind: 'validate', table: 'parcels', constraint: 'parcels_class' },
  {
    kind: 'transaction',
    statements: [
      'ALTER TABLE parcels ALTER COLUMN class SET NOT NULL',
      'ALTER TABLE parcels DROP CONSTRAINT parcels_class',
    ],
  },
  { kind: 'create-index', name: 'parcels_class', on: 'parcels (class, id)' },
];

describe('A migration of a busy database', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let user: pg.Client;
  const clients: pg.Client[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    user = await connected();
    await user.query(PARCELS);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end()));
    await database.drop();
  });

  async function connected(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: database.url, application_name: 'a report' });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  }

  const lines: string[] = [];
  const migrate = (...migrations: Migration[]): Promise<string[]> => {
    lines.length = 0;
    return migrateToLatest(database.url, {
      migrations: [...MIGRATIONS, ...migrations],
      report: (line) => lines.push(line),
    });
  };

  const rows = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => (await user.query<Row>(sql)).rows;

  /** Waits until the migration waits for a lock. */
  const untilItWaits = (): Promise<void> =>
    eventually('the migration waits', async () => {
      const waiting = await rows(
        `SELECT FROM pg_stat_activity WHERE application_name = 'order-service migrate' AND datname = current_database()
           AND wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });

  const endMigration = (): Promise<unknown> =>
    rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'order-service migrate' AND datname = current_database()`,
    );

  it('runs step by step, and leaves nothing but the change', async () => {
    const names = await migrate({ name: '0900_class', steps: ADD_CLASS });
    expect(names).to.deep.equal(['0900_class']);
    expect(await rows("SELECT count(*)::int AS n FROM parcels WHERE class = 'heavy'")).to.deep.equal([{ n: 500 }]);
    await user.query('INSERT INTO parcels (id, weight) VALUES (1, 1)');
    expect(await rows('SELECT class FROM parcels WHERE id = 1')).to.deep.equal([{ class: 'light' }]);
    expect(
      await rows("SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'parcels_class'::regclass"),
    ).to.deep.equal([{ valid: true }]);
    expect((await rejectionOf(user.query('UPDATE parcels SET class = NULL'))).message).to.match(/not-null/);
    expect(await rows("SELECT to_regclass('migration_progress') AS progress")).to.deep.equal([{ progress: null }]);
    expect(await migrate({ name: '0900_class', steps: ADD_CLASS })).to.deep.equal([]);
  });

  it('runs in one transaction on an empty database', async () => {
    const empty = await createTestDatabase({ migrated: false });
    const failing: Migration = { name: '0901_fails', statements: ['CREATE TABLE late ()', 'SELECT 1 / 0'] };
    const migrations = [
      ...MIGRATIONS,
      { name: '0900_parcels', statements: [PARCELS] },
      { name: '0900_class', steps: ADD_CLASS },
    ];
    const error = await rejectionOf(migrateToLatest(empty.url, { migrations: [...migrations, failing] }));
    expect(error.message).to.match(/failed: division by zero \(SQLSTATE 22012\)/);
    expect(await migrateToLatest(empty.url, { migrations })).to.have.lengthOf(migrations.length);
    await empty.drop();
  });

  it('tries again while others hold its locks, names them, and lets requests through in between', async () => {
    const report = await connected();
    await report.query('BEGIN; SELECT count(*) FROM parcels');
    const migrating = migrate({ name: '0900_note', statements: ['ALTER TABLE parcels ADD COLUMN note text'] });
    await untilItWaits();
    // It queues behind the migration, whose attempt ends although the report goes on.
    await user.query('SELECT count(*) FROM parcels');
    await report.query('COMMIT');
    expect(await migrating).to.deep.equal(['0900_note']);
    const pid = (await report.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.match(
      new RegExp(
        `^0900_note: waits for pid ${pid} \\(a report, user \\w+, idle in transaction since \\S+\\): BEGIN; SELECT`,
      ),
    );
  });

  it('gives up in the end, with the name of who holds its locks', async () => {
    const report = await connected();
    await report.query('BEGIN; SELECT count(*) FROM parcels');
    const error = await rejectionOf(
      inSession(
        database.url,
        () => undefined,
        (session) =>
          withLockRetries(
            session,
            'a change',
            () =>
              session.transaction((transaction) => transaction.raw('ALTER TABLE parcels ADD COLUMN note text'), 500),
            { attempts: 2, baseMs: 1, capMs: 1 },
          ),
      ),
    );
    await report.query('COMMIT');
    expect(error).to.be.instanceOf(UnusableDatabaseError);
    expect(error.message).to.match(/^a change: others held its locks at each of 2 attempts\. .*pid \d+ \(a report, /);
    expect(await rows("SELECT FROM pg_attribute WHERE attrelid = 'parcels'::regclass AND attname = 'note'")).to.be
      .empty;
  });

  it('continues a fill where it was killed: no row is filled twice', async () => {
    const touch: Step = {
      kind: 'fill',
      table: 'parcels',
      key: 'id',
      set: 'touched = touched + 1',
      where: 'true',
      rows: 50,
    };
    const migration: Migration = { name: '0900_touch', steps: [touch] };
    const inTheWay = await connected();
    await inTheWay.query(`BEGIN; SELECT FROM parcels WHERE id = ${256 * 700} FOR UPDATE`);
    const migrating = rejectionOf(migrate(migration));
    await untilItWaits();
    await endMigration();
    await migrating;
    await inTheWay.query('COMMIT');
    const [before] = await rows<{ n: number }>('SELECT count(*)::int AS n FROM parcels WHERE touched = 1');
    expect(before!.n).to.be.within(1, 699);
    expect(await migrate(migration)).to.deep.equal(['0900_touch']);
    expect(await rows('SELECT DISTINCT touched FROM parcels')).to.deep.equal([{ touched: 1 }]);
  });

  it('builds an index while others write, and builds it again after a kill', async () => {
    const migration: Migration = {
      name: '0900_weight',
      steps: [{ kind: 'create-index', name: 'parcels_weight', on: 'parcels (weight)' }],
    };
    const writer = await connected();
    await writer.query('BEGIN; UPDATE parcels SET touched = 1 WHERE id = 256');
    const migrating = rejectionOf(migrate(migration));
    await untilItWaits();
    await user.query('UPDATE parcels SET touched = 1 WHERE id = 512'); // is not kept waiting
    await endMigration();
    await migrating;
    await writer.query('COMMIT');
    const validity = "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('parcels_weight')";
    expect(await rows(validity)).to.deep.equal([{ valid: false }]);
    expect(await migrate(migration)).to.deep.equal(['0900_weight']);
    expect(lines.join('\n')).to.include('builds parcels_weight again');
    expect(await rows(validity)).to.deep.equal([{ valid: true }]);
  });

  it('keeps the steps before one that fails, and goes on from there', async () => {
    const unique: Step = { kind: 'create-index', name: 'parcels_touched', on: 'parcels (touched)', unique: true };
    const note: Step = { kind: 'transaction', statements: ['ALTER TABLE parcels ADD COLUMN note text'] };
    const migration: Migration = { name: '0900_unique', steps: [note, unique] };
    const error = await rejectionOf(migrate(migration));
    expect(error).to.be.instanceOf(UnusableDatabaseError);
    expect(error.message).to.match(/^0900_unique, step 2 of 2 \(create-index\) failed: could not create unique index/);
    await user.query('UPDATE parcels SET touched = weight');
    expect(await migrate(migration)).to.deep.equal(['0900_unique']);
    expect(lines).to.not.include('0900_unique, step 1 of 2 (transaction)');
  });

  it('takes turns with another one, which does not keep an index build waiting', async () => {
    const migration: Migration = {
      name: '0900_weight',
      steps: [{ kind: 'create-index', name: 'parcels_weight', on: 'parcels (weight)' }],
    };
    const writer = await connected();
    await writer.query('BEGIN; UPDATE parcels SET touched = 1 WHERE id = 256');
    const migrations = [...MIGRATIONS, migration];
    const first = migrateToLatest(database.url, { migrations });
    await untilItWaits();
    const waits: string[] = [];
    const second = migrateToLatest(database.url, { migrations, report: (line) => waits.push(line) });
    await eventually('the second one waits', () => waits.length > 0);
    expect(waits[0]).to.match(/^waits for another migration of this database: pid \d+/);
    await writer.query('COMMIT');
    expect(await Promise.all([first, second])).to.deep.equal([['0900_weight'], []]);
  });
});
