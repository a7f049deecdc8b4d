import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { TestClient } from '../support/test-client.js';
import { healthyBehaviour } from '../faults/rig/product-stub.js';
import { eventually } from '../../../../test/services/eventually.js';
import { workersOf, type Environment } from './environment.js';
import type { Labels } from './prometheus.js';

/** A fault, the alert that it causes, and how it is mended as the runbook says. */
export interface Fault {
  readonly alert: string;
  readonly name: string;
  /** What the alert has to name. */
  readonly labels: Labels;
  /** What the server of the fault has in its environment, beyond the others. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Causes the fault at the server with this address. Returns what mends it. */
  cause(environment: Environment, address: string): Promise<() => Promise<unknown>>;
}

const ONE = [{ product_id: 1, quantity: 1 }];
/** A token that only the keys of an identity provider can verify. */
const OF_A_PROVIDER = [{ alg: 'RS256', kid: 'k' }, { sub: '1', exp: 4_000_000_000 }, 'signature']
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');
const SIGN_IN_BY_A_PROVIDER = {
  jwksUrl: 'http://127.0.0.1:9/jwks.json',
  issuer: undefined,
  audience: undefined,
  clockToleranceSeconds: 0,
  operators: { userIds: new Set<number>(), emails: new Set<string>() },
};
const HOUR_MS = 3_600_000;
/** The delay before a worker is replaced grows up to 10 s while workers keep ending. */
const REPLACED_MS = 40_000;

/** Calls `work` again and again until the function that it returns is called; failures are what the faults are for. */
function keepDoing(work: () => Promise<unknown>, pauseMs = 50): () => Promise<void> {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await work().catch(() => undefined);
      await delay(pauseMs);
    }
  })();
  return async () => {
    stopping.abort();
    await running;
  };
}

/** Runs statements in a transaction that stays open. Returns what rolls it back. */
async function openTransaction(
  { postgres }: Environment,
  ...statements: readonly string[]
): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: postgres.url, application_name: 'a report' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  for (const statement of statements) await client.query(statement);
  return () => client.end();
}

