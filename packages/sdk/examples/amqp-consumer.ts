/**
 * A consumer of order events with amqplib: a durable queue of its own, bound to every event, and no message lost. When
 * the connection is, `onError` hears of it; start anew then, the queue keeps what was not acknowledged.
 *
 *   const consumer = await consumeOrderEvents('amqp://localhost', 'my_queue', (event) => console.log(event.event_type));
 *   process.once('SIGTERM', () => void consumer.stop());
 */
import { connect, type Channel, type ConsumeMessage } from 'amqplib';
import { EVENT_TYPES, EventAheadError, InvalidEventError, parseOrderEvent, type OrderEvent } from '@order-service/sdk';

export interface Consumer {
  /** Takes no more messages, lets those under way end, and disconnects. */
  stop(): Promise<void>;
}

export interface ConsumerOptions {
  /** Where the service publishes. */
  readonly exchange?: string;
  /** How many messages may be under way at a time. */
  readonly prefetch?: number;
  /** Told of messages that are put aside, and of failures. */
  readonly onError?: (error: unknown) => void;
}

export async function consumeOrderEvents(
  url: string,
  queue: string,
  handle: (event: OrderEvent) => Promise<unknown>,
  { exchange = 'ecommerce_events', prefetch = 10, onError = () => undefined }: ConsumerOptions = {},
): Promise<Consumer> {
  const connection = await connect(url);
  connection.on('error', onError);
  const channel = await connection.createChannel();
  channel.on('error', onError);
  await channel.assertExchange(exchange, 'topic', { durable: true });
  await channel.assertQueue(queue, { durable: true });
  for (const type of EVENT_TYPES) await channel.bindQueue(queue, exchange, type);
  await channel.prefetch(prefetch);

  // One after the other: that is what keeps the events of an order in their order.
  let underWay: Promise<void> = Promise.resolve();
  const { consumerTag } = await channel.consume(queue, (message) => {
    if (message === null) onError(new Error('The queue was deleted.'));
    else underWay = underWay.then(() => settle(channel, message, handle, onError));
  });

  return {
    async stop() {
      await channel.cancel(consumerTag);
      await underWay;
      await channel.close();
      await connection.close();
    },
  };
}

async function settle(
  channel: Channel,
  message: ConsumeMessage,
  handle: (event: OrderEvent) => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await handle(parseOrderEvent(message));
    channel.ack(message);
  } catch (error) {
    const invalid = error instanceof InvalidEventError;
    if (invalid && error.reason === 'unknown_type') {
      channel.ack(message); // A newer service's event, which this consumer has no use for yet.
      return;
    }
    if (!(error instanceof EventAheadError)) onError(error);
    // What is broken goes to the dead-letter exchange, if the queue has one; everything else comes again.
    channel.nack(message, false, !invalid);
  }
}
