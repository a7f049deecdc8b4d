import type { Writable } from 'node:stream';
import { connect, type ChannelModel, type ConfirmChannel, type Options } from 'amqplib';
import type { EventPublisher, OutgoingMessage } from '../ports/event-publisher.js';
import type { BrokerSession, SessionEnd, SessionListener } from './broker-session.js';
import { createReconnectingPublisher, type ReconnectingOptions } from './reconnecting-publisher.js';

export interface RabbitOptions {
  /** `amqp://user:password@host:port/vhost`, or `amqps://`. */
  readonly url: string;
  /** The durable topic exchange that events go to; declared when it is not there. */
  readonly exchange: string;
  /** Bounds connecting, logging in, and declaring the exchange together. */
  readonly connectTimeoutMs?: number;
  /** Two silent intervals make a connection count as dead. */
  readonly heartbeatSeconds?: number;
  /** Shown by the broker beside the connection. */
  readonly connectionName?: string;
}

const APP_ID = 'order-service';
const CLOSE_TIMEOUT_MS = 1_000;
/** Holds a full window of messages, so that they are written together (see `#gatherWrites`). */
const SOCKET_BUFFER_BYTES = 256 * 1_024;

/**
 * Reply codes by which RabbitMQ refuses a message for what it is: too large, malformed, failed precondition, crash.
 * Others, such as a missing exchange (404) or missing rights (403), say nothing about the message.
 */
const REFUSALS: ReadonlySet<unknown> = new Set([311, 406, 501, 502, 503, 505, 541]);

/** Publishes events to RabbitMQ, and keeps connecting while there is none. */
export function createRabbitPublisher({ url, ...rest }: RabbitOptions & ReconnectingOptions): EventPublisher {
  const options = { connectTimeoutMs: 5_000, heartbeatSeconds: 3, connectionName: APP_ID, ...rest };
  const target = brokerAddress(url, options.heartbeatSeconds);
  return createReconnectingPublisher((listener, signal) => openSession(target, options, listener, signal), options);
}

type SessionOptions = Omit<Required<RabbitOptions>, 'url'>;

async function openSession(
  target: Options.Connect,
  { exchange, connectTimeoutMs, connectionName }: SessionOptions,
  listener: SessionListener,
  giveUp: AbortSignal,
): Promise<BrokerSession> {
  const cut = new AbortController(); // the one way to close a socket that amqplib keeps to itself
  const cutNow = (): void => cut.abort();
  const deadline = setTimeout(cutNow, connectTimeoutMs);
  giveUp.addEventListener('abort', cutNow);
  try {
    const socket = {
      signal: cut.signal,
      timeout: connectTimeoutMs,
      noDelay: true,
      writableHighWaterMark: SOCKET_BUFFER_BYTES,
    };
    const connection = await connect(target, { ...socket, clientProperties: { connection_name: connectionName } });
    // Before anything else: an `error` nobody listens to ends the process.
    const ended = endOf(connection);
    const channel = await connection.createConfirmChannel();
    const channelEnded = endOf(channel);
    await channel.assertExchange(exchange, 'topic', { durable: true });
    return new RabbitSession(connection, channel, exchange, Promise.race([ended, channelEnded]), cut, listener);
  } catch (error) {
    cut.abort();
    throw error;
  } finally {
    clearTimeout(deadline);
    giveUp.removeEventListener('abort', cutNow);
  }
}

/** Of basic.return; amqplib's types have those of a delivery. */
interface ReturnFields {
  readonly replyCode: number;
  readonly replyText: string;
}

class RabbitSession implements BrokerSession {
  readonly #connection: ChannelModel;
  readonly #channel: ConfirmChannel;
  readonly #exchange: string;
  readonly #cut: AbortController;
  readonly #listener: SessionListener;
  readonly ended: Promise<SessionEnd>;
  #closed = false;
  #gathering = false;

  constructor(
    connection: ChannelModel,
    channel: ConfirmChannel,
    exchange: string,
    ended: Promise<SessionEnd>,
    cut: AbortController,
    listener: SessionListener,
  ) {
    this.#connection = connection;
    this.#channel = channel;
    this.#exchange = exchange;
    this.#cut = cut;
    this.#listener = listener;
    connection.on('blocked', (reason) => listener.blocked(reason));
    connection.on('unblocked', () => listener.unblocked());
    channel.on('return', ({ fields, properties }) => {
      const { replyCode, replyText } = fields as typeof fields & ReturnFields;
      listener.returned(String(properties.messageId), `${replyCode} ${replyText}`);
    });
    // In front of amqplib's own listener, which then calls back for every unconfirmed message as if it were nacked.
    channel.prependListener('close', () => (this.#closed = true));
    const destroyed = new Promise<SessionEnd>((resolve) => {
      cut.signal.addEventListener('abort', () => resolve({ reason: String(cut.signal.reason), refusal: false }));
    });
    this.ended = Promise.race([ended, destroyed]).finally(() => cut.abort('the session is over'));
  }

  publish(message: OutgoingMessage): boolean {
    if (this.#closed) return false;
    this.#gatherWrites();
    const { messageId, type } = message;
    this.#channel.publish(this.#exchange, type, Buffer.from(message.body), propertiesOf(message), (error: unknown) => {
      if (!this.#closed) this.#listener.confirmed(messageId, error === null);
    });
    return true;
  }

  /**
   * Writes the messages of one turn of the event loop together. amqplib hands them to its socket one by one, each a
   * system call here and a wake-up of the broker: a third of what publishing costs both. It does so in the immediate
   * that follows, hence two of them.
   */
  #gatherWrites(): void {
    const { stream } = this.#connection.connection as { stream?: Writable };
    if (this.#gathering || !stream) return;
    this.#gathering = true;
    stream.cork();
    setImmediate(() => {
      setImmediate(() => {
        this.#gathering = false;
        stream.uncork();
      });
    });
  }

  async close(): Promise<void> {
    const deadline = setTimeout(() => this.destroy('closing took too long'), CLOSE_TIMEOUT_MS);
    this.#connection.close().catch(() => undefined); // it may be closed already
    await this.ended;
    clearTimeout(deadline);
  }

  destroy(reason: string): void {
    this.#cut.abort(reason);
  }
}

function propertiesOf({ messageId, type, occurredAt, traceparent }: OutgoingMessage): Options.Publish {
  return {
    persistent: true,
    mandatory: true,
    messageId,
    type,
    timestamp: Math.floor(Date.parse(occurredAt) / 1_000),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    appId: APP_ID,
    headers: traceparent === null ? {} : { traceparent },
  };
}

/**
 * Listens for the end of a connection or channel. An error comes before the close; a channel closes before the
 * connection that goes with it, which knows why: hence the moment's patience.
 */
function endOf(emitter: ChannelModel | ConfirmChannel): Promise<SessionEnd> {
  return new Promise((resolve) => {
    const end = (error?: Error & { code?: unknown }): void =>
      resolve({ reason: error?.message ?? 'closed', refusal: REFUSALS.has(error?.code) });
    emitter.on('error', end);
    emitter.on('close', (error?: Error) => setImmediate(end, error));
  });
}

function brokerAddress(url: string, heartbeat: number): Options.Connect {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    protocol: protocol.replace(/:$/, ''),
    hostname: hostname.replace(/^\[|\]$/g, ''),
    ...(port && { port: Number(port) }),
    ...(username && { username: decodeURIComponent(username), password: decodeURIComponent(password) }),
    vhost: pathname.slice(1) || '/', // amqplib decodes it
    heartbeat,
  };
}
