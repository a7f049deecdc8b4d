import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage, type Options } from 'amqplib';
import { uniqueName } from '../../../../test/services/rabbitmq.js';

/** A delivered message. */
export interface Delivery {
  readonly body: string;
  readonly orderId: number;
  readonly version: number;
  readonly message: ConsumeMessage;
}

/** A consumer with a durable queue, which records all messages in order. */
export class AuditQueue {
  readonly #connection: ChannelModel;
  readonly channel: ConfirmChannel;
  readonly exchange: string;
  readonly name: string;
  readonly deliveries: Delivery[] = [];

  private constructor(connection: ChannelModel, channel: ConfirmChannel, exchange: string, name: string) {
    this.#connection = connection;
    this.channel = channel;
    this.exchange = exchange;
    this.name = name;
  }

  /** Declares exchange and queue. The queue receives nothing before `bind()`. */
  static async declare(url: string, exchange: string, options: Options.AssertQueue = {}): Promise<AuditQueue> {
    const connection = await connect(url);
    connection.on('error', () => undefined); // the test may kill the broker
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    await channel.assertExchange(exchange, 'topic', { durable: true });
    const { queue } = await channel.assertQueue(uniqueName('audit'), { durable: true, ...options });
    return new AuditQueue(connection, channel, exchange, queue);
  }

  /** Connects to the queue of an earlier consumer that lost its broker. */
  async reconnect(url: string): Promise<AuditQueue> {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    return new AuditQueue(connection, channel, this.exchange, this.name);
  }

  async bind(pattern = '#'): Promise<this> {
    await this.channel.bindQueue(this.name, this.exchange, pattern);
    return this;
  }

  async consume(): Promise<this> {
    await this.channel.consume(this.name, (message) => message && this.#take(message), { noAck: true });
    return this;
  }

  /** The versions of an order, in delivery order. */
  versionsOf(orderId: number): number[] {
    return this.deliveries.filter((delivery) => delivery.orderId === orderId).map(({ version }) => version);
  }

  /** Closes the connection, and leaves queue and exchange. */
  async disconnect(): Promise<void> {
    await this.#connection.close();
  }

  /** Deletes queue and exchange if the broker is running, and disconnects. */
  async dispose(): Promise<void> {
    await this.channel.deleteQueue(this.name).catch(() => undefined);
    await this.channel.deleteExchange(this.exchange).catch(() => undefined);
    await this.#connection.close().catch(() => undefined);
  }

  #take(message: ConsumeMessage): void {
    const body = message.content.toString();
    const event = JSON.parse(body) as { order_version: number; data: { order_id: number } };
    this.deliveries.push({ body, message, orderId: event.data.order_id, version: event.order_version });
  }
}
