import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, testPostgres, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect } from '../../src/db/connection.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { createOutboxStore } from '../../src/db/outbox-store.js';
import { prepareSession } from '../../src/db/prepare-session.js';
import { sessionSettings } from '../../src/db/session-settings.js';
import { arrayOf, text } from '../../src/db/sql-types.js';
import { statement } from '../../src/db/statement.js';
import { UnusableDatabaseError } from '../../src/db/unusable-database-error.js';
import { createLogger } from '../../src/logger.js';
import { startServer } from '../../src/server.js';
import { rejectionOf } from '../support/rejection.js';
import { TestService } from '../support/test-service.js';

const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** What a database or a role may set, each against what a statement or a parser of this service needs. */
const HOSTILE: Readonly<Record<string, string>> = {
  array_nulls: 'off',
  bytea_output: 'escape',
  check_function_bodies: 'off',
  client_encoding: 'LATIN1',
  client_min_messages: 'error',
  datestyle: 'German',
  default_transaction_deferrable: 'on',
  default_transaction_isolation: 'serializable',
  exit_on_error: 'on',
  extra_float_digits: '-15',
  idle_in_transaction_session_timeout: '500ms',
  idle_session_timeout: '500ms',
  intervalstyle: 'sql_standard',
  jit: 'on',
  lock_timeout: '500ms',
  max_parallel_workers_per_gather: '4',
  plan_cache_mode: 'force_custom_plan',
  random_page_cost: '10',
  search_path: 'elsewhere',
  standard_conforming_strings: 'off',
  statement_timeout: '500ms',
  synchronous_commit: 'off',
  timezone: 'Asia/Kathmandu',
  transform_null_equals: 'on',
};

const PREPARATION = { settings: sessionSettings(), timeoutMs: 5_000 };

const SHOW = statement({
  name: 'show',
  writes: false,
  parameters: { names: arrayOf(text) },
  columns: { name: text, value: text },
  text: 'SELECT name, current_setting(name) AS value FROM unnest(@names) AS wanted (name)',
});

