import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** The way to a server over a port of our own, which can be slow or cut; what passes is not looked at. */
export interface TcpLink {
  /** On 127.0.0.1. */
  readonly port: number;
  /** How long each piece that the server sends is held back; 0 at first. */
  delayMs: number;
  /** Resets every connection, and each new one, until it is mended. */
  cut(): void;
  mend(): void;
  /** Closes the port and every connection; may be called again. */
  stop(): Promise<void>;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

export async function startTcpLink(target: Target): Promise<TcpLink> {
  const clients = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) {
      client.resetAndDestroy();
      return;
    }
    clients.add(client);
    client.once('close', () => clients.delete(client));
    join(client, connect(target), () => link.delayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  let stopping: Promise<unknown> | undefined;
  const link: TcpLink = {
    port: (server.address() as AddressInfo).port,
    delayMs: 0,
    cut() {
      isCut = true;
      for (const client of clients) client.resetAndDestroy();
    },
    mend() {
      isCut = false;
    },
    async stop() {
      stopping ??= once(server.close(), 'close');
      for (const client of clients) client.destroy();
      await stopping;
    },
  };
  return link;
}

/** Lets bytes pass in both directions until either side ends, which ends the other. */
function join(client: Socket, server: Socket, delayMs: () => number): void {
  const heldBack = new Transform({
    transform(chunk, _encoding, pass) {
      if (delayMs() === 0) pass(null, chunk);
      else setTimeout(pass, delayMs(), null, chunk).unref();
    },
  });
  client.pipe(server);
  server.pipe(heldBack).pipe(client);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.setNoDelay();
    one.on('error', () => undefined); // `close` follows, and tells the other side
    one.once('close', () => other.destroy());
  }
}
