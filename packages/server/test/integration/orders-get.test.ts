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

  it('returns the same as the request that placed the order, in the same words', async () => {
    const items = [1, 2, 1].map((product_id) => ({ product_id, quantity: 2 }));
    const placed = await ann.create({ items });
    expect((await ann.get(`/api/v1/orders/${placed.body.id}`)).text).to.equal(placed.text);
  });

  it('returns an equal order however its stored document is spelt', async () => {
    const bob = service().newUser();
    const { id } = await bob.placed([1, 2, 1].map((product_id) => ({ product_id, quantity: 2 })));
    const answers = async (): Promise<unknown[]> =>
      await Promise.all(
        [`/api/v1/orders/${id}`, '/api/v1/orders', '/api/v1/events'].map(async (path) => (await bob.get(path)).body),
      );
    const before = await answers();
    // Other white space, and another order of the members, as another program might write it.
    await service().query(`
      ALTER TABLE orders DISABLE TRIGGER USER;
      UPDATE orders SET items = jsonb_pretty(items::jsonb)::json WHERE id = ${id};
      ALTER TABLE orders ENABLE TRIGGER USER`);
    expect(await answers()).to.deep.equal(before);
  });

  it('answers another user as if the order did not exist', async () => {
    const bob = service().newUser();
    const [foreign, missing] = [
      await bob.get<Problem>(`/api/v1/orders/${order.id}`),
      await bob.get<Problem>('/api/v1/orders/9007199254740991'),
    ];
    expect([foreign.status, missing.status]).to.deep.equal([404, 404]);
    const withoutIds = (problem: Problem) => ({
      ...problem,
      request_id: '',
      detail: problem.detail.replace(/\d+/, 'N'),
    });
    expect(withoutIds(foreign.body)).to.deep.equal(withoutIds(missing.body));
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
