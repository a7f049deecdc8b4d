import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ProductServer {
  readonly url: string;
  /** Connections that were opened so far. */
  readonly connections: number;
  /** Those of them that were closed since. */
  readonly closedConnections: number;
  /** Requested paths, in the order of arrival. */
  readonly paths: readonly string[];
  stop(): Promise<void>;
}

/** A product service on a real socket, for tests that intercepted requests cannot cover. */
export async function startProductServer(answer: RequestListener): Promise<ProductServer> {
  const paths: string[] = [];
  const open = new Set<Socket>();
  let connections = 0;

  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    answer(request, response);
  });
  server.on('connection', (socket) => {
    connections += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => undefined); // tests disconnect clients on purpose
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    get closedConnections() {
      return connections - open.size;
    },
    paths,
    async stop() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
