import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A link between the service and its broker that can be cut, silenced, or broken after so many bytes. */
export class TcpProxy {
  #silent = false;
  #bytesAllowed = Infinity;
  readonly #sockets = new Set<Socket>();
  /** Connections taken so far. */
  accepted = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client) => this.#join(client));
  }

  /** Listens on a port of its own for what is meant for `targetUrl`. */
  static async to(targetUrl: string): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, new URL(targetUrl));
  }

  /** The target's URL, through this link. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** From now on nothing passes in either direction, and nobody is told: new connections open and stay mute. */
  silence(): void {
    this.#silent = true;
  }

  /** Lets everything pass again; what was swallowed is gone, so the connections there are get cut. */
  heal(): void {
    this.#silent = false;
    this.#bytesAllowed = Infinity;
    this.cut();
  }

  /** New connections break when the broker has sent so many bytes. */
  breakAfter(bytes: number): void {
    this.#bytesAllowed = bytes;
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  #join(client: Socket): void {
    this.accepted++;
    const broker = connect({ host: this.target.hostname, port: Number(this.target.port) });
    let bytesLeft = this.#bytesAllowed;
    this.#forward(client, broker);
    this.#forward(broker, client, (chunk) => {
      bytesLeft -= chunk.length;
      return bytesLeft >= 0 ? chunk : chunk.subarray(0, chunk.length + bytesLeft);
    });
    broker.on('data', () => bytesLeft < 0 && client.destroySoon());
  }

  #forward(from: Socket, to: Socket, take = (chunk: Buffer): Buffer => chunk): void {
    this.#sockets.add(from);
    from.on('data', (chunk) => this.#silent || to.destroyed || to.write(take(chunk)));
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!this.#silent) to.destroy();
    });
  }
}
