import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { uniqueName } from '../../../../test/services/rabbitmq.js';
import { startTcpProxy, type TcpProxy } from '../../src/testing/tcp-proxy.js';
import type { Evidence, HistoryRecord } from '../faults/checker/evidence.js';
import { AuditQueue } from '../faults/rig/audit-queue.js';
import { readDatabaseState } from '../faults/rig/database-state.js';
import type { Fixture } from '../faults/rig/fixture.js';
import { History, linesOf, readHistory } from '../faults/rig/history.js';
import { Load } from '../faults/rig/load.js';
import { PostgresInstance } from '../faults/rig/postgres-instance.js';
import { startProductStub } from '../faults/rig/product-stub.js';
import { Random } from '../faults/rig/random.js';
import { recover } from '../faults/rig/recovery.js';
import { migrateBy, startInstalled, type InstalledServer } from './installed-server.js';
import { watchLocks, type LockWatch } from './lock-watch.js';
import type { Installation } from './packages.js';

const REPLICAS = 2;
/** Orders of users that send no requests: what migrations have to work through. */
const OLD_ORDERS = 20_000;

const PLACE_OLD_ORDERS = `
  WITH made AS (
    INSERT INTO orders (user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
    SELECT 1 + n % 900, 'old@example.com', 'pending', 2, 1, '{}',
           '[{"product_id":1,"product_name":"Tea","product_price":"2.00","quantity":1,"subtotal":"2.00"}]',
           now() - interval '1 year', now() - interval '1 year'
    FROM generate_series(1, ${OLD_ORDERS}) AS n RETURNING id, created_at
  )
  INSERT INTO order_items (order_id, line_number, product_id, product_name, product_price, quantity, subtotal, created_at)
  SELECT id, 0, 1, 'Tea', 2, 1, 2, created_at FROM made`;

/** Users of the load begin here. */
const FIRST_USER = 1_000;

/** A shop with two servers of the released version behind a balancer, on PostgreSQL and RabbitMQ, with its users. */
export interface Shop {
  readonly database: PostgresInstance;
  readonly servers: readonly InstalledServer[];
  readonly locks: LockWatch;
  /** What clients have sent and received until now. */
  readonly acknowledged: () => number;
  /** Replaces the servers one by one by those of another installation. */
  roll(installation: Installation): Promise<void>;
  /** Replaces one server. */
  replace(index: number, installation: Installation): Promise<void>;
  /** Ends the load and collects the evidence. */
  finish(): Promise<Evidence & { readonly history: readonly HistoryRecord[] }>;
  stop(): Promise<void>;
}

/** Starts it under load. */
export async function openShop(fixture: Fixture, released: Installation): Promise<Shop> {
  const folder = await fixture.runFolder();
  const { guard } = fixture;
  const broker = (await fixture.node()).url;
  const database = await PostgresInstance.start(fixture.template, join(folder, 'primary'), guard);
  const { exitCode, output } = await migrateBy(released, database.url);
  if (exitCode !== 0) throw new Error(`the released version cannot migrate: ${output}`);
  await database.query(PLACE_OLD_ORDERS);
  await database.query('ANALYZE');
  const audit = new AuditQueue(() => broker, uniqueName('events'));
  await audit.open();
  const products = await startProductStub();
  const secret = randomBytes(32).toString('base64url');
  const secrets = [secret, database.password];
  const variables = {
    ...{ HOST: '127.0.0.1', PORT: '0', DATABASE_URL: database.url, SECRET_KEY: secret, LOG_LEVEL: 'info' },
    ...{ PRODUCT_SERVICE_URL: products.url, RABBITMQ_URL: broker, RABBITMQ_EXCHANGE: audit.exchange },
    ...{ SHUTDOWN_DELAY_MS: '1000', MAX_DATABASE_CONNECTIONS: '8' },
  };
  const logs: string[] = [];
  const start = (installation: Installation): Promise<InstalledServer> => {
    const log = join(folder, `server-${logs.length}.log`);
    logs.push(log);
    return startInstalled({ installation, variables, log, guard });
  };

  const servers: InstalledServer[] = [];
  let targets: readonly InstalledServer[] = servers;
  const balancer: TcpProxy = await startTcpProxy(() => targets);
  for (let started = 0; started < REPLICAS; started += 1) servers.push(await start(released));
  const history = new History(join(folder, 'history.ndjson'));
  const load = new Load({
    ...{
      url: `http://127.0.0.1:${balancer.port}`,
      secret,
      secrets,
      history,
      random: new Random(1),
      users: 8,
      perUser: 4,
    },
    limits: { timeoutMs: 10_000, deadlineMs: 30_000, maxRetries: 5 },
  });
  const locks = await watchLocks(database);
  load.start();

  /** The balancer knows the new server before the old one stops, as with a readiness probe. */
  async function replace(index: number, installation: Installation): Promise<void> {
    const next = await start(installation);
    const [former] = servers.splice(index, 1, next);
    targets = [...servers];
    await former?.stop();
  }

  return {
    database,
    servers,
    locks,
    acknowledged: () => history.acknowledged,
    replace,
    roll: async (installation) => {
      for (const index of [...servers.keys()]) await replace(index, installation);
    },
    finish: async () => {
      await load.stop();
      await locks.stop();
      const recovery = await recover({ primary: database }, servers, new Map());
      const state = await readDatabaseState(database);
      const own = { ...state, orders: state.orders.filter(({ userId }) => userId >= FIRST_USER) };
      const deliveries = await audit.drain(own.events.length);
      await history.close();
      const lines: string[] = [];
      for (const log of logs) for await (const line of linesOf(log)) lines.push(line);
      return {
        ...{ history: await readHistory(history.path), database: own, deliveries, recovery, logs: lines, secrets },
        ...{ explanations: { during: [], after: [] }, violations: [] },
      };
    },
    stop: async () => {
      for (const server of servers) await server.stop();
      await history.close();
      await balancer.stop();
      await products.stop();
      await audit.delete().catch(() => undefined);
      await database.kill();
    },
  };
}
