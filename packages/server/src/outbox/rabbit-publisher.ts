import type { Writable } from 'node:stream';
import { connect, type ChannelModel, type ConfirmChannel, type Message, type Options } from 'amqplib';
import { explainTlsFailure } from '../certificates/explain-tls-failure.js';
import { readPeerCertificate } from '../certificates/peer-certificate.js';
import type { EventPublisher, OutgoingMessage } from '../ports/event-publisher.js';
import { asVirtualHostError, brokerAddress, type BrokerAddress, type BrokerTls } from './broker-address.js';
import type { BrokerSession, OpenSession, SessionEnd, SessionListener } from './broker-session.js';
import { cloudEventAttributes } from './cloud-event-attributes.js';
import { createReconnectingPublisher, type ReconnectingOptions } from './reconnecting-publisher.js';

export interface BrokerAccess {
  /** `amqp://user:password@host:port/vhost`, or `amqps://`. */
  readonly url: string;
  /** For `amqps://`. */
  readonly tls?: BrokerTls;
}

export interface RabbitOptions extends BrokerAccess {
  /** Reads the URL and the PEM texts again before each connection, because files may have changed. */
  readonly readAgain?: () => BrokerAccess;
  /** The durable topic exchange for events; looked up, and declared only if it does not exist. */
  readonly exchange: string;
  /** For connecting, logging in and declaring the exchange together. */
  readonly connectTimeoutMs?: number;
  /** A connection is lost after two intervals without traffic. */
  readonly heartbeatSeconds?: number;
  /** The broker shows it beside the connection. */
  readonly connectionName?: string;
}

const DEFAULT_TLS_PORT = 5671;
const NOT_FOUND = 404;
const ACCESS_REFUSED = 403;
const APP_ID = 'order-service';
const CLOSE_TIMEOUT_MS = 1_000;
/** Holds a full window of messages of 2 KB, so that they are written together (see `#gatherWrites`). */
const SOCKET_BUFFER_BYTES = 1_024 * 1_024;

/**
 * Reply codes with which RabbitMQ refuses a message because of its content: too large, malformed, failed precondition,
 * crash. Other codes, such as a missing exchange (404) or missing rights (403), do not concern the message.
 */
const REFUSAL_CODES: ReadonlySet<unknown> = new Set([311, 406, 501, 502, 503, 505, 541]);

/** Publishes events to RabbitMQ, and reconnects whenever the connection is lost. */
export function createRabbitPublisher({ readAgain, ...rest }: RabbitOptions & ReconnectingOptions): EventPublisher {
  const options = { connectTimeoutMs: 5_000, heartbeatSeconds: 3, connectionName: APP_ID, ...rest };
  const open: OpenSession = (listener, signal) => {
    const { url, tls = {} } = readAgain?.() ?? rest;
    const target = brokerAddress(url, options.heartbeatSeconds);
    return openSession(target, { ...options, tls }, listener, signal);
  };
  return createReconnectingPublisher(open, options);
}

type SessionOptions = Omit<Required<RabbitOptions>, 'url' | 'readAgain'>;

async function openSession(
  target: BrokerAddress,
  { exchange, tls, connectTimeoutMs, connectionName }: SessionOptions,
  listener: SessionListener,
  signal: AbortSignal,
): Promise<BrokerSession> {
  const cut = new AbortController(); // amqplib does not expose its socket; aborting this signal closes it
  const cutNow = (): void => cut.abort();
  const deadline = setTimeout(cutNow, connectTimeoutMs);
  signal.addEventListener('abort', cutNow);
  try {
    const socket = {
      signal: cut.signal,
      timeout: connectTimeoutMs,
      noDelay: true,
      ...tls,
      writableHighWaterMark: SOCKET_BUFFER_BYTES,
    };
    const connection = await connect(target, { ...socket, clientProperties: { connection_name: connectionName } });
    // Before anything else: an `error` event without a listener ends the process.
    const connectionEnded = endOf(connection);
    const { channel, ended: channelEnded } = await openChannelWithExchange(connection, exchange);
    const ended = Promise.race([connectionEnded, channelEnded]);
    return new RabbitSession({ connection, channel, exchange, ended, cut, listener });
  } catch (error) {
    cut.abort();
    throw await explainFailure(error, target, tls);
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', cutNow);
  }
}

/** Logs in and looks the exchange up, without declaring it. Resolves to whether it exists; rejects as a login does. */
export async function lookUpExchange({
  url,
  tls = {},
  exchange,
  connectTimeoutMs = 5_000,
}: RabbitOptions): Promise<boolean> {
  const target = brokerAddress(url, 0);
  const socket = { signal: AbortSignal.timeout(connectTimeoutMs), timeout: connectTimeoutMs, ...tls };
  const connection = await connect(target, socket).catch(async (error: unknown) => {
    throw await explainFailure(error, target, tls);
  });
  connection.on('error', () => undefined); // its close is awaited below
  try {
    const { channel } = await openChannel(connection);
    await channel.checkExchange(exchange);
    return true;
  } catch (error) {
    if (codeOf(error) === NOT_FOUND) return false;
    throw error;
  } finally {
    await connection.close();
  }
}

