import { PassThrough } from 'node:stream';
import { EVENT_TYPES, isKnown, type OrderEvent } from '@order-service/sdk';
import { FileError, UnavailableError } from '../../../errors.js';
import type { Context } from '../../../features/context.js';
import { shellWord } from '../../../render/shell-word.js';
import { attack } from '../attack.js';
import { bounded } from '../bounded.js';
import { createConsumerProcess, type ConsumerProcess } from '../consumer-process.js';
import { isSelected, type FeedEvent } from '../feed.js';
import { deliveryTimeoutMs, logChaos, type ListenSession } from '../listen-session.js';
import type { AmqpFlags, ListenOptions } from '../options.js';
import { verifyConsumer } from '../verify/verify-consumer.js';
import { createAmqpConsumer } from './amqp-consumer.js';
import type { Broker, connectBroker } from './broker.js';
import { startBrokerProxy } from './broker-proxy.js';
import { createDeliveryWatch } from './delivery-watch.js';

const AMQP_PORT = 5672;

/** Passes the events of the service's exchange on to a queue of the consumer, whose connection it watches. */
export async function listenAmqp(context: Context, options: ListenOptions, flags: AmqpFlags): Promise<void> {
  const { signal, io } = context;
  const connect = await loadBroker();
  const broker = await connect(flags);
  try {
    // Before the consumer can connect: what it sees of the service from then on is delivered.
    const events = await eventsOf(context, options, broker);
    const watch = createDeliveryWatch();
    const target = { host: flags.url.hostname, port: Number(flags.url.port) || AMQP_PORT };
    const proxy = await startBrokerProxy(target, flags.port, watch.events);
    try {
      const address = proxiedUrl(flags.url, proxy.port);
      const process = processOf(context, options, flags, address, broker);
      const consumer = createAmqpConsumer({
        publish: (event) => broker.publish(event),
        isDelivered: async ({ event_type: type }) => isKnown(EVENT_TYPES, type) || (await broker.isQueueRead()),
        purge: () => broker.purge(),
        watch,
        crash: async () => {
          await process?.kill();
          proxy.cut();
          await process?.start();
        },
        restart: process && (() => process.kill().then(() => process.start())),
        timeoutMs: deliveryTimeoutMs(context),
        signal,
      });
      io.log(
        `The consumer connects to port ${proxy.port} instead of ${target.port}, and reads the queue ${flags.queue}.`,
      );
      io.log(`Or it binds queues of its own to the exchange ${broker.exchange}.`);
      logChaos(context, options);
      const again = `--amqp ${shellWord(withoutPassword(flags.url))} --exchange ${shellWord(flags.exchange)} --queue ${shellWord(flags.queue)}`;
      const session: ListenSession = { context, options, consumer, process, events, again };
      try {
        if (options.verify) await verifyConsumer(session, options.verify);
        else await attack(session);
      } finally {
        await process?.kill();
      }
    } finally {
      await proxy.stop();
    }
  } finally {
    await broker.close();
  }
}

/** The client library is an optional dependency, and is loaded only here. */
async function loadBroker(): Promise<typeof connectBroker> {
  try {
    return (await import('./broker.js')).connectBroker;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new FileError('The package amqplib, which --amqp needs, is not installed.', {
      hints: ['npm install amqplib'],
      cause,
    });
  }
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.href;
}

function proxiedUrl(url: URL, port: number): string {
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(port);
  return proxied.href;
}

function processOf(
  { folder, signal, environment }: Context,
  { consumer: command }: ListenOptions,
  { queue }: AmqpFlags,
  url: string,
  { exchange }: Broker,
): ConsumerProcess | undefined {
  if (command === undefined) return undefined;
  const variables = { AMQP_URL: url, AMQP_QUEUE: queue, AMQP_EXCHANGE: exchange };
  return createConsumerProcess({
    ...{ command, folder, signal, address: undefined },
    environment: { ...environment.variables, ...variables },
  });
}

interface SourceEntry {
  readonly event: OrderEvent;
  readonly acknowledge: () => void;
}

/** The events of the service's exchange from now on. */
async function eventsOf(
  { signal }: Context,
  { types, orderIds }: ListenOptions,
  broker: Broker,
): Promise<ListenSession['events']> {
  const source = new PassThrough({ objectMode: true });
  source.on('error', () => undefined); // Whoever reads it gets the error.
  await broker.consume((event, acknowledge) => void source.write({ event, acknowledge } satisfies SourceEntry));
  void broker.ended.then((reason) => {
    source.destroy(new UnavailableError(`The connection to the broker has ended: ${reason}`));
  });

  async function* read(ended: AbortSignal): AsyncGenerator<FeedEvent, void, undefined> {
    const end = (): void => void source.end();
    ended.addEventListener('abort', end);
    for await (const { event, acknowledge } of source as AsyncIterable<SourceEntry>) {
      acknowledge();
      yield { event, cursor: undefined, isWanted: isSelected({ types, orderIds }, event) };
    }
  }

  return ({ count, idleMs }) => bounded(read, { count, idleMs, isPast: false, signal });
}
