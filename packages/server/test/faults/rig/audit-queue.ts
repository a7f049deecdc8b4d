import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { uniqueName } from '../../../../../test/services/rabbitmq.js';
import type { Delivery } from '../checker/evidence.js';
import { eventually } from '../../../../../test/services/eventually.js';

export interface AuditQueueOptions {
  /** Arguments of the queue, such as `x-queue-type`. */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** After this time, events that are not on the queue are missing. */
const MAX_SILENCE_MS = 5_000;

/** A queue that is bound to every event and read at the end of the run: its messages are what consumers would receive. */
export class AuditQueue {
  readonly queue = uniqueName('audit');
  readonly exchange: string;
  readonly #url: () => string;
  readonly #options: AuditQueueOptions;
  readonly #taken: Delivery[] = [];

  constructor(url: () => string, exchange: string, options: AuditQueueOptions = {}) {
    this.#url = url;
    this.exchange = exchange;
    this.#options = options;
  }

  /** Declares exchange and queue, and binds the queue unless `bound` is false. */
  async open({ bound = true } = {}): Promise<void> {
    await this.on(async (channel) => {
      await channel.assertExchange(this.exchange, 'topic', { durable: true });
      await channel.assertQueue(this.queue, { durable: true, ...this.#options });
      if (bound) await channel.bindQueue(this.queue, this.exchange, '#');
    });
  }

  async bind(): Promise<void> {
    await this.on((channel) => channel.bindQueue(this.queue, this.exchange, '#'));
  }

  async unbind(): Promise<void> {
    await this.on((channel) => channel.unbindQueue(this.queue, this.exchange, '#'));
  }

  /** Reads up to `count` messages off the queue. */
  async take(count: number): Promise<void> {
    await this.on(async (channel) => {
      for (let taken = 0; taken < count; taken += 1) {
        const message = await channel.get(this.queue, { noAck: true });
        if (!message) return;
        this.#taken.push(readDelivery(message.content));
      }
    });
  }

  /**
   * Reads the rest of the queue; returns all messages that were ever read, oldest first. A quorum queue whose leader answers
   * late reports no messages, so a queue with fewer than `expected` events has to be silent for a while.
   */
  async drain(expected: number): Promise<readonly Delivery[]> {
    return await this.on(async (channel) => {
      const deliveries = this.#taken;
      await channel.consume(this.queue, (message) => message && deliveries.push(readDelivery(message.content)), {
        noAck: true,
      });
      let seen = -1;
      let silentSinceMs = performance.now();
      await eventually(
        'the audit queue is drained',
        async () => {
          const { messageCount } = await channel.checkQueue(this.queue);
          const isSilent = messageCount === 0 && deliveries.length === seen;
          seen = deliveries.length;
          if (!isSilent) silentSinceMs = performance.now();
          const isComplete = new Set(deliveries.map(({ eventId }) => eventId)).size >= expected;
          return isSilent && (isComplete || performance.now() - silentSinceMs > MAX_SILENCE_MS);
        },
        300_000,
      );
      return deliveries;
    });
  }

  async delete(): Promise<void> {
    await this.on(async (channel) => {
      await channel.deleteQueue(this.queue);
      await channel.deleteExchange(this.exchange);
    });
  }

  /** Runs `work` on a connection of its own. */
  async on<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    const connection: ChannelModel = await connect(this.#url(), { timeout: 10_000 });
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => undefined);
      return await work(channel);
    } finally {
      await connection.close().catch(() => undefined);
    }
  }
}

interface Body {
  readonly event_id: string;
  readonly event_type: string;
  readonly order_version: number;
  readonly data: { order_id: number; user_id: number; status?: string; new_status?: string };
}

function readDelivery(content: Buffer): Delivery {
  const { event_id: eventId, event_type: type, order_version: version, data } = JSON.parse(content.toString()) as Body;
  const toStatus = data.new_status ?? data.status ?? '';
  return { eventId, type, version, orderId: data.order_id, userId: data.user_id, toStatus };
}