describe('A session of the database', function () {
  this.timeout(60_000);

  /** An SQL command of the superuser, outside the database of the test: what is set there would stop the client itself. */
  async function onServer(...commands: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: (await testPostgres()).url });
    await client.connect();
    try {
      for (const command of commands) await client.query(command);
    } finally {
      await client.end();
    }
  }

  const nameOf = (url: string): string => new URL(url).pathname.slice(1);
  const set = (url: string, settings: Readonly<Record<string, string>>): Promise<void> =>
    onServer(
      ...Object.entries(settings).map(([name, value]) => `ALTER DATABASE ${nameOf(url)} SET ${name} = ${value}`),
    );

  describe('with other settings of its database', () => {
    let service: TestService;

    before(async () => {
      service = await TestService.start({ migrated: false, replicas: 0 });
      await service.query('CREATE SCHEMA elsewhere');
      await service.query('CREATE TABLE elsewhere.orders (id text)');
      await set(service.databaseUrl, quoted(HOSTILE));
      await migrateToLatest(service.databaseUrl);
    });
    after(() => service.stop());

    it('has the settings that the service depends on', async () => {
      const wanted = sessionSettings({ statementMs: 10_000, lockMs: 4_000, idleInTransactionMs: 10_000 });
      const database = connect({ url: service.databaseUrl });
      try {
        const { transaction_timeout: sinceVersion17, ...names } = wanted;
        expect(sinceVersion17).to.equal('0');
        const shown = await database.run(SHOW, { names: Object.keys(names) });
        expect(Object.fromEntries(shown.map(({ name, value }) => [name, value]))).to.deep.equal(names);
      } finally {
        await database.close();
      }
    });

    it('has every setting of which a database is known to have another', () => {
      expect(sessionSettings()).to.include.keys(Object.keys(HOSTILE));
    });

    it('keeps a stronger guarantee of commits', async () => {
      await set(service.databaseUrl, { synchronous_commit: 'remote_apply' });
      const database = connect({ url: service.databaseUrl });
      try {
        expect((await database.run(SHOW, { names: ['synchronous_commit'] }))[0]!.value).to.equal('remote_apply');
      } finally {
        await database.close();
        await set(service.databaseUrl, { synchronous_commit: 'off' });
      }
    });

    const dateStyles = ['German', 'SQL, DMY', 'SQL, MDY', 'Postgres, DMY', 'Postgres, YMD', 'ISO, DMY'];
    dateStyles.forEach((dateStyle, replica) => {
      it(`reads and writes times in any of its forms, with datestyle ${dateStyle}`, async () => {
        await set(service.databaseUrl, { datestyle: `'${dateStyle}'` });
        await service.addReplica();
        const ann = service.newUser(replica);
        const placed = [await ann.placed(), await ann.placed(undefined, ['confirmed'])];
        for (const order of placed) expect([order.created_at, order.updated_at].join()).to.match(/^.{27},.{27}$/);
        for (const order of placed) expect(order.created_at).to.match(UTC_TIME);

        const first = await ann.get<{ id: number }[]>('/api/v1/orders?limit=1');
        const next = /<([^>]+)>/.exec(first.headers.link ?? '')?.[1] ?? '';
        const second = await ann.get<{ id: number }[]>(next);
        expect(second.status).to.equal(200);
        expect([...first.body, ...second.body].map(({ id }) => id)).to.deep.equal([placed[1]!.id, placed[0]!.id]);
        const since = encodeURIComponent(placed[1]!.created_at);
        const newest = await ann.get<{ id: number }[]>(`/api/v1/orders?created_after=${since}`);
        expect(newest.body.map(({ id }) => id)).to.deep.equal([placed[1]!.id]);

        const history = await ann.get<{ occurred_at: string }[]>(`/api/v1/orders/${placed[1]!.id}/events`);
        for (const event of history.body) expect(event.occurred_at).to.match(UTC_TIME);
        const feed = await ann.get<unknown[]>(`/api/v1/events?since=${since}`);
        expect(feed.status).to.equal(200);
        expect(JSON.stringify(feed.body)).to.include(`"order_id":${placed[1]!.id}`);
        const statistics = await service
          .operator(replica)
          .get<{ buckets: { start: string }[] }>('/api/v1/stats?interval=day');
        expect(statistics.status).to.equal(200);
        for (const { start } of statistics.body.buckets) expect(start).to.match(/T00:00:00(\.0+)?Z$/);
      });
    });

    it('claims events that can be published', async () => {
      const database = connect({ url: service.databaseUrl });
      try {
        const claimed = await createOutboxStore(database).claim(100, 1_000);
        expect(claimed).not.to.be.empty;
        for (const { event } of claimed) expect(event.occurredAt).to.match(UTC_TIME);
      } finally {
        await database.close();
      }
    });

    it('was migrated in the schema of its own, and a change by hand is checked under any search path', async () => {
      const [order] = await service.query<{ id: string }>('SELECT id FROM public.orders LIMIT 1');
      await service.query('CREATE TEMPORARY TABLE order_status_transitions (from_status text, to_status text)');
      await service.query(
        "INSERT INTO order_status_transitions VALUES ('pending', 'delivered'), ('confirmed', 'pending')",
      );
      await service.query('SET search_path = elsewhere');
      const skipping = service.query(
        "UPDATE public.orders SET status = 'delivered', version = version + 1 WHERE id = $1 AND status = 'pending'",
        [order!.id],
      );
      expect(await rejectionOf(skipping)).to.have.property('code', '23514');
      await service.query("UPDATE public.orders SET status = 'cancelled', version = version + 1 WHERE id = $1", [
        order!.id,
      ]);
      await service.query('RESET search_path');
    });
  });

  it('uses the schema that the URL names, which migrate creates', async () => {
    const test = await createTestDatabase({ migrated: false });
    const url = `${test.url}?schema=Web%20Shop`;
    expect(await migrateToLatest(url)).not.to.be.empty;
    expect(await migrateToLatest(url)).to.be.empty;
    const service = await TestService.start({ config: { databaseUrl: url } });
    expect((await service.anonymous().get('/health/ready')).status).to.equal(200);
    expect((await service.newUser().placed()).status).to.equal('pending');
    await service.stop();
    const client = new pg.Client({ connectionString: test.url });
    await client.connect();
    const { rows } = await client.query(`SELECT count(*)::int AS orders FROM "Web Shop".orders`);
    expect(rows).to.deep.equal([{ orders: 1 }]);
    await client.end();
    await test.drop();
  });

  describe('is refused, by migrate and at the start of a server,', () => {
    let test: TestDatabase | undefined;
    let service: TestService;

    before(async () => {
      service = await TestService.start({ replicas: 0 });
    });
    after(() => service.stop());
    afterEach(() => test?.drop());

    async function expectRefused(url: string, sentence: RegExp): Promise<void> {
      const config = { ...service.config(), databaseUrl: url };
      for (const attempt of [() => migrateToLatest(url), () => startServer(config, createLogger('silent'))]) {
        const error = await rejectionOf(attempt());
        expect(error).to.be.instanceOf(UnusableDatabaseError);
        expect(error.message).to.match(sentence);
      }
    }

    for (const encoding of ['LATIN1', 'SQL_ASCII']) {
      it(`with a database encoded in ${encoding}`, async () => {
        const name = `orders_in_${encoding.toLowerCase()}`;
        await onServer(
          `DROP DATABASE IF EXISTS ${name}`,
          `CREATE DATABASE ${name} TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' ENCODING '${encoding}'`,
        );
        const url = new URL(service.databaseUrl);
        url.pathname = `/${name}`;
        await expectRefused(url.href, new RegExp(`encoding of the database is ${encoding}.*ENCODING 'UTF8'`));
        await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
      });
    }

    it('with triggers disabled', async () => {
      test = await createTestDatabase();
      await set(test.url, { session_replication_role: 'replica' });
      await expectRefused(test.url, /session_replication_role is "replica".*RESET/);
    });
  });

  it('that another client uses, too, is refused with what to set', async () => {
    const test = await createTestDatabase({ migrated: false });
    const client = new pg.Client({ connectionString: test.url });
    await client.connect();
    await prepareSession(client, PREPARATION);
    const error = await rejectionOf(prepareSession(client, PREPARATION));
    expect(error).to.be.instanceOf(UnusableDatabaseError);
    expect(error.message).to.include('pool_mode = session');
    await client.query('DISCARD ALL'); // what a pooler does in session mode
    await prepareSession(client, PREPARATION);
    await client.end();
    await test.drop();
  });
});

function quoted(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, `'${value}'`]));
}
