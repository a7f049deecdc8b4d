import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect } from 'chai';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type ConnectOptions, type Database } from '../../src/db/connection.js';
import { failureOf } from '../../src/db/errors.js';
import { resultOf } from '../../src/db/result-of.js';
import { arrayOf, bigint, int, text } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  ServiceOverloadedError,
} from '../../src/ports/dependency-errors.js';
import { startTcpProxy } from '../../src/testing/tcp-proxy.js';
import { rejectionOf } from '../support/rejection.js';

const PID = statement({
  name: 'pid',
  writes: false,
  columns: { pid: int },
  text: 'SELECT pg_backend_pid() AS pid',
});
const READ_SLOWLY = statement({ name: 'read_slowly', writes: false, text: 'SELECT pg_sleep(60)' });
const WRITE_SLOWLY = statement({ ...READ_SLOWLY, name: 'write_slowly', writes: true, parameters: {}, columns: {} });
const WARN = { name: 'warn', text: `DO $$ BEGIN RAISE WARNING 'canceling wait for synchronous replication'; END $$` };
const INSERT = statement({
  name: 'insert',
  writes: true,
  parameters: { id: bigint },
  text: 'INSERT INTO things (id) VALUES (@id)',
});
const COUNT = statement({
  name: 'count',
  writes: false,
  columns: { count: bigint },
  text: 'SELECT count(*) FROM things',
});
const LOCK = statement({ name: 'lock', writes: false, text: 'LOCK TABLE things' });

/** Settings that the role, the database or the server may have otherwise. */
const SETTINGS: Readonly<Record<string, string>> = {
  application_name: 'orders in test',
  idle_in_transaction_session_timeout: '10s',
  jit: 'off',
  lock_timeout: '4s',
  max_parallel_workers_per_gather: '0',
  plan_cache_mode: 'force_generic_plan',
  random_page_cost: '1.1',
  statement_timeout: '10s',
  synchronous_commit: 'on',
  TimeZone: 'UTC',
};
const SHOW_SETTINGS = statement({
  name: 'show_settings',
  writes: false,
  parameters: { names: arrayOf(text) },
  columns: { name: text, value: text },
  text: 'SELECT name, current_setting(name) AS value FROM unnest(@names) AS wanted (name)',
});

