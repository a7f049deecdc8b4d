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
    const first = (this.#next += 1);
    for (const index of ports.keys()) {
      const port = ports[(first + index) % ports.length]!;
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
  #left: number;
  readonly #directions: readonly Direction[];

  constructor(
    private readonly client: Socket,
    private readonly upstream: Socket,
    weather: () => Weather,
    budgetBytes: number,
  ) {
    this.#left = budgetBytes;
    this.#directions = [
      new Direction(client, upstream, weather, ['blackhole'], () => true),
      new Direction(upstream, client, weather, ['blackhole', 'mute'], (bytes) => this.#spend(bytes)),
    ];
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.upstream.resetAndDestroy();
  }

  abandonClient(): void {
    for (const direction of this.#directions) direction.silence();
    this.upstream.destroy();
  }

  #spend(bytes: number): boolean {
    this.#left -= bytes;
    if (this.#left < 0) this.reset();
    return this.#left >= 0;
  }
}

/**
 * One way through a connection. As TCP does, it delivers bytes in their order or not at all: later ones wait for those
 * that are late, and where some were swallowed nothing follows, whatever the weather is then.
 */
class Direction {
  readonly #late: { readonly chunk: Buffer; readonly dueMs: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #silent = false;
  #ended = false;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly weather: () => Weather,
    private readonly silencedBy: readonly Weather['kind'][],
    private readonly mayPass: (bytes: number) => boolean,
  ) {
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => {
      this.#ended = true;
      this.#flush();
    });
    from.on('close', () => {
      clearTimeout(this.#timer);
      if (!this.#silent) to.destroy();
    });
    from.on('error', () => undefined); // the faults are ours
  }

  silence(): void {
    this.#silent = true;
    this.#late.length = 0;
  }

  #take(chunk: Buffer): void {
    const weather = this.weather();
    if (this.silencedBy.includes(weather.kind)) this.#silent = true;
    if (this.#silent || !this.mayPass(chunk.length)) return;
    const delayMs = weather.kind === 'latency' ? weather.ms : 0;
    this.#late.push({ chunk, dueMs: Math.max(this.#late.at(-1)?.dueMs ?? 0, performance.now() + delayMs) });
    this.#flush();
  }

  /** Passes on what is due, and comes back for the rest. */
  #flush(): void {
    clearTimeout(this.#timer);
    while (this.#late[0] && this.#late[0].dueMs <= performance.now()) this.#pass(this.#late.shift()!.chunk);
    const [next] = this.#late;
    if (next) this.#timer = setTimeout(() => this.#flush(), Math.ceil(next.dueMs - performance.now()));
    else if (this.#ended && !this.#silent) this.to.end();
  }

  #pass(chunk: Buffer): void {
    if (this.to.destroyed || this.to.write(chunk)) return;
    this.from.pause();
    this.to.once('drain', () => this.from.resume());
  }
}
