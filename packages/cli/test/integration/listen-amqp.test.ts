import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'amqplib';
import { expect } from 'chai';
import { startOrderService, type OrderService } from '@order-service/server';
import { createClient, type OrderEvent, type OrderServiceClient } from '@order-service/sdk';
import { freePorts } from '../../../../test/services/free-port.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { testRabbit, uniqueName } from '../../../../test/services/rabbitmq.js';
import { consumeOrderEvents } from '../../../sdk/examples/amqp-consumer.js';
import { plantedConsumers, type PlantedConsumers } from '../support/planted-consumers.js';
import { runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import type { Handle } from '../support/webhook-server.js';

const EXAMPLE_EVENTS = 8;

describe('orders listen --amqp', () => {
  const exchange = uniqueName('listen');
  let sandbox: Sandbox;
  let planted: PlantedConsumers;
  let database: TestDatabase;
  let service: OrderService;
  let brokerUrl: string;
  let orders: OrderServiceClient['orders'];

  before(async function () {
    this.timeout(120_000); // The broker may have to be started.
    sandbox = await createSandbox();
    planted = plantedConsumers(sandbox.folder);
    ({ url: brokerUrl } = await testRabbit());
    database = await createTestDatabase();
    service = await startOrderService({ databaseUrl: database.url, broker: { url: brokerUrl, exchange } });
    ({ orders } = createClient({ baseUrl: service.url, token: service.token({ userId: 1 }) }));
  });

  after(async () => {
    await service.stop();
    await database.drop();
    await sandbox.remove();
    const connection = await connect(brokerUrl);
    const channel = await connection.createChannel();
    await channel.deleteExchange(exchange);
    await connection.close();
  });

  /** The SDK's example, which connects again whenever it is cut off. Returns a function that ends it. */
  function consumer(url: string, queue: string, handle: (event: OrderEvent) => Promise<unknown>) {
    const over = new AbortController();
    let stop = (): Promise<void> => Promise.resolve();
    let connected = (): void => undefined;
    const firstConnection = new Promise<void>((resolve) => (connected = resolve));
    const loop = (async () => {
      while (!over.signal.aborted) {
        try {
          const session = await consumeOrderEvents(url, queue, handle, { exchange: `${queue}.exchange` });
          stop = () => session.stop();
          connected();
          await session.ended;
        } catch {
          await delay(20); // Nothing listens yet, or no longer.
        }
      }
    })();
    return {
      firstConnection,
      stop: async () => {
        over.abort();
        await stop();
        await loop;
      },
    };
  }

  async function attack(handle: Handle) {
    const queue = uniqueName('attacked');
    const [port] = await freePorts(1);
    const broker = ['--amqp', brokerUrl, '--exchange', exchange, '--queue', queue, '--port', String(port)];
    const chaos = ['--chaos', 'all', '--seed', '7', '--count', String(EXAMPLE_EVENTS), '--settle', '100ms'];
    const commands = ['--verify', planted.verify, '--reset', planted.reset, '-o', 'json'];
    const running = runInProcess(sandbox, ['listen', ...broker, ...chaos, ...commands]);
    const { username, password } = new URL(brokerUrl);
    const consuming = consumer(`amqp://${username}:${password}@127.0.0.1:${port}`, queue, async (event) => {
      const answer = await handle({ event, body: '', headers: {}, isCut: () => false });
      if (typeof answer === 'number' && answer >= 400) throw new Error(`answered ${answer}`);
    });
    await consuming.firstConnection;
    for (let count = 0; count < EXAMPLE_EVENTS / 4; count += 1) {
      const { id } = await orders.create({ items: [{ product_id: 7, quantity: 1 }] });
      for (const status of ['confirmed', 'shipped', 'delivered'] as const) await orders.updateStatus(id, status);
    }
    const { stdout, stderr, exitCode } = await running;
    await consuming.stop();
    const lines = stdout.trim().split('\n');
    const verdict = JSON.parse(lines.at(-1)!) as { verdict: string; sequence: { order_version: number }[] | null };
    return { verdict, stderr, exitCode, outcomes: new Set(lines.slice(0, -1).map(outcomeOf)) };
  }

  it("agrees with the SDK's example, whose connection is cut again and again", async () => {
    const { verdict, exitCode, outcomes } = await attack(planted.correct);
    expect(verdict).to.include({ verdict: 'agrees', events: EXAMPLE_EVENTS });
    expect(exitCode).to.equal(0);
    expect([...outcomes]).to.include.members(['taken', 'dropped', 'crashed']);
  });

  it('finds a consumer that does its work for every delivery', async () => {
    const { verdict, exitCode } = await attack(planted.repeats);
    expect(verdict).to.include({ verdict: 'differs', reproduced: true });
    expect(verdict.sequence!.map(({ order_version: version }) => version)).to.deep.equal([1, 1]);
    expect(exitCode).to.equal(1);
  });

  it('does not take a queue that is in use', async () => {
    const queue = uniqueName('theirs');
    const connection = await connect(brokerUrl);
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true });
    channel.sendToQueue(queue, Buffer.from('theirs'));
    await channel.waitForConfirms();
    const args = ['listen', '--amqp', brokerUrl, '--exchange', exchange, '--queue', queue];
    const { stderr, exitCode } = await runInProcess(sandbox, args);
    expect(stderr).to.include('is in use');
    expect(exitCode).to.equal(2);
    expect(await channel.checkQueue(queue)).to.include({ messageCount: 1 });
    await channel.deleteQueue(queue);
    await connection.close();
  });
});

function outcomeOf(line: string): string {
  return (JSON.parse(line) as { outcome: string }).outcome;
}
