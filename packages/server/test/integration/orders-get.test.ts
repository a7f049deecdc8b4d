import { expect } from 'chai';
import type { OrderBody, Problem, TestClient } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

describe('GET /api/v1/orders/{id}', () => {
  const service = useTestService();
  let ann: TestClient;
  let order: OrderBody;

  before(async () => {
    ann = service().newUser();
    order = await ann.placed(undefined, ['confirmed']);
  });

  it('returns the order to its owner and to operators, each with their allowed transitions', async () => {
    for (const client of [ann, service().operator()]) {
      const { status, headers, body } = await client.get(`/api/v1/orders/${order.id}`);
      expect(status).to.equal(200);
      expect(headers.etag).to.equal('"2"');
      expect(body).to.deep.equal(order);
      expect(order.allowed_transitions).to.deep.equal(['shipped', 'cancelled']);
    }
  });

  it('answers another user as if the order did not exist', async () => {
    const bob = service().newUser();
    const [foreign, missing] = [
      await bob.get<Problem>(`/api/v1/orders/${order.id}`),
      await bob.get<Problem>('/api/v1/orders/9007199254740991'),
    ];
    expect([foreign.status, missing.status]).to.deep.equal([404, 404]);
    const told = (problem: Problem) => ({ ...problem, request_id: '', detail: problem.detail.replace(/\d+/, 'N') });
    expect(told(foreign.body)).to.deep.equal(told(missing.body));
  });

  const conditions: [ifNoneMatch: string, status: number][] = [
    ['"2"', 304],
    ['W/"2"', 304],
    ['"1", "2"', 304],
    ['"a","2" , W/"3"', 304],
    ['*', 304],
    ['"1"', 200],
    ['"22"', 200],
    ['""', 200],
    ['2', 422],
    ['"2', 422],
    [`"${'x'.repeat(1_000)}"`, 422],
  ];
  for (const [condition, status] of conditions) {
    it(`answers ${status} when If-None-Match is ${condition.slice(0, 20)}`, async () => {
      const answer = await ann.get(`/api/v1/orders/${order.id}`, { 'If-None-Match': condition });
      expect(answer.status).to.equal(status);
      if (status === 304) {
        expect(answer.text).to.equal('');
        expect(answer.headers.etag).to.equal('"2"');
      }
    });
  }

  for (const id of [
    '0',
    '-1',
    '1.0',
    '1e3',
    'abc',
    '9007199254740992',
    '99999999999999999999',
    '%00',
    '%E0%A4%A',
    '%FF',
  ]) {
    it(`rejects the id ${id}`, async () => {
      const { status, body } = await ann.get<Problem>(`/api/v1/orders/${id}`);
      expect(status).to.equal(422);
      expect(body.errors).to.deep.include({ in: 'path', pointer: '/order_id', detail: body.errors![0]!.detail });
    });
  }

  it('is not cacheable by proxies', async () => {
    const { headers } = await ann.get(`/api/v1/orders/${order.id}`);
    expect(headers).to.include({ 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' });
  });

  it("returns the request's X-Request-Id if it is valid", async () => {
    for (const [sent, kept] of [
      ['trace-4711', true],
      ['a b', false],
      ['x'.repeat(129), false],
      ['"quoted"', false],
    ] as const) {
      const { headers } = await ann.get(`/api/v1/orders/${order.id}`, { 'X-Request-Id': sent });
      expect(headers['x-request-id'] === sent, sent).to.equal(kept);
      expect(headers['x-request-id']).to.match(/^[\w-]{1,128}$/);
    }
  });

  it('answers HEAD as GET, without the body', async () => {
    const head = await ann.sendUnchecked('HEAD', `/api/v1/orders/${order.id}`);
    expect(head.status).to.equal(200);
    expect(head.text).to.equal('');
    expect(head.headers.etag).to.equal('"2"');
  });
});
