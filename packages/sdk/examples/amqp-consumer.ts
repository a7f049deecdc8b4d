/**
 * A consumer of order events with amqplib: a durable queue of its own, bound to every event, from which no message is
 * lost. When the connection is lost, connect again: the queue keeps what was not acknowledged.
 *
 *   const consumer = await consumeOrderEvents('amqp://localhost', 'my_queue', (event) => console.log(event.event_type));
 *   process.once('SIGTERM', () => void consumer.stop());
 *   await consumer.ended;
 */
import { connect, type Channel, type ConsumeMessage } from 'amqplib';
import { EVENT_TYPES, EventAheadError, InvalidEventError, parseOrderEvent, type OrderEvent } from '@order-service/sdk';

export interface Consumer {
  /** Resolves when the connection has ended: by `stop`, or because it was lost. */
  readonly ended: Promise<void>;
  /** Takes no more messages, waits for the one in progress, and disconnects. */
  stop(): Promise<void>;
}

export interface ConsumerOptions {
  /** Where the service publishes. */
  readonly exchange?: string;
  /** How many messages the broker delivers before the first is acknowledged. */
  readonly prefetch?: number;
  /** Called for messages that are not events, for failures of `handle`, and for errors of the connection. */
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
  let connected = true;
  const ended = new Promise<void>((resolve) => {
    connection.once('close', () => {
      connected = false;
      resolve();
    });
  });
  const channel = await connection.createChannel();
  channel.on('error', onError);
  await channel.assertExchange(exchange, 'topic', { durable: true });
  await channel.assertQueue(queue, { durable: true });
  for (const type of EVENT_TYPES) await channel.bindQueue(queue, exchange, type);
  await channel.prefetch(prefetch);

  // One after the other, so that one consumer keeps the events of an order in their order.
  let inProgress: Promise<void> = Promise.resolve();
  const consumeNext = async (message: ConsumeMessage) => {
    if (!connected) return; // The broker delivers again what was not acknowledged on this connection.
    const answer = await answerTo(message, handle, onError);
    try {
      answer(channel);
    } catch (error) {
      onError(error); // The connection was lost meanwhile.
    }
  };
  const { consumerTag } = await channel.consume(queue, (message) => {
    if (message === null) onError(new Error('The queue was deleted.'));
    else inProgress = inProgress.then(() => consumeNext(message));
  });

  return {
    ended,
    async stop() {
      if (connected) await channel.cancel(consumerTag);
      await inProgress;
      if (connected) await connection.close();
    },
  };
}

/** Handles a message, and returns how to answer the broker. */
async function answerTo(
  message: ConsumeMessage,
  handle: (event: OrderEvent) => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<(channel: Channel) => void> {
  try {
    await handle(parseOrderEvent(message));
    return (channel) => channel.ack(message);
  } catch (error) {
    const invalid = error instanceof InvalidEventError;
    if (invalid && error.reason === 'unknown_type') {
      return (channel) => channel.ack(message); // A message of another program.
    }
    if (!(error instanceof EventAheadError)) onError(error);
    // A broken message goes to the dead-letter exchange, if the queue has one; any other is delivered again.
    return (channel) => channel.nack(message, false, !invalid);
  }
}
