import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/embedded-postgres.js';
import type { Problem } from '../support/test-client.js';
import { TestService } from '../support/test-service.js';

interface Readiness {
  readonly database: string;
  readonly problems: readonly string[];
}

const ORDER = { items: [{ product_id: 1, quantity: 1 }] };

/** Runs in order: the primary is lost in the end. */
describe('A primary and its standby', function () {
  this.timeout(120_000);
  let folder: string;
  let primary: EmbeddedPostgres;
  let standby: EmbeddedPostgres;
  let service: TestService;

  before('start both, and a server for each and for the pair', async () => {
    folder = mkdtempSync(join(tmpdir(), 'order-service-standby-'));
    chmodSync(folder, 0o755);
    const directories = { primary: join(folder, 'primary'), standby: join(folder, 'standby') };
    primary = await startEmbeddedPostgres({ dataDirectory: directories.primary });
    await migrateToLatest(await primary.createDatabase('shop'));
    await primary.stop();
    makeStandby(directories.primary, directories.standby);
    primary = await startEmbeddedPostgres({ dataDirectory: directories.primary });
    standby = await startStandby(directories.standby, primary);
    service = await TestService.start({ replicas: 0, migrated: false });
    await service.addReplica({ databaseUrl: urlOf(primary, standby) });
    await service.addReplica({ databaseUrl: urlOf(standby) });
    await service.addReplica({ databaseUrl: `${urlOf(standby)}?target_session_attrs=read-write` });
    await service.addReplica({ databaseUrl: urlOf(standby), readOnly: true });
  });

  after(async () => {
    await service.stop();
    await standby.stop();
    await primary.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const PAIR = 0;
  const STANDBY = 1;
  const STANDBY_AS_PRIMARY = 2;
  const READER = 3;

  function urlOf(...servers: readonly EmbeddedPostgres[]): string {
    const { username, password } = new URL(servers[0]!.url);
    return `postgresql://${username}:${password}@${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}/shop`;
  }

  const readiness = (replica: number) => service.as({ userId: 1 }, replica).get<Readiness>('/health/ready');
  const create = (replica: number) =>
    service.newUser(replica).send<Problem & { id: number }>('POST', '/api/v1/orders', { json: ORDER });

  it('serve orders by the primary, wherever it stands in the URL', async () => {
    expect((await readiness(PAIR)).status).to.equal(200);
    expect((await create(PAIR)).status).to.equal(201);
    const turned = await service.addReplica({ databaseUrl: urlOf(standby, primary) });
    expect((await create(service.replicas.indexOf(turned))).status).to.equal(201);
  });

  it('are told apart: the standby alone can be read, is not ready, and says why', async () => {
    const { status, body } = await readiness(STANDBY);
    expect([status, body.database]).to.deep.equal([503, 'read_only']);
    expect(body.problems.join()).to.include('the server is a standby');
    const refused = await create(STANDBY);
    expect([refused.status, refused.body.code]).to.deep.equal([503, 'database_unavailable']);
    expect(refused.body.detail).to.match(/^The database is read-only/);
    const operator = service.operator(STANDBY);
    await eventually('the standby has both orders', async () => {
      const { status, body } = await operator.get<unknown[]>('/api/v1/orders?scope=all');
      return status === 200 && body.length === 2;
    });
  });

  it('are told apart where only a primary may be used, and the reason is not that it cannot be reached', async () => {
    const { status, body } = await readiness(STANDBY_AS_PRIMARY);
    expect([status, body.database]).to.deep.equal([503, 'read_only']);
    expect(body.problems.join()).to.include('no server of DATABASE_URL that can be reached accepts writes');
    const refused = await create(STANDBY_AS_PRIMARY);
    expect([refused.status, refused.body.code]).to.deep.equal([503, 'database_unavailable']);
    expect(refused.body.detail).to.match(/^The database is read-only/);
  });

  it('are enough, the standby alone, for a server that only reads', async () => {
    expect((await readiness(READER)).status).to.equal(200);
    const operator = service.operator(READER);
    const { body: orders } = await operator.get<{ id: number; user_id: number }[]>('/api/v1/orders?scope=all');
    const { id, user_id: userId } = orders[0]!;
    for (const path of [`orders/${id}`, `orders/${id}/events`, `orders/${id}/explanation`, 'stats', 'outbox', 'me']) {
      expect((await operator.get(`/api/v1/${path}`)).status, path).to.equal(200);
    }
    await eventually('the feed has both events', async () => {
      const { body } = await operator.get<{ events: unknown[] }>('/api/v1/events');
      return body.events.length === 2;
    });
    // The primary derives the search, and the standby gets it.
    await eventually('the search finds both orders', async () => {
      const { body } = await operator.get<unknown[]>('/api/v1/orders?scope=all&product_id=1');
      return body.length === 2;
    });
    const refused = await create(READER);
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'read_only']);
    const owner = service.as({ userId }, READER);
    expect((await owner.get<unknown[]>('/api/v1/orders')).body).to.have.length(1);
  });

  it('are left for the other one when the primary is lost and the standby is promoted', async () => {
    await primary.stop();
    const lost = await create(PAIR);
    expect(lost.status).to.equal(503);
    expect(['database_unavailable', 'outcome_unknown']).to.include(lost.body.code);
    await eventually('the server says that what is left is read-only', async () => {
      const { status, body } = await readiness(PAIR);
      return status === 503 && body.database === 'read_only';
    });
    const client = new pg.Client({ connectionString: standby.url });
    await client.connect();
    await client.query('SELECT pg_promote()');
    await client.end();
    for (const replica of [PAIR, STANDBY, STANDBY_AS_PRIMARY]) {
      await eventually(`replica ${replica} accepts orders`, async () => (await create(replica)).status === 201);
      expect((await readiness(replica)).status).to.equal(200);
    }
    expect((await create(READER)).body.code).to.equal('read_only');
  });

  it('change places: the server leaves the primary that became a standby, also when it is the first of its URL', async () => {
    const { port } = primary;
    writeFileSync(join(folder, 'primary', 'cluster', 'data', 'standby.signal'), '');
    primary = await startStandby(join(folder, 'primary'), standby, port);
    const ordersOn = async (server: EmbeddedPostgres): Promise<number> => {
      const client = new pg.Client({ connectionString: server.url.replace(/[^/]+$/, 'shop') });
      await client.connect();
      const { rows } = await client.query<{ orders: number }>('SELECT count(*)::int AS orders FROM orders');
      await client.end();
      return rows[0]!.orders;
    };
    const fresh = await service.addReplica({ databaseUrl: urlOf(primary, standby) });
    for (const replica of [PAIR, service.replicas.indexOf(fresh)]) {
      const before = await ordersOn(standby);
      expect((await create(replica)).status, `replica ${replica}`).to.equal(201);
      expect(await ordersOn(standby)).to.equal(before + 1);
    }
    const all = await ordersOn(standby);
    await eventually('the former primary follows', async () => (await ordersOn(primary)) === all);
    expect((await readiness(PAIR)).status).to.equal(200);
  });
});

/** Starts a server on data with a `standby.signal`, which follows `primary`. */
async function startStandby(dataDirectory: string, primary: EmbeddedPostgres, at?: number): Promise<EmbeddedPostgres> {
  const { username, password, port } = new URL(primary.url);
  return await startEmbeddedPostgres({
    dataDirectory,
    ...(at !== undefined && { port: at }),
    settings: { primary_conninfo: `host=127.0.0.1 port=${port} user=${username} password=${password}` },
  });
}

/** Copies the cluster of a server that has stopped, with the owners of its files, to begin as its standby. */
function makeStandby(primary: string, standby: string): void {
  execFileSync('cp', ['-a', primary, standby]);
  writeFileSync(join(standby, 'cluster', 'data', 'standby.signal'), '');
}