describe('the connections to the database', function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let byHand: pg.Client;
  const open: Database[] = [];

  beforeEach(async () => {
    test = await createTestDatabase({ migrated: false });
    byHand = new pg.Client({ connectionString: test.url });
    await byHand.connect();
    await byHand.query('CREATE TABLE things (id bigint PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)');
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((database) => database.close()));
    await byHand.end();
    await test.drop();
  });

  function connected(options: Partial<ConnectOptions> = {}): Database {
    const database = connect({ url: test.url, ...options });
    open.push(database);
    return database;
  }

  async function pidOf(database: Database): Promise<number> {
    return (await database.run(PID, {}))[0]!.pid;
  }

  /** Ends the session that runs `query`, once it does. */
  async function terminate(query: string): Promise<void> {
    await eventually('the statement runs', async () => {
      const { rowCount } = await byHand.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = $1',
        [query],
      );
      return rowCount === 1;
    });
  }

  it('are opened with the settings that statements depend on, whatever the database says', async () => {
    const { rows } = await byHand.query<{ name: string }>('SELECT current_database() AS name');
    for (const setting of [
      ...["timezone = 'Asia/Tokyo'", 'jit = on', 'random_page_cost = 4', 'lock_timeout = 0'],
      'synchronous_commit = off',
    ]) {
      await byHand.query(`ALTER DATABASE ${rows[0]!.name} SET ${setting}`);
    }
    const shown = await connected({ applicationName: SETTINGS.application_name! }).run(SHOW_SETTINGS, {
      names: Object.keys(SETTINGS),
    });
    expect(Object.fromEntries(shown.map(({ name, value }) => [name, value]))).to.deep.equal(SETTINGS);
  });

  it('are kept for the next statement', async () => {
    const database = connected();
    expect(await pidOf(database)).to.equal(await pidOf(database));
  });

  it('are as many as allowed, and a statement that waits too long for one is refused', async () => {
    const database = connected({ maxConnections: 2, acquireTimeoutMs: 100 });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const transactions = [1, 2].map(() => database.transaction(() => held));
    const error = await rejectionOf(database.run(PID, {}));
    expect(error).to.be.instanceOf(ServiceOverloadedError);
    expect((error.cause as Error).message).to.equal('All 2 connections were in use for 100 ms');
    release();
    await Promise.all(transactions);
    expect(await pidOf(database)).to.be.a('number');
  });

  it('that cannot be opened make the database unavailable', async () => {
    const [port] = await freePorts(1);
    const url = new URL(test.url);
    url.port = String(port);
    const refused = await rejectionOf(connected({ url: url.href }).run(INSERT, { id: 1 }));
    expect(refused).to.be.instanceOf(DatabaseUnavailableError);
    url.href = test.url;
    url.pathname = '/no_such_database';
    const absent = await rejectionOf(connected({ url: url.href }).run(INSERT, { id: 1 }));
    expect(absent).to.be.instanceOf(DatabaseUnavailableError);
  });

  it('to a server that does not answer make it unavailable, also for those that wait for a connection', async () => {
    const mute: Server = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const url = `postgresql://u:p@127.0.0.1:${(mute.address() as AddressInfo).port}/orders`;
    const database = connected({ url, maxConnections: 1, acquireTimeoutMs: 100 });
    const errors = await Promise.all([1, 2, 3].map(() => rejectionOf(database.run(PID, {}))));
    for (const error of errors) expect(error).to.be.instanceOf(DatabaseUnavailableError);
    mute.close();
  });

  it('that break under a read make the database unavailable, and are replaced', async () => {
    const database = connected({ maxConnections: 1 });
    const before = await pidOf(database);
    const failure = rejectionOf(database.run(READ_SLOWLY, {}));
    await terminate(READ_SLOWLY.text);
    expect(await failure).to.be.instanceOf(DatabaseUnavailableError);
    expect(await pidOf(database)).not.to.equal(before);
  });

  it('that break under a write leave its outcome unknown', async () => {
    const database = connected({ maxConnections: 1 });
    const failure = rejectionOf(database.run(WRITE_SLOWLY, {}));
    await terminate(WRITE_SLOWLY.text);
    expect(await failure).to.be.instanceOf(OutcomeUnknownError);
    expect(await pidOf(database)).to.be.a('number');
  });

  it('that fall silent fail their statement in time', async () => {
    const { hostname: host, port } = new URL(test.url);
    const link = await startTcpProxy(() => [{ host, port: Number(port) }]);
    const url = new URL(test.url);
    [url.hostname, url.port] = ['127.0.0.1', String(link.port)];
    const client = new pg.Client(url.href);
    client.on('error', () => undefined); // when the link is stopped
    await client.connect();
    expect((await resultOf(client, { text: 'SELECT 1 AS one' }, 10_000)).rows).to.deep.equal([{ one: 1 }]);
    link.fault = { kind: 'blackhole' };
    const failure = await rejectionOf(resultOf(client, { text: 'SELECT 1' }, 50));
    expect(failure).to.be.an('error').with.property('message', 'The database has not answered within 50 ms');
    expect(failureOf(failure)).to.equal('connection_lost');
    await link.stop();
  });

  it('that break while idle are replaced', async () => {
    const database = connected({ maxConnections: 1 });
    const before = await pidOf(database);
    await byHand.query('SELECT pg_terminate_backend($1)', [before]);
    await eventually('the pool notices', async () => {
      const pid = await pidOf(database).catch(() => before);
      return pid !== before;
    });
  });

  it('are kept when a statement was rejected, or waited too long', async () => {
    const database = connected({ maxConnections: 1, statementTimeoutMs: 200 });
    const before = await pidOf(database);
    await database.run(INSERT, { id: 1 });
    const duplicate = await rejectionOf(database.run(INSERT, { id: 1 }));
    expect(duplicate).to.be.instanceOf(pg.DatabaseError).with.property('code', '23505');
    expect(await rejectionOf(database.run(WRITE_SLOWLY, {}))).to.be.instanceOf(ServiceOverloadedError);
    expect(await pidOf(database)).to.equal(before);
  });

  it('report a commit whose wait for a standby was cancelled as unknown', async () => {
    const database = connected();
    const error = await rejectionOf(database.run(statement({ ...WARN, writes: true }), {}));
    expect(error).to.be.instanceOf(OutcomeUnknownError);
    expect(await database.run(statement({ ...WARN, name: 'warn_a_read', writes: false }), {})).to.deep.equal([]);
  });

  it('are closed once, when the statements under way have ended', async () => {
    const database = connected();
    const answer = pidOf(database);
    await Promise.all([database.close(), database.close()]);
    expect(await answer).to.be.a('number');
    expect(await rejectionOf(database.run(PID, {}))).to.be.instanceOf(DatabaseUnavailableError);
  });

  describe('in a transaction', () => {
    it('commit what has resolved', async () => {
      const database = connected();
      const answer = await database.transaction(async (transaction) => {
        await transaction.run(INSERT, { id: 1 });
        return 'done';
      });
      expect(answer).to.equal('done');
      expect(await database.run(COUNT, {})).to.deep.equal([{ count: 1 }]);
    });

    it('roll back what has rejected, and may be used again', async () => {
      const database = connected({ maxConnections: 1 });
      const before = await pidOf(database);
      const failing = database.transaction(async (transaction) => {
        await transaction.run(INSERT, { id: 1 });
        throw new TypeError('a fault of ours');
      });
      expect(await rejectionOf(failing)).to.be.instanceOf(TypeError);
      expect(await database.run(COUNT, {})).to.deep.equal([{ count: 0 }]);
      expect(await pidOf(database)).to.equal(before);
    });

    it('reject when the commit fails', async () => {
      const database = connected();
      const failing = database.transaction(async (transaction) => {
        await transaction.run(INSERT, { id: 1 });
        await transaction.run(INSERT, { id: 1 }); // deferred: the commit finds it
      });
      expect(await rejectionOf(failing)).to.have.property('code', '23505');
      expect(await database.run(COUNT, {})).to.deep.equal([{ count: 0 }]);
    });

    it('time out waiting for a lock of another session', async () => {
      const database = connected();
      await byHand.query('BEGIN; LOCK TABLE things');
      const failing = database.transaction((transaction) => transaction.run(LOCK, {}));
      expect(await rejectionOf(failing)).to.be.instanceOf(ServiceOverloadedError);
      await byHand.query('ROLLBACK');
    });
  });
});
