import { connect, type ChannelModel } from 'amqplib';
import { expect } from 'chai';
import knexFactory, { type Knex } from 'knex';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { testRabbit, uniqueName } from '../../../../test/services/rabbitmq.js';
import { consumeOrderEvents, type Consumer } from '../../examples/amqp-consumer.js';
import { createSpendingProjection, createSpendingTables, spendingOf } from '../../examples/knex-projection.js';
import type { OrderEvent } from '@order-service/sdk';
import { startRealService, type RealService } from '../support/real-service.js';
import { Tally } from '../support/tally.js';
import { eventually } from '../../../../test/services/eventually.js';

describe('the examples, with the service and a broker', () => {
  const exchange = uniqueName('sdk-examples');
  let rabbitUrl: string;
  let service: RealService;
  let database: TestDatabase;
  let knex: Knex;

  before(async function () {
    this.timeout(120_000); // The broker may have to be started.
    ({ url: rabbitUrl } = await testRabbit());
    database = await createTestDatabase({ migrated: false });
    knex = knexFactory({ client: 'pg', connection: database.url, pool: { min: 0, max: 4 } });
    await createSpendingTables(knex);
    service = await startRealService({ broker: { url: rabbitUrl, exchange } });
  });
  after(async () => {
    await service.stop();
    await knex.destroy();
    await database.drop();
    await onBroker((connection) => deleteExchange(connection, exchange));
  });

  async function onBroker(use: (connection: ChannelModel) => Promise<void>): Promise<void> {
    const connection = await connect(rabbitUrl);
    await use(connection);
    await connection.close();
  }

  it('keep what every customer has spent, though events repeat and the consumer fails', async () => {
    const queue = uniqueName('spending');
    const settled = new Tally();
    const project = createSpendingProjection(knex);
    const failing = new Set(['order.created 1', 'order.status.updated 2']);
    const handle = async (event: OrderEvent) => {
      const name = `${event.event_type} ${event.order_version}`;
      if (failing.delete(name)) throw new Error(`${name} fails once`);
      settled.add(`${event.data.order_id} ${await project(event)}`);
    };
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const consumer: Consumer = await consumeOrderEvents(rabbitUrl, queue, handle, { exchange, onError });

    const { orders } = service.client(1);
    const kept = await orders.create({ items: [{ product_id: 1, quantity: 2 }] });
    const cancelled = await orders.create({ items: [{ product_id: 2, quantity: 1 }] });
    await orders.updateStatus(kept.id, 'confirmed');
    await orders.updateStatus(kept.id, 'shipped');
    await orders.updateStatus(cancelled.id, 'cancelled');
    await settled.reaches(`${kept.id} saved`, 3);
    await settled.reaches(`${cancelled.id} saved`, 2);

    const operator = service.client(99, { role: 'operator' });
    await eventually('the outbox is empty', async () => (await operator.outbox.status()).depth === 0);
    expect(await operator.events.replay({ order_id: kept.id })).to.include({ queued: 3 });
    await settled.reaches(`${kept.id} repeated`, 3);
    await consumer.stop();

    expect(await spendingOf(knex, 1)).to.equal(kept.total_amount);
    expect(settled.count(`${kept.id} saved`)).to.equal(3);
    expect(failing).to.have.property('size', 0);
    expect(errors.map(String)).to.include('Error: order.created 1 fails once');
    await onBroker((connection) => deleteQueue(connection, queue));
  });

  it('put aside what is no event, and pass over what is of another program', async () => {
    const queue = uniqueName('strict');
    const put = new Tally();
    const handled = new Tally();
    const consumer = await consumeOrderEvents(
      rabbitUrl,
      queue,
      (event) => {
        handled.add(event.event_id);
        return Promise.resolve();
      },
      {
        exchange,
        onError: (error) => put.add((error as Error).name),
      },
    );
    await onBroker(async (connection) => {
      const channel = await connection.createConfirmChannel();
      for (const body of ['{', '{"event_type":"user.registered"}']) {
        channel.publish(exchange, 'order.created', Buffer.from(body));
      }
      await channel.waitForConfirms();
    });
    const { id } = await service.client(2).orders.create({ items: [{ product_id: 1, quantity: 1 }] });
    const [placed] = await service.client(2).orders.history(id);
    await handled.reaches(placed!.event_id, 1);
    await consumer.stop();

    expect(put.count('InvalidEventError')).to.equal(1);
    await onBroker(async (connection) => {
      const channel = await connection.createChannel();
      expect(await channel.checkQueue(queue)).to.include({ messageCount: 0 });
      await channel.close();
      await deleteQueue(connection, queue);
    });
  });
});

async function deleteQueue(connection: ChannelModel, queue: string): Promise<void> {
  const channel = await connection.createChannel();
  await channel.deleteQueue(queue);
  await channel.close();
}

async function deleteExchange(connection: ChannelModel, exchange: string): Promise<void> {
  const channel = await connection.createChannel();
  await channel.deleteExchange(exchange);
  await channel.close();
}
