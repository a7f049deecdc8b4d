import type { RequestListener, ServerResponse } from 'node:http';
import { expect } from 'chai';
import { createProductMeasurements } from '../../src/measuring/measurements.js';
import {
  ProductServiceInvalidResponseError,
  ProductServiceTimeoutError,
  ProductServiceUnavailableError,
} from '../../src/ports/dependency-errors.js';
import {
  createProductClient,
  type ProductClient,
  type ProductClientOptions,
} from '../../src/products/product-client.js';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { describeProduct, lookUpContext } from '../support/catalogue.js';
import { startProductServer, type ProductServer } from '../support/product-server.js';
import { rejectionOf } from '../support/rejection.js';

const idsIn = (url = ''): number[] => url.split('ids=')[1]?.split(',').map(Number) ?? [];

describe('product client, with batches', () => {
  realHttp();

  let server: ProductServer;
  let client: ProductClient;
  let held: { ids: number[]; response: ServerResponse }[];

  async function serve(answer: RequestListener, options: Partial<ProductClientOptions> = {}): Promise<void> {
    server = await startProductServer(answer);
    const batchPath = '/api/v1/products?ids={ids}';
    client = createProductClient({ baseUrl: `${server.url}/shop`, batchPath, timeoutMs: 20_000, ...options });
  }

  const answering =
    (body: (ids: number[]) => unknown): RequestListener =>
    ({ url }, response) =>
      response.end(JSON.stringify(body(idsIn(url))));
  const describeAll = (ids: number[]) => ids.map((id) => describeProduct(id));
  const hold: RequestListener = ({ url }, response) => held.push({ ids: idsIn(url), response });
  function release(): void {
    for (const { ids, response } of held.splice(0)) response.end(JSON.stringify({ items: describeAll(ids) }));
  }
  const lookUp = (productIds: number[], signal?: AbortSignal) => client.lookUp(productIds, lookUpContext({ signal }));
  const idsOf = async (products: ReturnType<typeof lookUp>) => [...(await products).keys()];

  beforeEach(() => {
    held = [];
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });

  for (const [what, body] of [
    ['an array', describeAll],
    ['an object with items', (ids: number[]) => ({ items: describeAll(ids), total: 2 })],
  ] as const) {
    it(`looks up the products of an order in one request, and takes ${what}`, async () => {
      await serve(answering(body));
      expect(await idsOf(lookUp([7, 8, 7]))).to.deep.equal([7, 8]);
      expect(server.paths).to.deep.equal(['/shop/api/v1/products?ids=7,8']);
    });
  }

  it('sends nothing for no products', async () => {
    await serve(answering(describeAll));
    expect(await idsOf(lookUp([]))).to.deep.equal([]);
    expect(server.paths).to.deep.equal([]);
  });

  it('takes a product that the answer lacks for one that does not exist', async () => {
    await serve(answering((ids) => describeAll(ids.filter((id) => id !== 8))));
    expect(await idsOf(lookUp([7, 8]))).to.deep.equal([7]);
  });

  it('reads what a hundred products with long descriptions take', async () => {
    const description = 'x'.repeat(30_000);
    await serve(answering((ids) => ids.map((id) => describeProduct(id, { description }))));
    const ids = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(await idsOf(lookUp(ids))).to.deep.equal(ids);
  });

  const notBatches: [what: string, answer: RequestListener, message: RegExp, cause?: RegExp][] = [
    ['a page of all products', answering(() => describeAll([1, 2, 3])), /has products that were not asked for/],
    ['an object without items', answering(() => ({ products: [] })), /neither an array nor/],
    ['no JSON', (_request, response) => response.end('<html>'), /neither an array nor/],
    ['items that are no products', answering(() => ['7']), /has products that were not asked for/],
    ['404', (_request, response) => response.writeHead(404).end('{"detail":"Product not found"}'), /status 404/, /PRODUCT_BATCH_PATH/],
    ['5 MB', answering(() => ['x'.repeat(5_000_000)]), /larger than 4 MB/],
  ]; // prettier-ignore
  for (const [what, answer, message, cause] of notBatches) {
    it(`rejects ${what}`, async () => {
      await serve(answer);
      const error = await rejectionOf(lookUp([7, 8]));
      expect(error).to.be.instanceOf(ProductServiceInvalidResponseError).with.property('message').that.matches(message);
      if (cause) expect((error.cause as Error).message).to.match(cause);
    });
  }

  it('fails only the orders with a product that is invalid', async () => {
    const measurements = createProductMeasurements();
    const invalid = (ids: number[]) => ids.map((id) => describeProduct(id, id === 8 ? { price: '?' } : {}));
    await serve(answering(invalid), { measurements });
    const both = rejectionOf(lookUp([7, 8]));
    const [other] = await Promise.all([idsOf(lookUp([7])), both]);
    expect(other).to.deep.equal([7]);
    expect(await both).to.have.property('productId', 8);
    expect(server.paths).to.have.length(1);
    expect(measurements.lookUps.of('invalid_response').count).to.equal(1);
  });

  it('asks only for the products that no other order waits for', async () => {
    await serve(hold);
    const orders = [lookUp([1, 2]), lookUp([2, 3]), lookUp([3, 1])];
    await eventually('two requests arrived', () => held.length === 2);
    expect(held.map(({ ids }) => ids)).to.have.deep.members([[1, 2], [3]]);
    release();
    expect(await Promise.all(orders.map(idsOf))).to.deep.equal([[1, 2], [2, 3], [3, 1]]); // prettier-ignore
  });

  it('cancels a request when no order waits for any of its products, and not before', async () => {
    await serve(hold);
    const gone = new AbortController();
    const leaving = rejectionOf(lookUp([1, 2], gone.signal));
    const staying = lookUp([2]);
    const alone = new AbortController();
    const last = rejectionOf(lookUp([5, 6], alone.signal));
    await eventually('two requests arrived', () => held.length === 2);
    gone.abort(new Error('gone'));
    alone.abort(new Error('gone'));
    await Promise.all([leaving, last]);
    await eventually('one connection is closed', () => server.closedConnections === 1);
    held = held.filter(({ response }) => !response.destroyed);
    expect(held.map(({ ids }) => ids)).to.deep.equal([[1, 2]]);
    release();
    expect(await idsOf(staying)).to.deep.equal([2]);
  });

  it('has one timeout for the request, and says when the service is unavailable', async () => {
    await serve(() => undefined, { timeoutMs: 50 });
    expect(await rejectionOf(lookUp([1, 2]))).to.be.instanceOf(ProductServiceTimeoutError);
    client.close();
    await server.stop();
    await serve((_request, response) => response.writeHead(503).end());
    expect(await rejectionOf(lookUp([1, 2]))).to.be.instanceOf(ProductServiceUnavailableError);
  });

  it('keeps each product of a batch in the cache', async () => {
    await serve(answering(describeAll), { cacheMs: 60_000 });
    await lookUp([1, 2]);
    expect(await idsOf(lookUp([2, 3, 1]))).to.have.members([1, 2, 3]);
    expect(server.paths.map(idsIn)).to.deep.equal([[1, 2], [3]]);
  });
});
