import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { RELAY_DEFAULTS } from '../packages/server/src/outbox/relay-options.js';
import { testRabbit } from '../test/services/rabbitmq.js';

const EXCHANGE = 'ecommerce_events';
const QUEUE = 'bench-events';
const { window: WINDOW } = RELAY_DEFAULTS;
/** About the size of an order's event. */
const BODY = Buffer.from(JSON.stringify({ filler: 'x'.repeat(340) }));
const PROPERTIES = {
  persistent: true,
  mandatory: true,
  type: 'order.created',
  contentType: 'application/json',
  contentEncoding: 'utf-8',
  appId: 'bench',
  headers: {},
};

/** The benchmark's private RabbitMQ, with a durable queue that is bound to every event. */
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
    await channel.assertQueue(QUEUE, { durable: true });
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

  /** Messages per second of a bare confirm channel with a window as large as the relay's. */
  async barePerSecond(count: number): Promise<number> {
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      let sent = 0;
      let confirmed = 0;
      const send = (): void => {
        while (sent < count && sent - confirmed < WINDOW) {
          sent += 1;
          const messageId = `00000000-0000-7000-8000-${String(sent).padStart(12, '0')}`;
          this.#channel.publish(EXCHANGE, 'order.created', BODY, { ...PROPERTIES, messageId }, (error: unknown) => {
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
