import { expect } from 'chai';
import { ApiError, isProblem, parseOrderEvent, toMoney, type Order } from '../../src/index.js';
import { cuttingStreams, losingAnswers } from '../support/lossy-fetch.js';
import { startRealService, type RealService } from '../support/real-service.js';
import { rejection } from '../support/stub-service.js';

describe('the client with the service itself', () => {
  let service: RealService;
  before(async () => {
    service = await startRealService();
  });
  after(() => service.stop());

  const headphones = { items: [{ product_id: 1, quantity: 2 }] };

  it('takes an order from its placing to its end', async () => {
    const { orders } = service.client(1);
    const placed = await orders.create({ ...headphones, metadata: { channel: 'test' } });
    expect(placed).to.deep.include({ user_id: 1, status: 'pending', total_amount: '59.98', version: 1 });
    expect(placed.metadata).to.deep.equal({ channel: 'test' });
    expect(await orders.get(placed.id)).to.deep.equal(placed);

    let order: Order = placed;
    for (const status of ['confirmed', 'shipped', 'delivered'] as const) {
      expect(order.allowed_transitions).to.include(status);
      order = await orders.updateStatus(order.id, status, { ifMatch: order.version, reason: `now ${status}` });
    }
    expect(order).to.deep.include({ status: 'delivered', version: 4, allowed_transitions: [] });

    const history = await orders.history(order.id);
    expect(history.map((entry) => [entry.version, entry.to_status, entry.reason])).to.deep.equal([
      [1, 'pending', null],
      [2, 'confirmed', 'now confirmed'],
      [3, 'shipped', 'now shipped'],
      [4, 'delivered', 'now delivered'],
    ]);
  });

  it('resolves to the request id, which the history of the order has as well', async () => {
    const { orders } = service.client(2);
    const headers = { 'X-Request-Id': 'a-name-of-our-own' };
    const { data, response } = await orders.create(headphones, { headers }).withResponse();
    expect(response).to.include({ status: 201, requestId: 'a-name-of-our-own', attempts: 1 });
    expect(response.headers.get('etag')).to.equal('"1"');
    expect(await orders.history(data.id)).to.have.nested.property('[0].request_id', 'a-name-of-our-own');
  });

  it('does not read an order whose copy is current', async () => {
    const { orders } = service.client(2);
    const order = await orders.create(headphones);
    expect(await orders.get(order.id, { ifNoneMatch: order.version })).to.equal(undefined);
    expect(await orders.get(order.id, { ifNoneMatch: order.version + 1 })).to.deep.equal(order);
  });

  it('lists every order once, newest first, over as many pages as it takes', async () => {
    const { orders } = service.client(3);
    const ids: number[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await orders.create(headphones)).id);
    await orders.updateStatus(ids[4]!, 'cancelled');

    const read = async (params: Parameters<typeof orders.list>[0]) =>
      (await orders.list(params).toArray({ limit: 100 })).map(({ id }) => id);
    expect(await read({ limit: 2 })).to.deep.equal(ids);
    expect(await read({ limit: 2, skip: 1 })).to.deep.equal(ids.slice(1));
    expect(await read({ limit: 2, status: ['pending', 'shipped'] })).to.deep.equal(ids.slice(0, 4));
    expect(await read({ created_after: new Date(Date.now() + 3_600_000) })).to.deep.equal([]);

    const operator = service.client(99, { role: 'operator' });
    const seen = await operator.orders.list({ user_id: 3 }).toArray({ limit: 100 });
    expect(seen.map(({ id }) => id)).to.deep.equal(ids);
  });

  it('narrows problems by their code', async () => {
    const { orders } = service.client(4);
    const short = await rejection(orders.create({ items: [{ product_id: 1, quantity: 10_000 }] }));
    if (!isProblem(short, 'insufficient_stock')) throw new Error(`Expected a shortage, not ${String(short)}`);
    expect(short).to.include({ product_id: 1, requested: 10_000, available: 100, status: 409 });

    const missing = await rejection(orders.create({ items: [{ product_id: 424_242, quantity: 1 }] }));
    expect(isProblem(missing, 'product_not_found') && missing.product_id).to.equal(424_242);

    const invalid = await rejection(orders.create({ items: [] }));
    expect(isProblem(invalid, 'validation_failed') && invalid.errors[0]?.pointer).to.equal('/items');

    const { id } = await orders.create(headphones);
    const skipped = await rejection(orders.updateStatus(id, 'delivered'));
    expect(isProblem(skipped, 'invalid_transition') && skipped.allowed_transitions).to.include('confirmed');

    const stale = await rejection(orders.updateStatus(id, 'confirmed', { ifMatch: 7 }));
    expect(isProblem(stale, 'version_mismatch') && stale.current_version).to.equal(1);

    const others = await rejection(service.client(5).orders.get(id));
    expect(others).to.be.instanceOf(ApiError).and.include({ code: 'order_not_found', status: 404 });

    const anonymous = await rejection(service.client(4, { token: 'not-a-token' }).orders.get(id));
    expect(anonymous).to.include({ code: 'token_invalid', attempts: 1 });
  });

  describe('when answers are lost on the way', () => {
    it('creates one order all the same', async () => {
      const { orders } = service.client(6, { fetch: losingAnswers('POST', 2) });
      const { data, response } = await orders.create(headphones).withResponse();
      expect(response.attempts).to.equal(3);
      expect(response.headers.get('idempotent-replayed')).to.equal('true');
      expect((await orders.list().toArray({ limit: 100 })).map(({ id }) => id)).to.deep.equal([data.id]);
    });

    it('finds its own conditional transition in the history', async () => {
      const { orders } = service.client(7, { fetch: losingAnswers('PATCH') });
      const { id, version } = await orders.create(headphones);
      const updated = await orders.updateStatus(id, 'confirmed', { ifMatch: version });
      expect(updated).to.include({ status: 'confirmed', version: 2 });
    });

    it('does not retry an unconditional transition, whose outcome is unknown', async () => {
      const { orders } = service.client(8, { fetch: losingAnswers('PATCH') });
      const { id } = await orders.create(headphones);
      const error = await rejection(orders.updateStatus(id, 'confirmed'));
      expect(error).to.include({ name: 'ConnectionError', outcomeUnknown: true, attempts: 1 });
      expect(await orders.get(id)).to.include({ status: 'confirmed', version: 2 });
    });
  });

  it('reads the feed of all changes to its end, in order', async () => {
    const client = service.client(9);
    const { id, total_amount: total } = await client.orders.create(headphones);
    await client.orders.updateStatus(id, 'cancelled');

    const types: string[] = [];
    for await (const event of client.events.list({ limit: 1 })) {
      types.push(event.event_type);
      expect(parseOrderEvent(JSON.stringify(event))).to.deep.equal(event);
      if (event.event_type === 'order.created') expect(toMoney(event.data.total_amount)).to.equal(total);
    }
    expect(types).to.deep.equal(['order.created', 'order.status.updated']);
  });

  it('follows the feed live, through a connection that is cut', async () => {
    const client = service.client(10, { fetch: cuttingStreams() });
    const { id } = await client.orders.create(headphones);
    const { nextCursor: cursor } = await client.events.list();
    const reconnects: unknown[] = [];
    const stream = client.events.stream({ cursor, onReconnect: (event) => reconnects.push(event) });

    const seen: string[] = [];
    const statuses = ['confirmed', 'shipped', 'delivered'] as const;
    await client.orders.updateStatus(id, statuses[0]);
    for await (const event of stream) {
      if (event.event_type === 'order.status.updated') seen.push(event.data.new_status);
      const next = statuses[seen.length];
      if (next === undefined) break;
      await client.orders.updateStatus(id, next);
    }
    expect(seen).to.deep.equal(statuses);
    expect(reconnects).to.have.length(1);
    expect((await client.events.list({ cursor: stream.nextCursor })).items).to.deep.equal([]);
  });

  it('begins the feed at a time, live and page by page, and cuts change nothing', async () => {
    const client = service.client(13, { fetch: cuttingStreams() });
    await client.orders.create(headphones);
    const { id, created_at: since } = await client.orders.create(headphones);
    const seen: string[] = [];
    for await (const event of client.events.stream({ since })) {
      seen.push(`${event.data.order_id}.${event.order_version}`);
      if (seen.length === 1) await client.orders.updateStatus(id, 'confirmed');
      if (seen.length === 2) await client.orders.updateStatus(id, 'cancelled');
      if (seen.length === 3) break;
    }
    expect(seen).to.deep.equal([1, 2, 3].map((version) => `${id}.${version}`));
    const { items } = await client.events.list({ since: new Date(since), limit: 100 });
    expect(items.slice(-3).map(({ data }) => data.order_id)).to.deep.equal([id, id, id]);
  });

  it('decides on an order as it is, although others change it meanwhile', async () => {
    const { orders } = service.client(11);
    const { id } = await orders.create(headphones);
    const seen: string[] = [];
    const order = await orders.transition(id, async ({ status, version }) => {
      seen.push(status);
      if (version < 3) await orders.updateStatus(id, version === 1 ? 'confirmed' : 'shipped');
      return status === 'delivered' ? undefined : 'cancelled';
    });
    expect(seen).to.deep.equal(['pending', 'confirmed', 'shipped']);
    expect(order).to.include({ status: 'cancelled', version: 4 });
  });

  it('updates many orders, and yields the result of each', async () => {
    const { orders } = service.client(12);
    const ids = (await Promise.all(Array.from({ length: 12 }, () => orders.create(headphones)))).map(({ id }) => id);
    await orders.updateStatus(ids[0]!, 'cancelled');

    const confirmed: number[] = [];
    for await (const result of orders.updateStatusMany(orders.list({ status: 'pending', limit: 5 }), 'confirmed')) {
      if (!result.ok) throw result.error;
      confirmed.push(result.orderId);
    }
    expect(confirmed.sort((a, b) => a - b)).to.deep.equal(ids.slice(1).sort((a, b) => a - b));

    const outcomes = new Map<number, string>();
    for await (const result of orders.updateStatusMany(ids.slice(0, 3), 'shipped', {
      concurrency: 2,
      reason: 'bulk',
    })) {
      outcomes.set(result.orderId, result.ok ? result.order.status : String(result.error));
    }
    expect(outcomes.get(ids[0]!)).to.contain('ApiError');
    expect([outcomes.get(ids[1]!), outcomes.get(ids[2]!)]).to.deep.equal(['shipped', 'shipped']);
    expect((await orders.history(ids[1]!)).at(-1)).to.include({ reason: 'bulk' });
  });

  it('shows the outbox to operators only', async () => {
    expect(await service.client(1, { role: 'operator' }).outbox.status()).to.include({ broker: 'disabled' });
    expect(await rejection(service.client(1).outbox.status())).to.include({ code: 'operator_required' });
  });

  it('asks who the caller is and what it may do', async () => {
    expect(await service.client(1).me()).to.deep.include({ user_id: 1, operator: false, order_scope: 'own' });
    const operator = await service.client(99, { role: 'operator' }).me();
    expect(operator).to.include({ user_id: 99, operator: true, order_scope: 'all' });
    expect(operator.operations).to.include('replayEvents');
  });

  it('reads the health without a token', async () => {
    const health = await service.client(1, { token: 'not-a-token' }).health();
    expect(health).to.include({ service: 'order-service', database: 'connected' });
  });
});
