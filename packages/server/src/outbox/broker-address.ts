import { socketHost } from '../url-host.js';

/** PEM texts for a connection with TLS. */
export interface BrokerTls {
  /** The authorities that may have signed the broker's certificate; Node.js's own if absent. */
  readonly ca?: string;
  /** The certificate of this client, and its key. */
  readonly cert?: string;
  readonly key?: string;
}

/** Where and as whom to connect, as amqplib takes it. */
export interface BrokerAddress {
  /** `amqp` or `amqps`. */
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** Percent-encoded: amqplib decodes it. */
  readonly vhost: string;
  /** Seconds. */
  readonly heartbeat: number;
}

/** The parts of `amqp://user:password@host:port/vhost`. */
export function brokerAddress(brokerUrl: string, heartbeatSeconds: number): BrokerAddress {
  const url = new URL(brokerUrl);
  const { protocol, port, username, password, pathname } = url;
  return {
    protocol: protocol.replace(/:$/, ''),
    hostname: socketHost(url),
    ...(port && { port: Number(port) }),
    ...(username && { username: decodeURIComponent(username), password: decodeURIComponent(password) }),
    vhost: pathname.slice(1) || '/',
    heartbeat: heartbeatSeconds,
  };
}

/** The broker does not let this account use the virtual host. */
export class VirtualHostError extends Error {
  override readonly name = 'VirtualHostError';

  constructor(virtualHost: string, cause: unknown) {
    super(
      `The broker does not open the virtual host "${decodeURIComponent(virtualHost)}". It must exist, and the account must have permissions in it.`,
      { cause },
    );
  }
}

/** amqplib leaves out the broker's reason when it closes a connection in place of opening its virtual host. */
export function asVirtualHostError(error: unknown, virtualHost: string): unknown {
  const isRefused =
    error instanceof Error && error.message.startsWith('Expected ConnectionOpenOk; got <ConnectionClose');
  return isRefused ? new VirtualHostError(virtualHost, error) : error;
}
