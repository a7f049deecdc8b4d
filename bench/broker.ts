import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { testRabbit } from '../test/services/rabbitmq.js';

const EXCHANGE = 'ecommerce_events';
const QUEUE = 'bench-events';
const WINDOW = 100;
/** About as large as an event of an order. */
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

/** The private RabbitMQ of the benchmark, with a durable queue that takes every event. */
export class BenchBroker {
  private constructor(
    readonly url: string,
    private readonly connection: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

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
    await this.channel.purgeQueue(QUEUE);
  }

  /** Messages a second that a bare confirm channel takes, with as many unconfirmed ones as the relay's window holds. */
  async barePerSecond(count: number): Promise<number> {
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      let sent = 0;
      let confirmed = 0;
      const send = (): void => {
        while (sent < count && sent - confirmed < WINDOW) {
          sent += 1;
          const messageId = `00000000-0000-7000-8000-${String(sent).padStart(12, '0')}`;
          this.channel.publish(EXCHANGE, 'order.created', BODY, { ...PROPERTIES, messageId }, (error: unknown) => {
            if (error) reject(new Error('The broker refused a message'));
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
    await this.channel.deleteQueue(QUEUE);
    await this.connection.close();
  }
}
