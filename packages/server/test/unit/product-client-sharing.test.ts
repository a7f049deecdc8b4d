import type { RequestListener, ServerResponse } from 'node:http';
import { expect } from 'chai';
import { ProductServiceTimeoutError, ProductServiceUnavailableError } from '../../src/ports/dependency-errors.js';
import { createProductClient, type ProductClient } from '../../src/products/product-client.js';
import { describeProduct, lookUpContext } from '../support/catalogue.js';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { startProductServer, type ProductServer } from '../support/product-server.js';
import { rejectionOf } from '../support/rejection.js';

function productIdOf(path = ''): number {
  return Number(path.split('/').at(-1));
}

describe('product client, concurrent requests', () => {
  realHttp();

  let server: ProductServer;
  let client: ProductClient;
  let held: { path: string; response: ServerResponse }[];

  async function serve(answer: RequestListener, timeoutMs = 20_000): Promise<void> {
    server = await startProductServer(answer);
    client = createProductClient({ baseUrl: server.url, timeoutMs });
  }

  /** A server that responds on demand. */
  const hold: RequestListener = ({ url = '' }, response) => held.push({ path: url, response });

  function release(): void {
    for (const { path, response } of held.splice(0)) response.end(JSON.stringify(describeProduct(productIdOf(path))));
  }

  const lookUp = (productIds: number[], signal?: AbortSignal) => client.lookUp(productIds, lookUpContext({ signal }));
  const arrived = (count: number) => eventually(`${count} requests arrived`, () => server.paths.length === count);

  beforeEach(() => {
    held = [];
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });

  it('looks up all products of an order concurrently', async () => {
    await serve(hold);
    const products = lookUp([1, 2, 3]);
    await arrived(3);
    release();
    expect([...(await products).keys()]).to.have.members([1, 2, 3]);
  });

  it('shares the look-up of a product between orders', async () => {
    await serve(hold);
    const orders = Promise.all([lookUp([1, 2]), lookUp([2, 3]), lookUp([3, 1])]);
    await arrived(3);
    release();
    expect((await orders).map((products) => [...products.keys()])).to.deep.equal([[1, 2], [2, 3], [3, 1]]); // prettier-ignore
    expect(server.paths).to.have.length(3);
  });

  it('looks a product up again for a later order', async () => {
    await serve((request, response) => response.end(JSON.stringify(describeProduct(productIdOf(request.url)))));
    await lookUp([1]);
    await lookUp([1]);
    expect(server.paths).to.have.length(2);
  });

  it('does not affect other callers when one cancels', async () => {
    await serve(hold);
    const gone = new AbortController();
    const leaving = rejectionOf(lookUp([1], gone.signal));
    const staying = lookUp([1]);
    await arrived(1);
    gone.abort(new Error('client closed the connection'));
    expect(await leaving).to.have.property('message', 'client closed the connection');
    release();
    expect((await staying).size).to.equal(1);
  });

  it('cancels the look-up with its last caller, and starts a new one for the next', async () => {
    await serve(hold);
    const gone = new AbortController();
    const leaving = Promise.all([rejectionOf(lookUp([1], gone.signal)), rejectionOf(lookUp([1], gone.signal))]);
    await arrived(1);
    gone.abort(new Error('gone'));
    await leaving;
    await eventually('the connection is closed', () => server.closedConnections === 1);
    held.length = 0;
    const next = lookUp([1]);
    await arrived(2);
    release();
    expect((await next).size).to.equal(1);
  });

  it('sends no request for a caller that has already cancelled', async () => {
    await serve(hold);
    await rejectionOf(lookUp([1], AbortSignal.abort()));
    expect(server.connections).to.equal(0);
  });

  it('cancels the other look-ups of an order when one fails, unless another order waits for them', async () => {
    await serve((request, response) => {
      if (productIdOf(request.url) === 3) response.writeHead(500).end();
      else hold(request, response);
    });
    const other = lookUp([1]);
    await arrived(1);
    expect(await rejectionOf(lookUp([1, 2, 3]))).to.be.instanceOf(ProductServiceUnavailableError);
    await arrived(3);
    await eventually('the connection for product 2 is closed', () =>
      held.every(({ path, response }) => response.destroyed === (productIdOf(path) === 2)),
    );
    release();
    expect((await other).size).to.equal(1);
  });

  const slow: [what: string, answer: RequestListener][] = [
    ['the service accepts and stays silent', () => undefined],
    ['the headers come and the body does not', (_request, response) => response.writeHead(200).flushHeaders()],
    ['the body drips', (_request, response) => drip(response)],
    ['the body is endless', (_request, response) => drip(response, ' '.repeat(4096))],
  ];
  for (const [what, answer] of slow) {
    it(`has one timeout for the whole look-up: ${what}`, async () => {
      await serve(answer, 50);
      expect(await rejectionOf(lookUp([1]))).to.be.instanceOf(ProductServiceTimeoutError);
      await eventually('the connection is closed', () => server.closedConnections === 1);
    });
  }
});

/** Writes a few bytes every few milliseconds until the client disconnects. */
function drip(response: ServerResponse, text = ' '): void {
  const timer = setInterval(() => response.write(text), 5);
  response.once('close', () => clearInterval(timer));
}