/** The failure of a connection, which names the virtual host or the certificate that is to blame. */
async function explainFailure(error: unknown, target: BrokerAddress, { ca, cert }: BrokerTls): Promise<unknown> {
  const explained = asVirtualHostError(error, target.vhost);
  if (explained !== error || target.protocol !== 'amqps') return explained;
  const { hostname: host, port = DEFAULT_TLS_PORT } = target;
  return await explainTlsFailure(error, {
    server: `${host}:${port}`,
    readPeer: () => readPeerCertificate({ host, port }),
    own: { RABBITMQ_CA: ca, RABBITMQ_CERT: cert },
  });
}

interface OpenedChannel {
  readonly channel: ConfirmChannel;
  readonly ended: Promise<SessionEnd>;
}

/**
 * Looks the exchange up, and declares it only if it is absent: the account may have no right to declare it, and an existing
 * exchange may have another type or other arguments, with which a declaration would fail.
 */
async function openChannelWithExchange(connection: ChannelModel, exchange: string): Promise<OpenedChannel> {
  const found = await openChannel(connection);
  try {
    await found.channel.checkExchange(exchange);
    return found;
  } catch (error) {
    if (codeOf(error) !== NOT_FOUND) throw error;
  }
  const opened = await openChannel(connection); // a failed look-up closes its channel
  try {
    await opened.channel.assertExchange(exchange, 'topic', { durable: true });
    return opened;
  } catch (error) {
    if (codeOf(error) !== ACCESS_REFUSED) throw error;
    throw new Error(
      `The exchange "${exchange}" does not exist, and this account may not create it. Create it, or let the account configure it. (${(error as Error).message})`,
      { cause: error },
    );
  }
}

async function openChannel(connection: ChannelModel): Promise<OpenedChannel> {
  const channel = await connection.createConfirmChannel();
  return { channel, ended: endOf(channel) };
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

interface SessionParts {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  readonly exchange: string;
  readonly ended: Promise<SessionEnd>;
  readonly cut: AbortController;
  readonly listener: SessionListener;
}

class RabbitSession implements BrokerSession {
  readonly ended: Promise<SessionEnd>;
  readonly #connection: ChannelModel;
  readonly #channel: ConfirmChannel;
  readonly #exchange: string;
  readonly #cut: AbortController;
  readonly #listener: SessionListener;
  #isClosed = false;
  #isGathering = false;

  constructor({ connection, channel, exchange, ended, cut, listener }: SessionParts) {
    this.#connection = connection;
    this.#channel = channel;
    this.#exchange = exchange;
    this.#cut = cut;
    this.#listener = listener;
    connection.on('blocked', (reason) => listener.blocked(reason));
    connection.on('unblocked', () => listener.unblocked());
    channel.on('return', (message) => listener.returned(String(message.properties.messageId), returnReason(message)));
    // Before amqplib's own listener, which calls back for every unconfirmed message as if it were nacked.
    channel.prependListener('close', () => (this.#isClosed = true));
    const destroyed = new Promise<SessionEnd>((resolve) => {
      cut.signal.addEventListener('abort', () => resolve({ reason: String(cut.signal.reason), refusedMessage: false }));
    });
    this.ended = Promise.race([ended, destroyed]).finally(() => cut.abort('the session has ended'));
  }

  publish(message: OutgoingMessage): boolean {
    if (this.#isClosed) return false;
    this.#gatherWrites();
    const { messageId, type } = message;
    const body = Buffer.from(message.body);
    this.#channel.publish(this.#exchange, type, body, propertiesOf(message), (error: unknown) => {
      if (!this.#isClosed) this.#listener.confirmed(messageId, error === null);
    });
    return true;
  }

  /**
   * Writes the messages of one turn of the event loop together. amqplib would write each of them to its socket alone, with
   * a system call here and a wake-up of the broker: a third of the cost of publishing, on both sides. It writes in the
   * immediate that follows, so the socket is uncorked in the one after that.
   */
  #gatherWrites(): void {
    const { stream } = this.#connection.connection as { stream?: Writable };
    if (this.#isGathering || !stream) return;
    this.#isGathering = true;
    stream.cork();
    setImmediate(() => {
      setImmediate(() => {
        this.#isGathering = false;
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

/** The fields of a basic.return that amqplib leaves out of its types, with the reply for an unroutable message. */
const UNROUTABLE = { replyCode: 312, replyText: 'NO_ROUTE' };

function returnReason({ fields }: Message): string {
  const { replyCode, replyText } = { ...UNROUTABLE, ...fields };
  return `${replyCode} ${replyText}`;
}

/** The properties and headers of an event's message. */
export function propertiesOf(message: OutgoingMessage): Options.Publish {
  const { messageId, type, occurredAt, traceparent, sentBy = traceparent } = message;
  return {
    persistent: true,
    mandatory: true,
    messageId,
    type,
    timestamp: Math.floor(Date.parse(occurredAt) / 1_000),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    appId: APP_ID,
    headers: { ...cloudEventAttributes(message), ...(sentBy !== null && { traceparent: sentBy }) },
  };
}

/**
 * Resolves when a connection or channel ends. `error` comes before `close` and has the reason. A channel closes before the
 * connection that takes it down, which has the reason then, so a `close` is taken one immediate later.
 */
function endOf(emitter: ChannelModel | ConfirmChannel): Promise<SessionEnd> {
  return new Promise((resolve) => {
    const end = (error?: Error & { code?: unknown }): void =>
      resolve({ reason: error?.message ?? 'closed', refusedMessage: REFUSAL_CODES.has(error?.code) });
    emitter.on('error', end);
    emitter.on('close', (error?: Error) => setImmediate(end, error));
  });
}
