import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** An HTTP proxy, which has its own idea of where hosts are. */
export interface Proxy {
  readonly url: string;
  /** The service without orders, to which hosts lead if no other is given. */
  readonly serviceUrl: string;
  /** What it was asked for: `CONNECT host:port` for a tunnel, `GET http://…` for a request to pass on. */
  readonly requests: readonly string[];
  /** The `Proxy-Authorization` of each. */
  readonly authorizations: readonly (string | undefined)[];
  stop(): Promise<void>;
}

/** @param target the port to which all hosts lead; a service without orders if absent */
export async function startProxy(target?: number): Promise<Proxy> {
  const requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Duplex>();
  const empty = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  const note = (request: IncomingMessage) => {
    requests.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers['proxy-authorization']);
  };
  const proxy = createServer((request, response) => {
    note(request);
    const { pathname, search } = new URL(request.url ?? '');
    const { method, headers } = request;
    const options = { host: '127.0.0.1', port: portOfTarget(), path: `${pathname}${search}`, method, headers };
    const passedOn = httpRequest(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passedOn.on('error', () => response.destroy());
    request.pipe(passedOn);
  });
  proxy.on('connect', (request: IncomingMessage, client: Duplex) => {
    note(request);
    const upstream = connect(portOfTarget(), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client]) sockets.add(socket);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  for (const server of [empty, proxy]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const portOf = (server: typeof proxy) => (server.address() as AddressInfo).port;
  const portOfTarget = () => target ?? portOf(empty);
  return {
    url: `http://127.0.0.1:${portOf(proxy)}`,
    serviceUrl: `http://127.0.0.1:${portOf(empty)}`,
    requests,
    authorizations,
    async stop() {
      for (const socket of sockets) socket.destroy();
      for (const server of [empty, proxy]) {
        server.closeAllConnections();
        await once(server.close(), 'close');
      }
    },
  };
}