export const FAULTS: readonly Fault[] = [
  {
    alert: 'OrderServiceDown',
    name: 'a server stops',
    labels: {},
    async cause(environment, address) {
      await environment.end(address);
      return () => environment.serve(Number(address.split(':')[1]));
    },
  },
  {
    alert: 'OrderServiceProcessesMissing',
    name: 'each replacement of a worker is killed, as when the memory is short',
    labels: {},
    async cause(environment, address) {
      const port = Number(address.split(':')[1]);
      await environment.end(address);
      const program = await environment.serveByWorkers(port, 2);
      const killed = new Set<number>();
      const stop = keepDoing(() => {
        const newest = workersOf(program).at(-1);
        if (newest !== undefined && !killed.has(newest)) process.kill(newest, 'SIGKILL');
        if (newest !== undefined) killed.add(newest);
        return Promise.resolve();
      });
      return async () => {
        await stop();
        const started = workersOf(program).length;
        if (killed.has(workersOf(program).at(-1) ?? 0)) {
          await eventually('the worker is replaced', () => workersOf(program).length > started, REPLACED_MS);
        }
        await program.end('SIGTERM');
        await environment.serve(port);
      };
    },
  },
  {
    alert: 'DatabaseUnreachable',
    name: 'PostgreSQL is killed',
    labels: { state: 'disconnected' },
    async cause({ postgres }) {
      await postgres.kill();
      return () => postgres.start();
    },
  },
  {
    alert: 'OrderServiceErrors',
    name: 'requests fail, because PostgreSQL does not answer',
    labels: { code: 'database_unavailable' },
    cause(environment, address) {
      environment.network.fault = { kind: 'refusing' };
      environment.network.reset();
      const stop = keepDoing(() => environment.client(address).get('/api/v1/orders'));
      return Promise.resolve(async () => {
        environment.network.fault = { kind: 'none' };
        await stop();
      });
    },
  },
  {
    alert: 'DatabaseReadOnly',
    name: 'the database is set to read-only',
    labels: { state: 'read_only' },
    async cause({ postgres, network }) {
      await postgres.query('ALTER SYSTEM SET default_transaction_read_only = on');
      await postgres.query('SELECT pg_reload_conf()');
      network.reset();
      return async () => {
        const client = new pg.Client({
          connectionString: postgres.url,
          options: '-c default_transaction_read_only=off',
        });
        await client.connect();
        await client.query('ALTER SYSTEM RESET default_transaction_read_only');
        await client.query('SELECT pg_reload_conf()');
        await client.end();
        network.reset();
      };
    },
  },
  {
    alert: 'DatabaseSchemaNotCurrent',
    name: 'the tables are of another program, by the migrations that it made',
    labels: { state: 'foreign' },
    async cause({ postgres }) {
      const newest = '(SELECT max(id) FROM knex_migrations)';
      const [row] = await postgres.query<{ name: string }>(`SELECT name FROM knex_migrations WHERE id = ${newest}`);
      await postgres.query(`UPDATE knex_migrations SET name = 'another-one' WHERE id = ${newest}`);
      return () => postgres.query(`UPDATE knex_migrations SET name = $1 WHERE id = ${newest}`, [row!.name]);
    },
  },
  {
    alert: 'DatabasePoolExhausted',
    name: 'a transaction locks the history of orders',
    labels: { db_client_connection_pool_name: 'requests' },
    async cause(environment, address) {
      const end = await openTransaction(environment, 'LOCK TABLE order_events');
      const readers = Array.from({ length: 30 }, () =>
        keepDoing(() => environment.operator(address).get('/api/v1/orders/1/events')),
      );
      return async () => {
        await end();
        await Promise.all(readers.map((stop) => stop()));
      };
    },
  },
  {
    alert: 'DatabaseStatementsSlow',
    name: 'the network to the database is slow',
    labels: { db_query_summary: 'find_orders' },
    cause(environment, address) {
      environment.network.fault = { kind: 'latency', delayMs: 900 };
      const stop = keepDoing(() => environment.client(address).get('/api/v1/orders/1'));
      return Promise.resolve(async () => {
        environment.network.fault = { kind: 'none' };
        await stop();
      });
    },
  },
  {
    alert: 'OrderServiceSlow',
    name: 'the product service is slow',
    labels: { http_request_method: 'POST', http_route: '/api/v1/orders' },
    cause(environment, address) {
      const { products } = environment;
      products.behave((response, productId) => void setTimeout(() => healthyBehaviour(response, productId), 1_300));
      const stop = keepDoing(() => environment.client(address).create({ items: ONE }));
      return Promise.resolve(async () => {
        products.behave(healthyBehaviour);
        await stop();
      });
    },
  },
  {
    alert: 'ProductServiceFailing',
    name: 'the product service answers 500',
    labels: { outcome: 'suspended' },
    cause(environment, address) {
      const { products } = environment;
      products.behave((response) => response.writeHead(500).end());
      let product_id = 0; // one product that always fails does not open the breaker
      const stop = keepDoing(() => {
        product_id += 1;
        return environment.client(address).create({ items: [{ product_id, quantity: 1 }] });
      });
      return Promise.resolve(async () => {
        products.behave(healthyBehaviour);
        await stop();
      });
    },
  },
  {
    alert: 'BrokerDisconnected',
    name: 'RabbitMQ is killed',
    labels: { state: 'disconnected' },
    async cause({ broker }) {
      await broker.kill();
      return () => broker.restart();
    },
  },
  {
    alert: 'BrokerBlocked',
    name: 'RabbitMQ is short of disk',
    labels: { state: 'blocked' },
    async cause(environment, address) {
      await environment.broker.ctl('set_disk_free_limit', '900GB');
      const stop = keepDoing(() => environment.client(address).create({ items: ONE }), 500);
      return async () => {
        await environment.broker.ctl('set_disk_free_limit', '1MB');
        await stop();
      };
    },
  },
  {
    alert: 'RelayStalled',
    name: 'a transaction locks the deliveries, so that events cannot leave the outbox',
    labels: {},
    async cause(environment, address) {
      const end = await openTransaction(environment, 'LOCK TABLE event_deliveries IN EXCLUSIVE MODE');
      const stop = keepDoing(() => environment.client(address).create({ items: ONE }), 500);
      return async () => {
        await end();
        await stop();
      };
    },
  },
  {
    alert: 'EventsNotDelivered',
    name: 'no queue is bound',
    labels: { outcome: 'returned' },
    async cause(environment, address) {
      // A connection of its own: another fault may have killed the broker.
      const queue = await environment.queue.reconnect(environment.broker.url);
      await queue.channel.unbindQueue(queue.name, queue.exchange, '#');
      await environment.client(address).placed(ONE);
      return async () => {
        await queue.bind();
        await queue.disconnect();
      };
    },
  },
  {
    alert: 'EventsDeadLettered',
    name: 'a message is too large for RabbitMQ',
    labels: {},
    async cause(environment, address) {
      const items = Array.from({ length: 100 }, (_, at) => ({ product_id: at + 1, quantity: 1 }));
      await environment.client(address).placed(items);
      return async () => {
        const operator = environment.operator(address);
        const { body } = await operator.get<{ events: { event_id: string }[] }>(
          '/api/v1/outbox/events?state=dead_lettered',
        );
        for (const { event_id } of body.events) {
          await operator.send('POST', `/api/v1/outbox/events/${event_id}/skip`, { json: { reason: 'Too large' } });
        }
      };
    },
  },
  {
    alert: 'TimedTransitionsLate',
    name: 'a transaction holds an order that is due',
    labels: { from: 'shipped', to: 'delivered' },
    async cause(environment, address) {
      const { id } = await environment.client(address).placed(ONE, ['confirmed', 'shipped']);
      return await openTransaction(environment, `SELECT FROM orders WHERE id = ${id} FOR UPDATE`);
    },
  },
  {
    alert: 'DerivedDataStale',
    name: 'a transaction with changes stays open',
    labels: { derived: 'statistics' },
    async cause(environment, address) {
      const end = await openTransaction(environment, 'CREATE TABLE of_a_report ()');
      await environment.client(address).placed(ONE);
      return end;
    },
  },
  {
    alert: 'DatabaseClockOffset',
    name: 'the clock of a server is an hour ahead',
    labels: {},
    async cause(environment, address) {
      const port = Number(address.split(':')[1]);
      await environment.end(address);
      await environment.serve(port, {}, { now: () => Date.now() + HOUR_MS });
      return async () => {
        await environment.end(address);
        await environment.serve(port);
      };
    },
  },
  {
    alert: 'ConfirmsSlow',
    name: 'the network to RabbitMQ is slow',
    labels: {},
    cause(environment, address) {
      const stop = keepDoing(() => environment.client(address).create({ items: ONE }), 200);
      environment.brokerNetwork.fault = { kind: 'latency', delayMs: 1_000 };
      return Promise.resolve(async () => {
        environment.brokerNetwork.fault = { kind: 'none' };
        await stop();
      });
    },
  },
  {
    alert: 'IdentityProviderUnavailable',
    name: 'the keys of the identity provider cannot be read',
    labels: {},
    variables: { JWKS_URL: SIGN_IN_BY_A_PROVIDER.jwksUrl, SECRET_KEY: '' },
    async cause(environment, address) {
      const port = Number(address.split(':')[1]);
      await environment.end(address);
      await environment.serve(port, { signIn: SIGN_IN_BY_A_PROVIDER });
      const stop = keepDoing(() => new TestClient(`http://${address}`, OF_A_PROVIDER).get('/api/v1/orders'));
      return async () => {
        await stop();
        await environment.end(address);
        await environment.serve(port);
      };
    },
  },
  {
    alert: 'EventLoopBusy',
    name: 'the process computes all the time',
    labels: {},
    cause() {
      const stop = keepDoing(() => {
        const untilMs = performance.now() + 25;
        while (performance.now() < untilMs);
        return Promise.resolve();
      }, 0);
      return Promise.resolve(stop);
    },
  },
];
