import type { RequestListener, ServerResponse } from 'node:http';
import { expect } from 'chai';
import { freePorts } from '../../../../test/services/free-port.js';
import { describeProduct } from '../support/catalogue.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { startProductServer, type ProductServer } from '../support/product-server.js';
import type { Problem } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

const TIMEOUT_MS = 400;

describe('Product errors', () => {
  realHttp();
  const service = useTestService({ replicas: 0 });
  let misbehaviour: (response: ServerResponse) => void;
  let productServer: ProductServer;

  before(async () => {
    const answer: RequestListener = (_request, response) => misbehaviour(response);
    productServer = await startProductServer(answer);
    await service().addReplica({ productServiceUrl: productServer.url, productServiceTimeoutMs: TIMEOUT_MS });
  });
  after(() => productServer.stop());

  const json =
    (status: number, body: unknown, headers = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  const product = (overrides: Record<string, unknown>) => json(200, describeProduct(1, overrides));

  const rows: [what: string, misbehave: (response: ServerResponse) => void, status: number, code: string][] = [
    ['404', json(404, { detail: 'Product not found' }), 404, 'product_not_found'],
    [
      'the 404 page of a proxy',
      (response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'),
      502,
      'product_service_invalid_response',
    ],
    ['the 404 of a wrong path', json(404, { detail: 'Not Found' }), 502, 'product_service_invalid_response'],
    ['an inactive product', product({ is_active: false }), 409, 'product_inactive'],
    ['too little stock', product({ stock_quantity: 1 }), 409, 'insufficient_stock'],
    ['a negative stock', product({ stock_quantity: -5 }), 409, 'insufficient_stock'],
    ['no response', () => undefined, 504, 'product_service_timeout'],
    ['headers and no body', (response) => response.writeHead(200).flushHeaders(), 504, 'product_service_timeout'],
    [
      'half a body',
      (response) => void response.writeHead(200, { 'content-length': 1_000 }).write('{"id":1,'),
      504,
      'product_service_timeout',
    ],
    ['another product', json(200, describeProduct(2)), 502, 'product_service_invalid_response'],
    ['an error with status 200', json(200, { detail: 'oops' }), 502, 'product_service_invalid_response'],
    ['no JSON', (response) => response.end('<html>'), 502, 'product_service_invalid_response'],
    ['an array', json(200, [describeProduct(1)]), 502, 'product_service_invalid_response'],
    ['204', (response) => response.writeHead(204).end(), 502, 'product_service_invalid_response'],
    ['a redirect', json(302, {}, { location: 'http://127.0.0.1:1/' }), 502, 'product_service_invalid_response'],
    ['401', json(401, { detail: 'Not authenticated' }), 502, 'product_service_invalid_response'],
    ['a price that is no amount', product({ price: 'NaN' }), 502, 'product_service_invalid_response'],
    ['a negative price', product({ price: '-1.00' }), 502, 'product_service_invalid_response'],
    ['a price with three places', product({ price: '1.005' }), 502, 'product_service_invalid_response'],
    ['a name with NUL', product({ name: 'a\0' }), 502, 'product_service_invalid_response'],
    ['no stock', product({ stock_quantity: undefined }), 502, 'product_service_invalid_response'],
    ['2 MB', (response) => response.end(' '.repeat(2_000_000)), 502, 'product_service_invalid_response'],
    [
      'something that is not HTTP',
      (response) => response.socket!.end('SSH-2.0\r\n'),
      502,
      'product_service_invalid_response',
    ],
    ['500', json(500, { detail: 'Internal Server Error' }), 503, 'product_service_unavailable'],
    ['503', json(503, {}), 503, 'product_service_unavailable'],
    ['429', json(429, {}), 503, 'product_service_unavailable'],
    ['a reset', (response) => response.socket!.resetAndDestroy(), 503, 'product_service_unavailable'],
  ];
  for (const [what, misbehave, status, code] of rows) {
    it(`answers ${status} ${code} when the product service sends ${what}, and stores nothing`, async () => {
      misbehaviour = misbehave;
      const ann = service().newUser();
      const answer = await ann.create<Problem>({ items: [{ product_id: 1, quantity: 2 }] });
      expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
      if (status === 503) expect(Number(answer.headers['retry-after'])).to.be.at.least(1);
      expect(await service().ordersOf(userIdOf(ann))).to.equal(0);
    });

    it(`places the order after that, as soon as the product service answers again (${what})`, async () => {
      misbehaviour = product({});
      const ann = service().newUser();
      expect((await ann.create({ items: [{ product_id: 1, quantity: 2 }] })).status).to.equal(201);
    });
  }

  it("forwards the product service's Retry-After", async () => {
    misbehaviour = json(503, {}, { 'retry-after': '17' });
    const { headers } = await service()
      .newUser()
      .create({ items: [{ product_id: 1, quantity: 2 }] });
    expect(headers['retry-after']).to.equal('17');
  });

  it('answers 503 for a refused connection and an unknown host, and then without a call (circuit breaker)', async () => {
    const [port] = await freePorts(1);
    for (const url of [`http://127.0.0.1:${port}`, 'http://product-service.invalid:8001']) {
      const { url: replica } = await service().addReplica({ productServiceUrl: url, productServiceTimeoutMs: 5_000 });
      const at = service().replicas.findIndex((candidate) => candidate.url === replica);
      for (let sent = 0; sent < 10; sent += 1) {
        const ann = service().as({ userId: service().newUserId() }, at);
        const { status, body } = await ann.create<Problem>({ items: [{ product_id: 1, quantity: 2 }] });
        expect([status, body.code]).to.deep.equal([503, 'product_service_unavailable']);
      }
    }
  });
});
