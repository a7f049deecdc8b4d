import { connect, type ChannelModel } from 'amqplib';
import { expect } from 'chai';
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { testRabbit, uniqueName } from '../../../../test/services/rabbitmq.js';
import { startTcpProxy, type TcpProxy } from '../../../server/src/testing/tcp-proxy.js';
import { consumeOrderEvents, type Consumer } from '../../examples/amqp-consumer.js';
import { ORDER_STATUSES, type OrderEvent } from '../../src/index.js';
import { RECIPES } from '../support/documented-recipes.js';

const CONSUMERS = 6;
const ORDERS = 12;
const VERSIONS = 4;
/** knex would print every connection that is killed. */
const SILENT = { warn: () => undefined, error: () => undefined };
/** Which deliveries, counted over all consumers, meet a fault. */
const EVERY_LOST_ACKNOWLEDGEMENT = 7;
const EVERY_KILLED_TRANSACTION = 4;
const EVERY_LOST_CONNECTION = 29;

function eventOf(orderId: number, version: number): OrderEvent {
  const envelope = {
    event_id: `0199f0c2-88d3-7a51-8d9c-${String(orderId * 100 + version).padStart(12, '0')}`,
    order_version: version,
    timestamp: '2026-02-15T17:28:44.927636Z',
    traceparent: null,
  };
  const order = { order_id: orderId, user_id: 1, user_email: '' };
  if (version === 1) {
    const data = { ...order, total_amount: 1.5, items: [], status: 'pending' as const };
    return { ...envelope, event_type: 'order.created', data };
  }
  const [old, next] = [ORDER_STATUSES[version - 2]!, ORDER_STATUSES[version - 1]!];
  const data = { ...order, old_status: old, new_status: next, updated_by: 'user:1' };
  return { ...envelope, event_type: 'order.status.updated', data };
}

/**
 * What the service may deliver, the same in every run. The first deliveries of an order are in the order of its versions,
 * with another order in between. Each comes twice in succession, so that two consumers get it at the same time, and is
 * followed by an earlier event, as in a replay.
 */
function deliveries(): OrderEvent[] {
  const events = Array.from({ length: ORDERS * VERSIONS }, (_, index) => {
    const pair = Math.floor(index / (2 * VERSIONS));
    return eventOf(2 * pair + (index % 2) + 1, (Math.floor(index / 2) % VERSIONS) + 1);
  });
  return events.flatMap((event, index) => [event, event, events[(index * 29) % (index + 1)]!]);
}

describe('six consumers of one queue, each of which fails again and again', function () {
  this.timeout(120_000);
  const exchange = uniqueName('sdk-recipes');
  let broker: ChannelModel;
  let proxy: TcpProxy;
  let proxyUrl: string;

  before(async () => {
    const { url } = await testRabbit();
    broker = await connect(url);
    const { hostname, port } = new URL(url);
    proxy = await startTcpProxy(() => [{ host: hostname, port: Number(port || 5672) }]);
    proxyUrl = url.replace(/@[^/]+/, `@127.0.0.1:${proxy.port}`);
  });
  after(async () => {
    await proxy.stop();
    const channel = await broker.createChannel();
    await channel.deleteExchange(exchange);
    await broker.close();
  });

  for (const recipe of RECIPES) {
    describe(`with the recipe of ${recipe.name}`, () => {
      let database: TestDatabase;
      let knex: Knex;
      let pool: pg.Pool;
      let observer: pg.Pool;
      const queue = uniqueName('recipe');

      before(async () => {
        database = await createTestDatabase({ migrated: false });
        const connection = { connectionString: database.url, application_name: 'consumer' };
        knex = knexFactory({ client: 'pg', connection, pool: { min: 0, max: CONSUMERS }, log: SILENT });
        pool = new pg.Pool({ ...connection, max: CONSUMERS });
        observer = new pg.Pool({ connectionString: database.url, max: 2 });
        for (const each of [pool, observer]) tolerateEnds(each);
        await recipe.prepare(knex, pool);
      });
      after(async () => {
        await knex.destroy();
        await pool.end();
        await observer.end();
        await database.drop();
        const channel = await broker.createChannel();
        await channel.deleteQueue(queue);
        await channel.close();
      });

      /** Ends the connection of the oldest transaction, as a crash of its consumer would: others may wait for its lock. */
      const killTransaction = () =>
        observer.query(`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'consumer' AND state <> 'idle'
          ORDER BY xact_start LIMIT 1`);

      /** The versions of each order in the order in which they had an effect. */
      async function effects(): Promise<Record<number, number[]>> {
        const { rows } = await observer.query<{ order_id: string; version: number }>(
          'SELECT * FROM notices ORDER BY id',
        );
        const byOrder: Record<number, number[]> = {};
        for (const { order_id: id, version } of rows) (byOrder[Number(id)] ??= []).push(version);
        return byOrder;
      }

      it('has the effect of every event once, and in order', async () => {
        const consume = recipe.consumer(knex, pool);
        let count = 0;
        let faults = true;
        const connected = new Set<Consumer>();
        const allConnected = eventually('six consumers', () => connected.size === CONSUMERS, 60_000);
        const handle = async (event: OrderEvent) => {
          await allConnected; // So that successive messages go to different consumers.
          const number = (count += 1);
          const fails = (every: number) => faults && number % every === 0;
          const consumed = consume(event);
          consumed.catch(() => undefined);
          if (fails(EVERY_KILLED_TRANSACTION)) await killTransaction();
          if (fails(EVERY_LOST_CONNECTION)) proxy.reset();
          await consumed;
          if (fails(EVERY_LOST_ACKNOWLEDGEMENT)) throw new Error('The consumer crashed after its commit.');
        };
        const open = () => consumeOrderEvents(proxyUrl, queue, handle, { exchange, prefetch: 1 });

        let finished = false;
        const isFinished = () => finished;
        const keepConsuming = async () => {
          while (!isFinished()) {
            const consumer = await open().catch(() => undefined); // Its connection may be cut while it opens.
            if (!consumer) continue;
            connected.add(consumer);
            if (isFinished()) await consumer.stop();
            await consumer.ended;
            connected.delete(consumer);
          }
        };
        const first = await open(); // Declares the queue before anything is published.
        await first.stop();
        const sent = deliveries();
        await publish(sent);
        const consumers = Array.from({ length: CONSUMERS }, keepConsuming);

        await eventually(
          'every event had its effect',
          async () => Object.values(await effects()).flat().length >= ORDERS * VERSIONS,
          60_000,
        );
        faults = false;
        const reader = await broker.createChannel();
        await eventually('the queue is empty', async () => (await reader.checkQueue(queue)).messageCount === 0, 60_000);
        await reader.close();
        finished = true;
        for (const consumer of connected) await consumer.stop();
        await Promise.all(consumers);

        const versions = Array.from({ length: VERSIONS }, (_, index) => index + 1);
        const expected = Object.fromEntries(Array.from({ length: ORDERS }, (_, index) => [index + 1, versions]));
        expect(await effects()).to.deep.equal(expected);
        expect(count, 'deliveries').to.be.above(sent.length);
      });

      async function publish(events: readonly OrderEvent[]): Promise<void> {
        const channel = await broker.createConfirmChannel();
        for (const event of events) {
          channel.publish(exchange, event.event_type, Buffer.from(JSON.stringify(event)), { persistent: true });
        }
        await channel.waitForConfirms();
        await channel.close();
      }
    });
  }
});

/** A connection that ends while it is idle, or just as it is handed out, is no failure: the next query opens another one. */
function tolerateEnds(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
}
