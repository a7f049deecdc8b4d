import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A gateway that sends requests to one service at a time. */
export interface SwitchableFront {
  readonly url: string;
  /** Sends requests to this service from now on, or answers 503 without one. */
  switchTo(url: string | undefined): void;
  stop(): Promise<void>;
}

export async function startSwitchableFront(): Promise<SwitchableFront> {
  let target: string | undefined;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    if (target === undefined) {
      response.writeHead(503, { 'retry-after': '1' }).end();
      request.resume();
      return;
    }
    const { method, headers, url = '/' } = request;
    const { hostname, port } = new URL(target);
    const onward = forward({ hostname, port, method, headers, path: url, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.headersSent || response.writeHead(502).end());
    request.pipe(onward);
  }

  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    switchTo(url) {
      target = url;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
