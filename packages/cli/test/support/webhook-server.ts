import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { OrderEvent } from '@order-service/sdk';

/** A request that a consumer got. */
export interface ReceivedEvent {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: OrderEvent;
  /** Whether the connection has been cut. */
  readonly isCut: () => boolean;
}

/** Handles an event. Returns the status of the answer; 204 for undefined. `cut` closes the connection instead. */
export type Handle = (received: ReceivedEvent) => Promise<Handled> | Handled;

type Handled = number | 'cut' | undefined;

export interface WebhookServer {
  readonly url: string;
  handle: Handle;
  /** Every event, in the order of arrival. */
  readonly received: ReceivedEvent[];
  readonly port: number;
  stop(): Promise<void>;
}

/** A consumer of events over HTTP. What its handler throws is answered with 500. */
export async function startWebhookServer(handle: Handle = () => undefined): Promise<WebhookServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request).catch(() => undefined);
      if (body === undefined) return;
      const isCut = (): boolean => response.destroyed;
      const received = { headers: request.headers, body, event: JSON.parse(body) as OrderEvent, isCut };
      webhooks.received.push(received);
      const answer = await Promise.resolve()
        .then(() => webhooks.handle(received))
        .catch(() => 500);
      if (answer === 'cut') response.destroy();
      else response.writeHead(answer ?? 204).end();
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const webhooks: WebhookServer = {
    url: `http://127.0.0.1:${port}/hooks`,
    port,
    handle,
    received: [],
    stop: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return webhooks;
}
