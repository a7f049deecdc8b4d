import type { IncomingHttpHeaders, OutgoingHttpHeaders, RequestListener } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
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
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { describeProduct, lookUpContext } from '../support/catalogue.js';
import { startProductServer, type ProductServer } from '../support/product-server.js';
import { rejectionOf } from '../support/rejection.js';

/** Sent as it is if it is text or bytes, else as JSON. */
type Body = string | Buffer | Record<string, unknown>;

const pathOf = (productId: number): string => `/api/v1/products/${productId}`;

function answerOf(status: number, body?: Body, headers?: OutgoingHttpHeaders): RequestListener {
  return (_request, response) => {
    if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
      response.writeHead(status, headers).end(body);
    } else {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
    }
  };
}

/** Where nothing listens any more. */
async function urlOfStoppedServer(): Promise<string> {
  const stopped = await startProductServer(() => undefined);
  await stopped.stop();
  return stopped.url;
}

describe('product client', () => {
  realHttp();

  let server: ProductServer;
  let clients: ProductClient[];
  /** By path, each for one request. Other requests are not answered. */
  let answers: Map<string, RequestListener>;

  beforeEach(async () => {
    clients = [];
    answers = new Map();
    server = await startProductServer((request, response) => {
      const { url = '' } = request;
      const answer = answers.get(url);
      answers.delete(url);
      answer?.(request, response);
    });
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await server.stop();
    expect([...answers.keys()], 'answers that were not requested').to.be.empty;
  });

  function clientOf(options: Partial<ProductClientOptions> = {}): ProductClient {
    const client = createProductClient({ baseUrl: server.url, timeoutMs: 20_000, ...options });
    clients.push(client);
    return client;
  }

  function respond(productId: number, status: number, body?: Body, headers?: OutgoingHttpHeaders): void {
    answers.set(pathOf(productId), answerOf(status, body, headers));
  }

  function lookUpFailure(productId = 7, client = clientOf()): Promise<Error> {
    return rejectionOf(client.lookUp([productId], lookUpContext()));
  }

  it('reads a product', async () => {
    respond(7, 200, describeProduct(7, { name: 'Wireless Keyboard', price: '79.90', stock_quantity: 3 }));
    const products = await clientOf().lookUp([7], lookUpContext());
    expect([...products]).to.deep.equal([
      [7, { id: 7, name: 'Wireless Keyboard', price: 7990n, stockQuantity: 3, isActive: true }],
    ]);
  });

  it('omits a product that does not exist', async () => {
    respond(7, 200, describeProduct(7));
    respond(8, 404, { detail: 'Product not found' });
    const products = await clientOf().lookUp([7, 8], lookUpContext());
    expect([...products.keys()]).to.deep.equal([7]);
  });

  it('returns an inactive product as inactive', async () => {
    respond(7, 200, describeProduct(7, { is_active: false }));
    const products = await clientOf().lookUp([7], lookUpContext());
    expect(products.get(7)).to.include({ isActive: false });
  });

  it('looks up each distinct product once, and sends no request for an empty list', async () => {
    respond(7, 200, describeProduct(7));
    const products = await clientOf().lookUp([7, 7, 7], lookUpContext());
    expect(products.size).to.equal(1);
    expect((await clientOf().lookUp([], lookUpContext())).size).to.equal(0);
    expect(server.paths).to.deep.equal([pathOf(7)]);
  });

  it("forwards the request's ids", async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const received: IncomingHttpHeaders[] = [];
    answers.set(pathOf(7), (request, response) => {
      received.push(request.headers);
      answerOf(200, describeProduct(7))(request, response);
    });
    await clientOf().lookUp([7], lookUpContext({ requestId: 'abc', traceparent }));
    expect(received).to.have.length(1);
    expect(received[0]).to.include({ 'x-request-id': 'abc', traceparent });
  });

  for (const path of ['/shop', '/shop/']) {
    it(`appends to the path of a base URL with ${path}`, async () => {
      answers.set('/shop/api/v1/products/7', answerOf(200, describeProduct(7)));
      await clientOf({ baseUrl: `${server.url}${path}` }).lookUp([7], lookUpContext());
      expect(server.paths).to.deep.equal(['/shop/api/v1/products/7']);
    });
  }

  describe('when the service fails', () => {
    function expectUnavailable(error: Error): void {
      expect(error).to.be.instanceOf(ProductServiceUnavailableError);
      expect(error).to.have.property('retryAfterSeconds', 2);
      expect(error.cause).to.be.instanceOf(Error);
    }

    const failing: [what: string, answer: RequestListener][] = [
      ['500', answerOf(500, 'Internal Server Error')],
      ['502', answerOf(502)],
      ['503', answerOf(503)],
      ['429', answerOf(429)],
      ['reset', ({ socket }) => socket.destroy()],
    ];
    for (const [what, answer] of failing) {
      it(`reports "${what}" as unavailable, with the time to wait and the cause`, async () => {
        answers.set(pathOf(7), answer);
        expectUnavailable(await lookUpFailure());
        expect(server.paths).to.deep.equal([pathOf(7)]);
      });
    }

    const unreachable: [what: string, findUrl: () => string | Promise<string>][] = [
      ['refused', urlOfStoppedServer],
      ['no such host', () => 'http://product-service.invalid'],
    ];
    for (const [what, findUrl] of unreachable) {
      it(`reports "${what}" as unavailable, with the time to wait and the cause`, async () => {
        expectUnavailable(await lookUpFailure(7, clientOf({ baseUrl: await findUrl() })));
      });
    }

    for (const [retryAfter, expected] of [
      ['17', 17],
      ['0', 2],
      ['-5', 2],
      ['86400', 2],
      ['1.5', 2],
      ['Wed, 21 Oct 2026 07:28:00 GMT', 2],
    ] as const) {
      it(`returns ${expected} s to wait for Retry-After: ${retryAfter}`, async () => {
        respond(7, 503, '', { 'Retry-After': retryAfter });
        expect(await lookUpFailure()).to.have.property('retryAfterSeconds', expected);
      });
    }

    it('reports a timeout when there is no response in time', async () => {
      const error = await lookUpFailure(7, clientOf({ timeoutMs: 20 }));
      expect(error).to.be.instanceOf(ProductServiceTimeoutError).and.have.property('code', 'product_service_timeout');
      expect(error.message).to.contain('0.02 s');
    });
  });

  describe('when the response is not a product', () => {
    for (const status of [204, 206, 301, 302, 304, 400, 401, 403, 409, 422]) {
      it(`rejects the status ${status}, and does not follow it`, async () => {
        respond(7, status, undefined, { Location: `${server.url}/elsewhere` });
        const error = await lookUpFailure();
        expect(error).to.be.instanceOf(ProductServiceInvalidResponseError);
        expect(error).to.have.property('productId', 7);
        expect(server.paths).to.deep.equal([pathOf(7)]);
      });
    }

    const strangeNotFounds: [what: string, body: Body | undefined, contentType: string][] = [
      ['the page of a proxy', '<html><h1>404 Not Found</h1></html>', 'text/html'],
      ['the page of a proxy, declared as JSON', '<html></html>', 'application/json'],
      ['nothing', undefined, 'application/json'],
      ['a path without a route, at a wrong prefix', { detail: 'Not Found' }, 'application/json'],
      ['a gateway without a route', { message: 'no Route matched with those values' }, 'application/json'],
      ['a problem document of a gateway', { detail: 'Product not found' }, 'application/problem+json'],
      ['a body that is not declared as JSON', '{"detail":"Product not found"}', 'text/plain'],
      ['a list', '[{"detail":"Product not found"}]', 'application/json'],
      ['a detail that is no sentence', { detail: [{ msg: 'not found' }] }, 'application/json'],
      ['a JSON string', '"Product not found"', 'application/json'],
      ['a product', describeProduct(7), 'application/json'],
    ];
    for (const [what, body, contentType] of strangeNotFounds) {
      it(`does not take a 404 with ${what} for a product that does not exist`, async () => {
        respond(7, 404, body, { 'Content-Type': contentType });
        expect(await lookUpFailure()).to.be.instanceOf(ProductServiceInvalidResponseError);
      });
    }

    it('names the setting to check in the cause of an unexpected 404', async () => {
      respond(7, 404, '<html></html>', { 'Content-Type': 'text/html' });
      expect((await lookUpFailure()).cause)
        .to.be.instanceOf(Error)
        .with.property('message')
        .that.contains('PRODUCT_SERVICE_URL');
    });

    it('rejects a body above 1 MB', async () => {
      respond(7, 200, describeProduct(7, { description: 'x'.repeat(1024 * 1024) }));
      expect(await lookUpFailure()).to.be.instanceOf(ProductServiceInvalidResponseError);
    });
  });

  describe('behind a proxy', () => {
    const product = Buffer.from(JSON.stringify(describeProduct(7)));
    const notFound = Buffer.from('{"detail":"Product not found"}');
    const codings: [contentEncoding: string, encode: (body: Buffer) => Buffer][] = [
      ['gzip', gzipSync],
      ['x-gzip', gzipSync],
      ['GZIP', gzipSync],
      ['deflate', deflateSync],
      ['deflate', deflateRawSync],
      ['br', brotliCompressSync],
      ['identity', (body) => body],
      ['gzip, br', (body) => brotliCompressSync(gzipSync(body))],
    ];
    for (const [contentEncoding, encode] of codings) {
      it(`reads an answer in ${contentEncoding} (${encode.name})`, async () => {
        const headers = { 'Content-Encoding': contentEncoding, 'Content-Type': 'application/json; charset=utf-8' };
        respond(7, 200, encode(product), headers);
        respond(8, 404, encode(notFound), headers);
        const products = await clientOf().lookUp([7, 8], lookUpContext());
        expect([...products.keys()]).to.deep.equal([7]);
      });
    }

    it('reads an answer with a byte order mark', async () => {
      const mark = Buffer.from([0xef, 0xbb, 0xbf]);
      respond(7, 200, Buffer.concat([mark, product]));
      respond(8, 404, Buffer.concat([mark, notFound]), { 'Content-Type': 'application/json' });
      const products = await clientOf().lookUp([7, 8], lookUpContext());
      expect([...products.keys()]).to.deep.equal([7]);
    });

    const undecodable: [what: string, body: Buffer, contentEncoding: string][] = [
      ['a body that is not compressed', product, 'gzip'],
      ['half of a compressed body', gzipSync(product).subarray(0, 40), 'gzip'],
      ['an unknown coding', product, 'compress'],
      ['the name of an inherited member', product, 'constructor'],
      ['three codings', gzipSync(gzipSync(gzipSync(product))), 'gzip, gzip, gzip'],
      ['1 kB that inflates to 2 MB', gzipSync(Buffer.alloc(2 * 1024 * 1024, ' ')), 'gzip'],
      ['1 kB that inflates to 2 MB, in br', brotliCompressSync(Buffer.alloc(2 * 1024 * 1024, ' ')), 'br'],
    ];
    for (const [what, body, contentEncoding] of undecodable) {
      it(`rejects ${what}`, async () => {
        respond(7, 200, body, { 'Content-Encoding': contentEncoding });
        expect(await lookUpFailure()).to.be.instanceOf(ProductServiceInvalidResponseError);
      });
    }
  });

  it('suspends calls after consecutive failures, and returns for how long', async () => {
    const client = clientOf({ breaker: { failures: 2, openMs: 60_000 } });
    for (const productId of [7, 8]) {
      respond(productId, 503);
      await lookUpFailure(productId, client);
    }
    respond(7, 200, describeProduct(7));
    const error = await lookUpFailure(7, client);
    expect(error).to.be.instanceOf(ProductServiceUnavailableError);
    expect(error).to.have.property('retryAfterSeconds').that.is.within(50, 60);
    expect(server.paths).to.deep.equal([pathOf(7), pathOf(8)]);
    answers.clear();
  });

  it('suspends calls after connections were refused, also for one product', async () => {
    const client = clientOf({ baseUrl: await urlOfStoppedServer(), breaker: { failures: 2, openMs: 60_000 } });
    for (let attempt = 0; attempt < 2; attempt += 1) await lookUpFailure(7, client);
    const error = await lookUpFailure(7, client);
    expect(error).to.be.instanceOf(ProductServiceUnavailableError);
    expect(error).to.have.property('retryAfterSeconds').that.is.within(50, 60);
  });

  describe('with several products', () => {
    it('fails when one of them fails, and names it', async () => {
      respond(7, 200, describeProduct(7));
      respond(8, 200, '<html>Welcome</html>');
      const error = await rejectionOf(clientOf().lookUp([7, 8], lookUpContext()));
      expect(error).to.have.property('productId', 8);
    });
  });

  describe('the cache', () => {
    it('is off by default', async () => {
      const client = clientOf();
      respond(7, 200, describeProduct(7, { price: '1.00' }));
      await client.lookUp([7], lookUpContext());
      respond(7, 200, describeProduct(7, { price: '2.00' }));
      expect((await client.lookUp([7], lookUpContext())).get(7)).to.include({ price: 200n });
      expect(server.paths).to.deep.equal([pathOf(7), pathOf(7)]);
    });

    it('returns products that were read within cacheMs', async () => {
      const client = clientOf({ cacheMs: 60_000 });
      respond(7, 200, describeProduct(7, { price: '1.00' }));
      await client.lookUp([7], lookUpContext());
      respond(8, 200, describeProduct(8, { price: '2.00' }));
      const products = await client.lookUp([7, 8], lookUpContext());
      expect([...products.values()].map(({ price }) => price)).to.have.members([100n, 200n]);
      expect(server.paths).to.deep.equal([pathOf(7), pathOf(8)]);
    });

    it('does not cache that a product does not exist', async () => {
      const client = clientOf({ cacheMs: 60_000 });
      respond(7, 404, { detail: 'Product not found' });
      expect((await client.lookUp([7], lookUpContext())).size).to.equal(0);
      respond(7, 200, describeProduct(7));
      expect((await client.lookUp([7], lookUpContext())).size).to.equal(1);
      expect(server.paths).to.deep.equal([pathOf(7), pathOf(7)]);
    });
  });
});
