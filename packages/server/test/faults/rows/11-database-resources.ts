import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { Row, Environment } from '../row.js';

/** Another session locks all orders: writers wait, and the pool has no free connection. */
async function poolExhausted({ rig, nextRound, loadFor }: Environment): Promise<void> {
  const other = await connectOtherClient(rig.database.primary.url);
  try {
    while (nextRound()) {
      await loadFor(300, 800);
      rig.history.note('another session locks every order');
      await other.query('BEGIN');
      await other.query('LOCK TABLE orders IN EXCLUSIVE MODE');
      await loadFor(500, 6_000);
      await other.query('ROLLBACK');
    }
  } finally {
    await other.end();
  }
}

/** A transaction that stays open for the whole run holds back vacuum. */
async function openTransaction({ rig, durationMs }: Environment): Promise<void> {
  const other = await connectOtherClient(rig.database.primary.url);
  try {
    rig.history.note('a transaction is left open');
    await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await other.query('SELECT pg_current_xact_id(), count(*) FROM outbox');
    await delay(durationMs);
    await other.query('ROLLBACK');
  } finally {
    await other.end();
  }
}

/** Every commit is delayed by a random time, so that 64 writers commit ids out of order. */
async function outOfOrder({ rig, durationMs }: Environment): Promise<void> {
  rig.history.note('every commit is delayed');
  await rig.database.primary.query(`
    CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(random() * 0.05); RETURN NULL; END $$`);
  await rig.database.primary.query(`
    CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON order_events DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION slow_commit()`);
  await delay(durationMs);
  await rig.database.primary.query('DROP FUNCTION slow_commit() CASCADE');
}

/** The disk is filled and then freed. */
async function diskFull({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  const { primary, disk } = rig.database;
  if (!disk) throw new Error('the database has no separate disk');
  while (nextRound()) {
    await loadFor(500, 1_500);
    rig.history.note('the disk is full');
    await disk.fill(random.integer(0, 2) * 512 * 1024);
    await loadFor(1_500, 4_000);
    await disk.free();
    await primary.start(); // PostgreSQL exits when it cannot write WAL
    await loadFor(1_000, 2_000);
  }
}

async function connectOtherClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'other client' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const notRoot = (): string | undefined =>
  process.platform === 'linux' && process.geteuid?.() === 0 ? undefined : 'mounting a small disk needs root on Linux';

const MANY_WRITERS = { MAX_DATABASE_CONNECTIONS: '64', MAX_GROUP_COMMIT: '1' };

export const databaseResources: Row = {
  number: 11,
  title: 'Disk full; pool exhausted; a transaction left open; 64 writers committing out of order',
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'disk full',
      rig: { diskMb: 320, databaseSettings: { wal_keep_size: '0', max_wal_size: '64MB', min_wal_size: '32MB' } },
      unsupported: notRoot,
      run: diskFull,
    },
    { name: 'pool exhausted', rig: { variables: { MAX_DATABASE_CONNECTIONS: '4' } }, run: poolExhausted },
    { name: 'transaction left open', run: openTransaction, weight: 2 },
    { name: '64 writers out of order', rig: { variables: MANY_WRITERS, users: 16, perUser: 8 }, run: outOfOrder },
  ],
};
