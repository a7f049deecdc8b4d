import { expect } from 'chai';
import {
  ConfigurationError,
  createClient,
  isProblem,
  UnexpectedResponseError,
  type ClientOptions,
  type Order,
} from '../../src/index.js';
import { aProblem, PROBLEM_JSON, rejection } from '../support/stub-service.js';

interface Sent {
  readonly method: string | undefined;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A client whose requests are answered one after the other, the last answer again and again. */
function clientOf(answers: readonly (() => Response)[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = (input, init = {}) => {
    sent.push({ method: init.method, url: input as string, headers: new Headers(init.headers), body: init.body });
    return Promise.resolve(answers[Math.min(sent.length, answers.length) - 1]!());
  };
  return { sent, client: createClient({ baseUrl: 'http://orders.test/shop', token: 'hush', fetch, ...options }) };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });

describe('client.request', () => {
  it('is typed where the contract has the path', async () => {
    const { client, sent } = clientOf([json({ id: 257 })]);
    const order = await client.request('GET', '/api/v1/orders/{order_id}', { path: { order_id: 257 } });
    const typed: Order = order;
    expect(typed.id).to.equal(257);
    await client.request('PATCH', '/api/v1/orders/{order_id}/status', {
      path: { order_id: 257 },
      header: { 'If-Match': '"3"' },
      body: { status: 'confirmed' },
    });
    await client.request('GET', '/api/v1/orders', { query: { limit: 5, status: ['pending'] } });
    expect(sent.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      'GET http://orders.test/shop/api/v1/orders/257',
      'PATCH http://orders.test/shop/api/v1/orders/257/status',
      'GET http://orders.test/shop/api/v1/orders?limit=5&status=pending',
    ]);
    expect(sent[0]?.headers.get('authorization')).to.equal('Bearer hush');
    expect(sent[1]?.headers.get('if-match')).to.equal('"3"');
  });

  it('does not compile with parameters that the contract does not have', () => {
    const { client } = clientOf([json({})]);
    const calls = [
      // @ts-expect-error The order's id is missing.
      () => client.request('GET', '/api/v1/orders/{order_id}'),
      // @ts-expect-error There is no such status.
      () => client.request('GET', '/api/v1/orders', { query: { status: [7] } }),
      // @ts-expect-error The contract has the path, and no such method.
      () => client.request('DELETE', '/api/v1/orders'),
    ];
    expect(calls).to.have.lengthOf(3);
  });

  it('sends anything to other paths', async () => {
    const { client, sent } = clientOf([json({ pages: 3 })]);
    const report = await client.request('post', '/api/v2/reports/{year}', {
      path: { year: 2026 },
      query: { format: 'short', empty: undefined },
      body: { of: 'orders' },
      headers: { 'x-shop': '7' },
    });
    expect(report).to.deep.equal({ pages: 3 });
    const [request] = sent;
    expect(request).to.include({ method: 'POST', body: '{"of":"orders"}' });
    expect(request?.url).to.equal('http://orders.test/shop/api/v2/reports/2026?format=short');
    expect(request?.headers.get('x-shop')).to.equal('7');
  });

  const unavailable = () => new Response(null, { status: 502 });
  const rows: readonly (readonly [method: string, idempotent: boolean | undefined, attempts: number])[] = [
    ['GET', undefined, 2],
    ['PUT', undefined, 2],
    ['DELETE', undefined, 2],
    ['POST', true, 2],
    ['POST', undefined, 1],
    ['PATCH', undefined, 1],
  ];
  for (const [method, idempotent, attempts] of rows) {
    it(`sends ${method}, idempotent: ${String(idempotent)}, ${attempts === 1 ? 'once' : 'again after a 502'}`, async () => {
      const { client, sent } = clientOf([unavailable, json({})]);
      await client.request(method, '/api/v2/reports', { idempotent }).catch(() => undefined);
      expect(sent).to.have.lengthOf(attempts);
    });
  }

  it('fails as every call does', async () => {
    const answer = () =>
      new Response(JSON.stringify(aProblem(404, 'route_not_found')), { status: 404, headers: PROBLEM_JSON });
    const { client } = clientOf([answer]);
    expect(isProblem(await rejection(client.request('GET', '/api/v2/none')), 'route_not_found')).to.equal(true);
  });

  for (const [path, request, message] of [
    ['https://elsewhere.test/', {}, /must begin with \//],
    ['/api/v2/{year}', {}, /needs a value for \{year\}/],
    ['/api/v2/reports?year=2026', { query: { month: 1 } }, /query/],
  ] as const) {
    it(`sends nothing to ${path}`, async () => {
      const { client, sent } = clientOf([json({})]);
      const error = await rejection(client.request('GET', path, request));
      expect(error).to.be.instanceOf(ConfigurationError).and.have.property('message').that.matches(message);
      expect(sent).to.deep.equal([]);
    });
  }

  it('resolves to nothing where the answer has no body', async () => {
    const { client } = clientOf([() => new Response(null, { status: 204 })]);
    expect(await client.request('DELETE', '/api/v2/reports/7')).to.equal(undefined);
    const head = clientOf([() => new Response(null, { headers: { 'content-type': 'application/json' } })]);
    expect(await head.client.request('HEAD', '/api/v2/reports')).to.equal(undefined);
    expect(head.sent).to.have.lengthOf(1);
  });
});

describe('asResponse', () => {
  it('resolves to the answer as it came', async () => {
    const text = '{ "id": 257,\n "added": true }';
    const headers = { 'content-type': 'application/json', etag: '"1"' };
    const { client } = clientOf([() => new Response(text, { headers })]);
    const response = await client.orders.get(257).asResponse();
    expect(response).to.be.instanceOf(Response).and.to.include({ status: 200, ok: true });
    expect(response.headers.get('etag')).to.equal('"1"');
    expect(await response.text()).to.equal(text);
  });

  it('takes answers that are not JSON, which the call itself does not', async () => {
    const { client, sent } = clientOf([
      () => new Response('orders_total 7\n', { headers: { 'content-type': 'text/plain' } }),
    ]);
    const call = client.request('GET', '/metrics');
    expect(await (await call.asResponse()).text()).to.equal('orders_total 7\n');
    expect(await rejection(call)).to.be.instanceOf(UnexpectedResponseError);
    expect(await rejection(call.withResponse())).to.be.instanceOf(UnexpectedResponseError);
    expect(sent).to.have.lengthOf(1);
  });

  it('is there for pages and answers without a body, too', async () => {
    const { client } = clientOf([json([]), () => new Response(null, { status: 304 })]);
    expect(await (await client.orders.list().asResponse()).json()).to.deep.equal([]);
    const current = await client.orders.get(257, { ifNoneMatch: 1 }).asResponse();
    expect(current).to.include({ status: 304, body: null });
  });

  it('fails as the call does', async () => {
    const { client } = clientOf([json(aProblem(404, 'order_not_found'), 404)]);
    expect(isProblem(await rejection(client.orders.get(257).asResponse()), 'order_not_found')).to.equal(true);
  });
});
