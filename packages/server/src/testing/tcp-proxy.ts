import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TcpLink, type NetworkFault } from './tcp-link.js';

export interface Target {
  /** 127.0.0.1 if absent. */
  readonly host?: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

/** Listens on a free port of 127.0.0.1 and forwards to `targets`, which is asked at every connection. */
export async function startTcpProxy(targets: () => readonly Target[]): Promise<TcpProxy> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, LOOPBACK);
  await once(server, 'listening');
  return new TcpProxy(server, targets);
}

/** A TCP port in front of others: a round-robin balancer over them, and a network that can fail. */
export class TcpProxy {
  readonly port: number;
  fault: NetworkFault = { kind: 'none' };
  /** Tried in turn until one accepts the connection. */
  targets: () => readonly Target[];
  /** Connections accepted so far. */
  connectionCount = 0;
  /** Directions of connections that lost bytes so far. */
  silencedCount = 0;
  readonly #server: Server;
  readonly #links = new Set<TcpLink>();
  /** Clients whose connection to a target is being opened. */
  readonly #accepted = new Set<Socket>();
  #nextTarget = 0;
  #cutAfterBytes: (() => number) | undefined;
  #stopping: Promise<unknown> | undefined;

  constructor(server: Server, targets: () => readonly Target[]) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.targets = targets;
    server.on('connection', (client) => void this.#accept(client));
  }

  /** Resets every open connection. */
  reset(): void {
    for (const link of this.#links) link.reset();
    for (const client of this.#accepted) client.resetAndDestroy();
  }

  /** Closes the connections to the targets and leaves the connections of the clients half-open. */
  leaveClientsHalfOpen(): void {
    for (const link of this.#links) link.leaveClientHalfOpen();
  }

  /** Resets each new connection once its client was sent as many bytes as `bytes` returned for it; undefined for never. */
  cutAfter(bytes: (() => number) | undefined): void {
    this.#cutAfterBytes = bytes;
  }

  /** Closes the port and every connection. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping ??= once(this.#server.close(), 'close');
    this.reset();
    await this.#stopping;
  }

  async #accept(client: Socket): Promise<void> {
    this.connectionCount += 1;
    client.on('error', () => undefined); // these errors are what the proxy is for
    if (this.fault.kind === 'refusing') return void client.resetAndDestroy();
    this.#accepted.add(client);
    const upstream = await this.#dial();
    this.#accepted.delete(client);
    if (!upstream || client.destroyed || this.#stopping) {
      upstream?.destroy();
      return void client.resetAndDestroy();
    }
    const link = new TcpLink(
      client,
      upstream,
      () => this.fault,
      this.#cutAfterBytes?.() ?? Infinity,
      () => (this.silencedCount += 1),
    );
    this.#links.add(link);
    for (const socket of [client, upstream]) {
      socket.once('close', () => {
        if (client.closed && upstream.closed) this.#links.delete(link);
      });
    }
  }

  async #dial(): Promise<Socket | undefined> {
    const targets = this.targets();
    const first = (this.#nextTarget += 1);
    for (const index of targets.keys()) {
      const { host = LOOPBACK, port = 0 } = targets[(first + index) % targets.length] ?? {};
      const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
      socket.on('error', () => undefined);
      const opened = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('close', () => resolve(false));
      });
      if (opened) return socket;
    }
    return undefined;
  }
}
