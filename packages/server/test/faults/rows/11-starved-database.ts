import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { Row, Stage } from '../row.js';

/** Sessions of somebody else hold every order locked: writers wait, and the pool runs dry. */
async function poolExhausted({ rig, goesOn, meanwhile }: Stage): Promise<void> {
  const intruder = await intrude(rig.database.primary.url);
  try {
    while (goesOn()) {
      await meanwhile(300, 800);
      rig.history.note('every order is locked by somebody else');
      await intruder.query('BEGIN');
      await intruder.query('LOCK TABLE orders IN EXCLUSIVE MODE');
      await meanwhile(500, 6_000);
      await intruder.query('ROLLBACK');
    }
  } finally {
    await intruder.end();
  }
}

/** A transaction that somebody forgot holds back the horizon of vacuum for as long as the run lasts. */
async function openTransaction({ rig, forMs }: Stage): Promise<void> {
  const intruder = await intrude(rig.database.primary.url);
  try {
    rig.history.note('a transaction is left open');
    await intruder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await intruder.query('SELECT pg_current_xact_id(), count(*) FROM outbox');
    await delay(forMs);
    await intruder.query('ROLLBACK');
  } finally {
    await intruder.end();
  }
}

/** Commits take their time, each another: ids and versions are committed out of their order by 64 writers. */
async function outOfOrder({ rig, forMs }: Stage): Promise<void> {
  rig.history.note('every commit is delayed at random');
  await rig.database.primary.query(`
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(random() * 0.05); RETURN NULL; END $$`);
  await rig.database.primary.query(`
    CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON order_events DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION dawdle()`);
  await delay(forMs);
  await rig.database.primary.query('DROP FUNCTION dawdle() CASCADE');
}

/** The disk is filled to the brim, and emptied again. */
async function diskFull({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  const { primary, disk } = rig.database;
  if (!disk) throw new Error('the database has no disk of its own');
  while (goesOn()) {
    await meanwhile(500, 1_500);
    rig.history.note('the disk is full');
    await disk.fill(random.integer(0, 2) * 512 * 1024);
    await meanwhile(1_500, 4_000);
    await disk.relieve();
    if (!primary.isRunning) await primary.start(); // it ends itself when it cannot write its log
    await primary.start();
    await meanwhile(1_000, 2_000);
  }
}

async function intrude(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'somebody else' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const notRoot = (): string | undefined =>
  process.platform === 'linux' && process.geteuid?.() === 0 ? undefined : 'mounting a small disk needs root on Linux';

const MANY_WRITERS = { DATABASE_POOL_MAX: '64', GROUP_COMMIT_MAX: '1' };

export const starvedDatabase: Row = {
  number: 11,
  title: 'Disk full; pool exhausted; a transaction left open; 64 writers committing out of order',
  promises: 'ABCDFG',
  scenarios: [
    {
      name: 'disk full',
      rig: { diskMb: 320, databaseSettings: { wal_keep_size: '0', max_wal_size: '64MB', min_wal_size: '32MB' } },
      impossible: notRoot,
      play: diskFull,
    },
    { name: 'pool exhausted', rig: { environment: { DATABASE_POOL_MAX: '4' } }, play: poolExhausted },
    { name: 'transaction left open', play: openTransaction, weight: 2 },
    { name: '64 writers out of order', rig: { environment: MANY_WRITERS, users: 16, perUser: 8 }, play: outOfOrder },
  ],
};
