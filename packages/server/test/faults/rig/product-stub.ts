import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describeProduct } from '../../support/catalogue.js';

/** How the product service answers. */
export type Behaviour = (response: ServerResponse, productId: number) => void;

/** A product service that answers correctly until a scenario replaces its behaviour. */
export interface ProductStub {
  readonly url: string;
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

/** The price of a product is its id plus 0.10, and its stock does not run out. */
export const healthyBehaviour: Behaviour = (response, productId) => {
  const product = describeProduct(productId, { price: `${productId}.10`, stock_quantity: 1_000_000 });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(product));
};

export async function startProductStub(): Promise<ProductStub> {
  let behaviour = healthyBehaviour;
  const sockets = new Set<Socket>();
  const answer: RequestListener = (request, response) => {
    response.on('error', () => undefined);
    behaviour(response, Number(request.url?.split('/').at(-1)));
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave: (next) => (behaviour = next),
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
