import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What happens to the connections through a proxy. */
export type NetworkFault =
  | { readonly kind: 'none' }
  /** Every chunk from either side arrives this much later, in order. */
  | { readonly kind: 'latency'; readonly delayMs: number }
  /** Connections open, and no byte passes in either direction: what was sent is lost. */
  | { readonly kind: 'blackhole' }
  /** No byte passes from the target to the client; the other direction works. */
  | { readonly kind: 'mute' }
  /** New connections are reset. */
  | { readonly kind: 'refusing' };

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
  readonly #server: Server;
  readonly #links = new Set<Link>();
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
  }

  /** Closes the connections to the targets and leaves the clients with half-open ones that nobody answers. */
  abandonClients(): void {
    for (const link of this.#links) link.abandonClient();
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
    const upstream = await this.#dial();
    if (!upstream || client.destroyed || this.#stopping) {
      upstream?.destroy();
      return void client.resetAndDestroy();
    }
    const link = new Link(client, upstream, () => this.fault, this.#cutAfterBytes?.() ?? Infinity);
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

/** One client's connection and the one to its target. */
class Link {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #directions: readonly Direction[];

  constructor(client: Socket, upstream: Socket, fault: () => NetworkFault, maxBytesToClient: number) {
    this.#client = client;
    this.#upstream = upstream;
    this.#directions = [
      new Direction(client, upstream, { fault, silencedBy: ['blackhole'] }),
      new Direction(upstream, client, {
        fault,
        silencedBy: ['blackhole', 'mute'],
        limit: { bytes: maxBytesToClient, reached: () => this.reset() },
      }),
    ];
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }

  abandonClient(): void {
    for (const direction of this.#directions) direction.silence();
    this.#upstream.destroy();
  }
}

interface DirectionOptions {
  readonly fault: () => NetworkFault;
  readonly silencedBy: readonly NetworkFault['kind'][];
  readonly limit?: { readonly bytes: number; readonly reached: () => void };
}

/**
 * One direction of a connection. As TCP does, it delivers bytes in order or not at all: later ones wait for those that
 * are delayed, and once some were swallowed nothing more is delivered, even after the fault has ended.
 */
class Direction {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #options: DirectionOptions;
  readonly #delayed: { readonly chunk: Buffer; readonly dueMs: number }[] = [];
  #bytesLeft: number;
  #timer: NodeJS.Timeout | undefined;
  #silent = false;
  #ended = false;

  constructor(from: Socket, to: Socket, options: DirectionOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#bytesLeft = options.limit?.bytes ?? Infinity;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => {
      this.#ended = true;
      this.#flush();
    });
    from.on('close', () => {
      clearTimeout(this.#timer);
      if (!this.#silent) to.destroy();
    });
    from.on('error', () => undefined); // these errors are what the proxy is for
  }

  silence(): void {
    this.#silent = true;
    this.#delayed.length = 0;
  }

  #take(chunk: Buffer): void {
    const fault = this.#options.fault();
    if (this.#options.silencedBy.includes(fault.kind)) this.#silent = true;
    if (this.#silent) return;
    const delayMs = fault.kind === 'latency' ? fault.delayMs : 0;
    this.#delayed.push({ chunk, dueMs: Math.max(this.#delayed.at(-1)?.dueMs ?? 0, performance.now() + delayMs) });
    this.#flush();
  }

  /** Delivers what is due, and sets a timer for the rest. */
  #flush(): void {
    clearTimeout(this.#timer);
    for (let next = this.#delayed[0]; next && next.dueMs <= performance.now(); next = this.#delayed[0]) {
      this.#delayed.shift();
      this.#deliver(next.chunk);
    }
    const [next] = this.#delayed;
    if (next) this.#timer = setTimeout(() => this.#flush(), Math.ceil(next.dueMs - performance.now()));
    else if (this.#ended && !this.#silent) this.#to.end();
  }

  #deliver(chunk: Buffer): void {
    if (this.#to.destroyed || this.#bytesLeft < 0) return;
    const fits = chunk.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= chunk.length;
    if (this.#bytesLeft < 0) {
      this.#to.write(fits, this.#options.limit?.reached);
    } else if (!this.#to.write(fits)) {
      this.#from.pause();
      this.#to.once('drain', () => this.#from.resume());
    }
  }
}
