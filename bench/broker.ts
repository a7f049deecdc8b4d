import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { ORDER_CREATED } from '../packages/server/src/domain/events.js';
import { propertiesOf } from '../packages/server/src/outbox/rabbit-publisher.js';
import { RELAY_DEFAULTS } from '../packages/server/src/outbox/relay-options.js';
import type { RecordedEvent } from '../packages/server/src/ports/recorded-event.js';
import { renderEvent } from '../packages/server/src/wire/render-event.js';
import { testRabbit } from '../test/services/rabbitmq.js';

const EXCHANGE = 'ecommerce_events';
const QUEUE = 'bench-events';
/** As the Compose file's notification queue. */
const QUEUE_TYPE = 'quorum';
const { window: WINDOW } = RELAY_DEFAULTS;
const FEATHER = { productId: 7, productName: 'Feather', productPrice: '79.90', quantity: 1, subtotal: '79.90' };
/** As an order of the benchmark. */
const EVENT: RecordedEvent = {
  type: ORDER_CREATED,
  eventId: '019ac3c6-0000-7000-8000-000000000000',
  orderId: 1_000_000,
  version: 1,
  userId: 42,
  userEmail: 'ann@example.com',
  occurredAt: '2026-11-27T10:00:00.123456Z',
  status: 'pending',
  totalAmount: '239.70',
  reference: null,
  items: [FEATHER, FEATHER, FEATHER],
  traceparent: null,
};

/** The benchmark's private RabbitMQ, with a queue that is bound to every event. */
export class BenchBroker {
  readonly url: string;
  readonly #connection: ChannelModel;
  readonly #channel: ConfirmChannel;

  private constructor(url: string, connection: ChannelModel, channel: ConfirmChannel) {
    this.url = url;
    this.#connection = connection;
    this.#channel = channel;
  }

  static async start(): Promise<BenchBroker> {
    const { url } = await testRabbit();
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
    await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': QUEUE_TYPE } });
    await channel.bindQueue(QUEUE, EXCHANGE, '#');
    return new BenchBroker(url, connection, channel);
  }

  async purge(): Promise<void> {
    await this.#channel.purgeQueue(QUEUE);
  }

  /** The messages that have reached the queue. */
  async queued(): Promise<number> {
    return (await this.#channel.checkQueue(QUEUE)).messageCount;
  }

  /** Messages per second of a bare confirm channel, which are those of events, with a window as large as the relay's. */
  async barePerSecond(count: number): Promise<number> {
    const body = renderEvent(EVENT);
    const content = Buffer.from(body);
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      let sent = 0;
      let confirmed = 0;
      const send = (): void => {
        while (sent < count && sent - confirmed < WINDOW) {
          sent += 1;
          const messageId = `00000000-0000-7000-8000-${String(sent).padStart(12, '0')}`;
          const properties = propertiesOf({ ...EVENT, messageId, body });
          this.#channel.publish(EXCHANGE, EVENT.type, content, properties, (error: unknown) => {
            if (error) reject(new Error('The broker rejected a message'));
            confirmed += 1;
            if (confirmed === count) resolve();
            else send();
          });
        }
      };
      send();
    });
    return (count / (performance.now() - startedAt)) * 1000;
  }

  async stop(): Promise<void> {
    await this.#channel.deleteQueue(QUEUE);
    await this.#connection.close();
  }
}
