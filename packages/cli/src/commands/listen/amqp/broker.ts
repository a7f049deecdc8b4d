import { randomUUID } from 'node:crypto';
import { connect, type ConfirmChannel, type ConsumeMessage, type Options } from 'amqplib';
import { EVENT_TYPES, InvalidEventError, parseOrderEvent, type OrderEvent } from '@order-service/sdk';
import { UnavailableError, UsageError } from '../../../errors.js';
import type { AmqpFlags } from '../options.js';

/** The broker: events of the service come from a queue of our own, and go to a queue for the consumer. */
export interface Broker {
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<string>;
  /** The exchange to which the consumer may bind queues of its own. */
  readonly exchange: string;
  /** Calls back for each event of the service, for a bounded number before the first is acknowledged. */
  consume(take: (event: OrderEvent, acknowledge: () => void) => void): Promise<void>;
  /** Publishes to the consumer's exchange as the service does, and waits for the broker's confirm. */
  publish(event: OrderEvent): Promise<void>;
  /** Whether somebody consumes the queue that is declared for the consumer. */
  isQueueRead(): Promise<boolean>;
  /** Empties the consumer's queue. */
  purge(): Promise<void>;
  /** Removes what was declared, and disconnects. */
  close(): Promise<void>;
}

const MAX_UNREAD_EVENTS = 1_000;
/** More than --verify takes. */
const MAX_REMEMBERED_MESSAGES = 20_000;

/** Throws UnavailableError, or UsageError for a queue that exists. */
export async function connectBroker({ url, exchange: serviceExchange, queue }: AmqpFlags): Promise<Broker> {
  const connection = await connect(url.href).catch((cause: unknown) => {
    throw new UnavailableError(`The broker at ${url.host} cannot be reached.`, { cause });
  });
  const ended = new Promise<string>((resolve) => {
    connection.on('error', (error: Error) => resolve(error.message));
    connection.once('close', () => resolve('closed'));
  });
  const exchange = `${queue}.exchange`;
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined); // The promise of the operation fails, too.
  try {
    await channel.checkExchange(serviceExchange).catch((cause: unknown) => {
      throw new UsageError(`The broker has no exchange ${serviceExchange}.`, { cause, hints: ['Give --exchange.'] });
    });
    await declareFor(channel, queue, exchange);
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
  /** The messages of the service, which are published again as they were. */
  const originals = new Map<string, ConsumeMessage>();
  const remember = (eventId: string, message: ConsumeMessage): void => {
    originals.set(eventId, message);
    const [oldest] = originals.keys();
    if (originals.size > MAX_REMEMBERED_MESSAGES && oldest !== undefined) originals.delete(oldest);
  };
  return {
    ended,
    exchange,
    consume: async (take) => {
      const own = `orders-listen.${randomUUID()}`;
      await channel.assertQueue(own, { exclusive: true });
      for (const type of EVENT_TYPES) await channel.bindQueue(own, serviceExchange, type);
      await channel.prefetch(MAX_UNREAD_EVENTS);
      await channel.consume(own, (message) => {
        if (message === null) return;
        const event = eventIn(message);
        const acknowledge = (): void => channel.ack(message);
        if (!event) {
          acknowledge();
          return;
        }
        remember(event.event_id, message);
        take(event, acknowledge);
      });
    },
    publish: async (event) => {
      const { content, properties } = messageFor(event, originals.get(event.event_id));
      await new Promise<void>((resolve, reject) => {
        channel.publish(exchange, event.event_type, content, properties, (error: unknown) => {
          if (error === null) resolve();
          else reject(new UnavailableError('The broker did not confirm a message.', { cause: error }));
        });
      });
    },
    isQueueRead: async () => (await channel.checkQueue(queue)).consumerCount > 0,
    purge: async () => {
      await channel.purgeQueue(queue);
    },
    close: async () => {
      await channel.deleteQueue(queue).catch(() => undefined);
      await channel.deleteExchange(exchange).catch(() => undefined);
      await connection.close().catch(() => undefined);
    },
  };
}

async function declareFor(channel: ConfirmChannel, queue: string, exchange: string): Promise<void> {
  await channel.assertExchange(exchange, 'topic', { durable: true });
  const { messageCount, consumerCount } = await channel.assertQueue(queue, { durable: true });
  if (messageCount > 0 || consumerCount > 0) {
    throw new UsageError(`The queue ${queue} is in use.`, {
      hints: ['Give --queue with the name of a queue that is for this alone: it is deleted at the end.'],
    });
  }
  await channel.bindQueue(queue, exchange, '#');
}

/** The event; undefined for a message that is none, or one of a type that this version does not know. */
function eventIn(message: ConsumeMessage): OrderEvent | undefined {
  try {
    return parseOrderEvent(message);
  } catch (error) {
    if (error instanceof InvalidEventError) return undefined;
    throw error;
  }
}

/**
 * The message of an event: that of the service, byte for byte except for the time of an event that is delivered with another
 * one; or one of our own for an event that the service did not publish.
 */
function messageFor(
  event: OrderEvent,
  original: ConsumeMessage | undefined,
): { readonly content: Buffer; readonly properties: Options.Publish } {
  const { event_id: messageId, event_type: type, timestamp } = event;
  const time = { timestamp: Math.floor(Date.parse(timestamp) / 1_000) };
  if (!original) {
    const own = { messageId, type, contentType: 'application/json', contentEncoding: 'utf-8', appId: 'order-service' };
    return { content: Buffer.from(JSON.stringify(event)), properties: { ...own, ...time, persistent: true } };
  }
  const text = original.content.toString();
  const changed = text.replace(/"timestamp":"[^"]*"/, `"timestamp":"${timestamp}"`);
  if (changed === text) return { content: original.content, properties: { ...original.properties } };
  const headers = { ...(original.properties.headers as object | undefined), 'cloudEvents:time': timestamp };
  return { content: Buffer.from(changed), properties: { ...original.properties, ...time, headers } };
}
