import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the proxy does to the bytes that pass. */
export type Weather =
  | { readonly kind: 'fair' }
  /** Every chunk arrives so much later, in order. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Connections are taken, and nothing passes in either direction: what came is lost. */
  | { readonly kind: 'blackhole' }
  /** Nothing passes from the target to the client; the other direction does. */
  | { readonly kind: 'mute' }
  /** New connections are reset. */
  | { readonly kind: 'refusing' };

const FAIR: Weather = { kind: 'fair' };

/** Stands in front of ports of this machine: a balancer over them, and a network that can fail. */
export class TcpProxy {
  weather: Weather = FAIR;
  readonly #links = new Set<Link>();
  #next = 0;
  #cut: (() => number) | undefined;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    /** The ports behind it, asked for at every connection, tried in turn. */
    public targets: () => readonly number[],
  ) {
    server.on('connection', (client) => void this.#accept(client));
  }

  static async start(targets: () => readonly number[]): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, (server.address() as AddressInfo).port, targets);
  }

  /** Resets every connection. */
  reset(): void {
    for (const link of this.#links) link.reset();
  }

  /** Lets the far sides go and leaves the clients with connections that nobody answers. */
  abandonClients(): void {
    for (const link of this.#links) link.abandonClient();
  }

  /** From now on each new connection is cut once so many bytes came back to its client, which `budget` is asked for. */
  cutAfter(budget: (() => number) | undefined): void {
    this.#cut = budget;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.reset();
    await once(this.server, 'close');
  }

  async #accept(client: Socket): Promise<void> {
    client.on('error', () => undefined); // the faults are ours
    if (this.weather.kind === 'refusing') return void client.resetAndDestroy();
    const upstream = await this.#dial();
    if (!upstream || client.destroyed) {
      upstream?.destroy();
      return void client.resetAndDestroy();
    }
    const link = new Link(client, upstream, () => this.weather, this.#cut?.() ?? Infinity);
    this.#links.add(link);
    client.once('close', () => this.#links.delete(link));
  }

  async #dial(): Promise<Socket | undefined> {
    const ports = this.targets();
    for (let tried = 0; tried < ports.length; tried += 1) {
      const port = ports[this.#next++ % ports.length]!;
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
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

/** One connection and its far side. */
class Link {
  #abandoned = false;
  #left: number;

  constructor(
    private readonly client: Socket,
    private readonly upstream: Socket,
    private readonly weather: () => Weather,
    budgetBytes: number,
  ) {
    this.#left = budgetBytes;
    this.#relay(client, upstream, 'blackhole');
    this.#relay(upstream, client, 'mute');
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.upstream.resetAndDestroy();
  }

  abandonClient(): void {
    this.#abandoned = true;
    this.upstream.destroy();
  }

  #relay(from: Socket, to: Socket, silencedBy: 'blackhole' | 'mute'): void {
    from.on('data', (chunk: Buffer) => {
      const weather = this.weather();
      if (this.#abandoned || weather.kind === 'blackhole' || weather.kind === silencedBy) return;
      if (from === this.upstream && (this.#left -= chunk.length) < 0) return this.reset();
      if (weather.kind === 'latency') setTimeout(() => this.#pass(from, to, chunk), weather.ms);
      else this.#pass(from, to, chunk);
    });
    from.on('end', () => !this.#abandoned && to.end());
    from.on('close', () => {
      if (!this.#abandoned || from === this.client) to.destroy();
    });
    from.on('error', () => undefined);
  }

  #pass(from: Socket, to: Socket, chunk: Buffer): void {
    if (to.destroyed || to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }
}
