import { expect } from 'chai';
import nock from 'nock';
import { interceptHttp } from '../../../../test/services/intercepted-http.js';
import { createClient, UnexpectedResponseError } from '../../src/index.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';
import { BASE_URL, rejection, service, stubClient } from '../support/stub-service.js';

describe('client', () => {
  interceptHttp();

  it('creates an order from the contract’s own shape, and resolves to the rest of the answer on request', async () => {
    const order = { items: [{ product_id: 1, quantity: 2 }], metadata: { channel: 'web' } };
    service({ reqheaders: { authorization: 'Bearer secret-token', 'idempotency-key': 'key-1' } })
      .post('/api/v1/orders', order)
      .reply(201, sampleOrder(), { 'x-request-id': 'server-id', etag: '"1"', 'idempotent-replayed': 'true' });

    const { data, response } = await stubClient().orders.create(order, { idempotencyKey: 'key-1' }).withResponse();
    expect(data).to.deep.equal(sampleOrder());
    expect(response).to.include({ status: 201, requestId: 'server-id', attempts: 1 });
    expect(response.headers.get('etag')).to.equal('"1"');
    expect(response.headers.get('idempotent-replayed')).to.equal('true');
  });

  it('reads an order', async () => {
    service().get('/api/v1/orders/42').reply(200, sampleOrder());
    expect(await stubClient().orders.get(42)).to.deep.equal(sampleOrder());
  });

  for (const [held, tag] of [
    [0, '"0"'],
    [3, '"3"'],
    ['3', '"3"'],
    ['"3"', '"3"'],
    ['W/"3"', 'W/"3"'],
  ] as const) {
    it(`reads nothing when the copy held (${held}) is current`, async () => {
      service({ reqheaders: { 'if-none-match': tag } })
        .get('/api/v1/orders/42')
        .reply(304, undefined, { etag: '"3"' });
      const { data, response } = await stubClient().orders.get(42, { ifNoneMatch: held }).withResponse();
      expect(data).to.equal(undefined);
      expect(response.status).to.equal(304);
    });

    it(`updates an order that still has the version ${held}`, async () => {
      service({ reqheaders: { 'if-match': tag } })
        .patch('/api/v1/orders/42/status', { status: 'cancelled', reason: 'too late' })
        .reply(200, sampleOrder({ status: 'cancelled' }));
      const updated = await stubClient().orders.updateStatus(42, 'cancelled', { reason: 'too late', ifMatch: held });
      expect(updated.status).to.equal('cancelled');
    });
  }

  it('updates an order without a reason or a condition', async () => {
    service({ badheaders: ['if-match'] })
      .patch('/api/v1/orders/42/status', { status: 'confirmed' })
      .reply(200, sampleOrder({ status: 'confirmed' }));
    expect(await stubClient().orders.updateStatus(42, 'confirmed')).to.include({ status: 'confirmed' });
  });

  it('reads the history of an order, the feed and the health', async () => {
    service().get('/api/v1/orders/42/events').reply(200, []);
    const emptyPage = (cursor: string) => ({ events: [], next_cursor: cursor, has_more: false });
    service().get('/api/v1/events').query({ cursor: 'MTc0', limit: 5 }).reply(200, emptyPage('MTc0'));
    service().get('/api/v1/events').query({}).reply(200, emptyPage('MTc1'));
    const since = '2026-02-15T12:00:00.000Z';
    service().get('/api/v1/events').query({ since }).times(2).reply(200, emptyPage('MTc2'));
    service().get('/api/v1/events').query({ cursor: 'MTc2' }).reply(200, emptyPage('MTc2'));
    service().get('/health').reply(200, { status: 'degraded' });
    expect(await stubClient().orders.history(42)).to.deep.equal([]);
    expect(await stubClient().events.list({ cursor: 'MTc0', limit: 5 })).to.include({ nextCursor: 'MTc0' });
    expect(await stubClient().events.list()).to.include({ nextCursor: 'MTc1' });
    for (const time of [since, new Date(since)]) {
      expect(await stubClient().events.list({ since: time })).to.include({ nextCursor: 'MTc2' });
    }
    expect(await stubClient().events.list({ since, cursor: 'MTc2' })).to.include({ nextCursor: 'MTc2' });
    expect(await stubClient().health()).to.include({ status: 'degraded' });
  });

  it('asks for the orders that its parameters describe', async () => {
    service()
      .get(
        '/api/v1/orders?limit=20&user_id=7&scope=all&status=pending&status=confirmed' +
          '&created_after=2026-01-01T00%3A00%3A00.000Z&created_before=2026-02-01T00%3A00%3A00%2B01%3A00&skip=40',
      )
      .reply(200, [sampleOrder()]);
    service().get('/api/v1/orders?status=shipped').reply(200, []);
    const list = stubClient().orders.list({
      limit: 20,
      user_id: 7,
      scope: 'all',
      status: ['pending', 'confirmed'],
      created_after: new Date('2026-01-01'),
      created_before: '2026-02-01T00:00:00+01:00',
      skip: 40,
    });
    expect((await list).items).to.have.length(1);
    expect((await stubClient().orders.list({ status: 'shipped' })).items).to.have.length(0);
  });

  it('shows the outbox, and retries and skips its events', async () => {
    const { outbox } = stubClient();
    const id = '0199f0c2-88d3-7a51-8d9c-2c6f0be21a42';
    service().get('/api/v1/outbox').reply(200, { depth: 3 });
    service()
      .get('/api/v1/outbox/events?state=waiting&limit=5&cursor=c1')
      .reply(200, { events: [], next_cursor: null, has_more: false });
    service().post(`/api/v1/outbox/events/${id}/retry`).reply(200, { event_id: id });
    service().post(`/api/v1/outbox/events/${id}/skip`, { reason: 'too large' }).reply(200, { skipped_by: 'user:1' });
    expect(await outbox.status()).to.include({ depth: 3 });
    expect(await outbox.list({ state: 'waiting', limit: 5, cursor: 'c1' })).to.deep.include({ items: [] });
    expect(await outbox.retry(id)).to.include({ event_id: id });
    expect(await outbox.skip(id, 'too large')).to.include({ skipped_by: 'user:1' });
  });

  it('replays events, and does not replay them again when the answer is lost', async () => {
    service({ badheaders: ['idempotency-key'] })
      .post('/api/v1/events/replay', { order_id: 42 })
      .reply(202, { queued: 3, next_cursor: null, has_more: false });
    expect(await stubClient().events.replay({ order_id: 42 })).to.include({ queued: 3 });

    const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    service().post('/api/v1/events/replay').replyWithError(lost);
    const error = await rejection(stubClient().events.replay({ since: '2026-02-15T17:00:00Z' }));
    expect(error).to.include({ name: 'ConnectionError', outcomeUnknown: true, attempts: 1 });
  });

  it('asks who the caller is', async () => {
    service({ reqheaders: { authorization: 'Bearer secret-token' } })
      .get('/api/v1/me')
      .reply(200, { user_id: 1, operator: false });
    expect(await stubClient().me()).to.include({ user_id: 1, operator: false });
  });

  it('asks for the figures of a time', async () => {
    service().get('/api/v1/stats').reply(200, { interval: 'day' });
    service()
      .get('/api/v1/stats?since=2026-02-01T00%3A00%3A00.000Z&until=2026-02-02T00%3A00%3A00Z&interval=hour')
      .reply(200, {
        interval: 'hour',
      });
    expect(await stubClient().stats()).to.include({ interval: 'day' });
    const day = { since: new Date('2026-02-01'), until: '2026-02-02T00:00:00Z', interval: 'hour' } as const;
    expect(await stubClient().stats(day)).to.include({ interval: 'hour' });
  });

  it('rejects a list that is not an array', async () => {
    service().get('/api/v1/orders').reply(200, { orders: [] });
    expect(await rejection(stubClient().orders.list())).to.be.instanceOf(UnexpectedResponseError);
  });

  for (const prefix of ['/shop', '/shop/', '/shop/v2//']) {
    it(`keeps the path of its base URL: ${prefix}`, async () => {
      nock(BASE_URL)
        .get(`${prefix.replace(/\/+$/, '')}/health`)
        .reply(200, {});
      await createClient({ baseUrl: BASE_URL + prefix }).health();
    });
  }

  it('sends its own headers, those of the call first, and its name', async () => {
    const reqheaders = { 'x-tenant': 'south', 'x-shop': '1', 'user-agent': 'importer/2', 'x-request-id': 'mine' };
    service({ reqheaders }).get('/health').reply(200, {});
    const client = stubClient({ headers: { 'X-Tenant': 'north', 'X-Shop': '1' }, userAgent: 'importer/2' });
    const { response } = await client
      .health({ headers: { 'x-tenant': 'south', 'x-request-id': 'mine' } })
      .withResponse();
    expect(response.requestId).to.equal('mine');
  });

  it('lets a call bring its own Authorization', async () => {
    service({ reqheaders: { authorization: 'Bearer other' } })
      .get('/api/v1/orders/42')
      .reply(200, sampleOrder());
    await stubClient().orders.get(42, { headers: { Authorization: 'Bearer other' } });
  });

  it('declares what it sends, and what it accepts', async () => {
    const sent: (readonly [accept: string | null, contentType: string | null])[] = [];
    const client = stubClient({
      fetch: (_, init) => {
        const headers = new Headers(init?.headers);
        sent.push([headers.get('accept'), headers.get('content-type')]);
        return Promise.resolve(Response.json(sampleOrder()));
      },
    });
    await client.orders.get(42);
    await client.orders.create({ items: [{ product_id: 1, quantity: 1 }] });
    await rejection(client.events.stream()[Symbol.asyncIterator]().next());
    expect(sent).to.deep.equal([
      ['application/json, application/problem+json', null],
      ['application/json, application/problem+json', 'application/json'],
      ['text/event-stream', null],
    ]);
  });

  it('works with a fetch of its user', async () => {
    const client = stubClient({ fetch: () => Promise.resolve(Response.json({ status: 'healthy' })) });
    expect(await client.health()).to.include({ status: 'healthy' });
  });

  it('refuses an idempotency key, a header or a limit that cannot be sent, and sends nothing', async () => {
    const { orders } = stubClient();
    const order = { items: [{ product_id: 1, quantity: 1 }] };
    for (const options of [{ idempotencyKey: 'two words' }, { idempotencyKey: '' }, { headers: { 'x y': 'z' } }]) {
      expect(await rejection(orders.create(order, options))).to.include({ name: 'ConfigurationError', attempts: 0 });
    }
    expect(await rejection(orders.get(42, { timeoutMs: -1 }))).to.include({ name: 'ConfigurationError' });
    const error = await rejection(orders.get(42, { headers: { 'x-api-key': 'hush\n' } }));
    expect((error as Error).message)
      .to.contain('x-api-key')
      .and.not.contain('hush');
  });
});
