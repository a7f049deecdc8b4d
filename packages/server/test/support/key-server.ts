import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyServer {
  readonly url: string;
  readonly requests: number;
  /** Its response from now on. */
  answer: { status: number; body: string; headers?: Record<string, string> };
  stop(): Promise<void>;
}

/** An identity provider's key set over HTTP. */
export async function startKeyServer(keys: unknown[]): Promise<KeyServer> {
  const server = createServer((_request, response) => {
    keyServer.requests += 1;
    const { status, body, headers } = keyServer.answer;
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const keyServer = {
    url: `http://127.0.0.1:${port}/jwks.json`,
    requests: 0,
    answer: { status: 200, body: JSON.stringify({ keys }) } as KeyServer['answer'],
    async stop() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return keyServer;
}
