import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { outboxCursor } from '../../src/http/paging/cursors.js';
import { connect } from '../../src/db/connection.js';
import { createOutboxOperations } from '../../src/db/outbox-operations.js';
import { blocksTouched } from '../support/blocks-touched.js';
import { Operator } from '../support/operator.js';
import { writeHistory } from '../support/order-history.js';
import type { Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

/** Without a broker, so that the relay changes nothing. */
describe("the operators' view of the outbox", () => {
  const service = useTestService();
  const operator = () => new Operator(service().operator());

  beforeEach(() => service().query('DELETE FROM outbox'));

  it('returns depth and age, and the state of the relay', async () => {
    const { id } = await service().newUser().placed(undefined, ['confirmed']);
    await service().query('UPDATE outbox SET dead_lettered_at = now() WHERE order_id = $1 AND version = 1', [id]);
    const outbox = await operator().outbox();
    expect(outbox).to.include({ depth: 2, dead_lettered: 1, broker: 'disabled', confirmed: 0, confirms_per_second: 0 });
    expect(outbox.oldest_age_seconds).to.be.greaterThan(0);
  });

  it('exposes the same as metrics: gauges and counters', async () => {
    await service().newUser().placed();
    const { text } = await service().anonymous().get('/metrics');
    const value = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    expect(value('outbox_depth')).to.equal(1);
    expect(value('outbox_oldest_age_seconds')).to.be.greaterThan(0);
    expect(value('outbox_dead_lettered')).to.equal(0);
    expect(value('relay_events_total{outcome="returned"}')).to.equal(0);
    expect(value('relay_events_total{outcome="confirmed"}')).to.equal(0);
    expect(text).to.include('# TYPE relay_events_total counter');
  });

  it('lists waiting events by order, in pages', async () => {
    const ann = service().newUser();
    const [first, second] = [await ann.placed(undefined, ['confirmed', 'shipped']), await ann.placed()];
    const events = await operator().list('state=waiting&limit=1');
    expect(events.map((event) => [event.order_id, event.order_version, event.waiting_behind])).to.deep.equal([
      [first.id, 1, 2],
      [first.id, 2, 1],
      [first.id, 3, 0],
      [second.id, 1, 0],
    ]);
    expect(events[1]).to.deep.include({
      event_type: 'order.status.updated',
      state: 'waiting',
      attempts: 0,
      refusals: 0,
      next_attempt_at: null,
      dead_lettered_at: null,
      last_error: null,
    });
    expect(await operator().list('state=waiting&limit=100')).to.deep.equal(events);
    expect(await operator().list('state=dead_lettered')).to.deep.equal([]);
  });

  it('lists dead letters in the order in which they were dead-lettered', async () => {
    const ann = service().newUser();
    const orderIds = [await ann.placed(), await ann.placed(), await ann.placed()].map(({ id }) => id).reverse();
    for (const orderId of orderIds) {
      await service().query(
        "UPDATE outbox SET dead_lettered_at = clock_timestamp(), attempts = 6, refusals = 5, last_error = '406' WHERE order_id = $1",
        [orderId],
      );
    }
    const events = await operator().list('limit=2');
    expect(events.map((event) => event.order_id)).to.deep.equal(orderIds);
    expect(events[0]).to.deep.include({ state: 'dead_lettered', attempts: 6, refusals: 5, last_error: '406' });
    expect(await operator().list('state=waiting')).to.deep.equal([]);
  });

  it('pages through events that were dead-lettered at the same time', async () => {
    const ann = service().newUser();
    for (let order = 0; order < 5; order += 1) await ann.placed();
    await service().query('UPDATE outbox SET dead_lettered_at = now()');
    const events = await operator().list('state=dead_lettered&limit=2');
    expect(new Set(events.map((event) => event.event_id)).size).to.equal(5);
  });

  it('rejects a cursor of another list', async () => {
    const [eventId, cursor] = [
      randomUUID(),
      outboxCursor('waiting').encode({ deadLetteredAt: null, orderId: 42, version: 1 }),
    ];
    const path = `/api/v1/outbox/events?state=dead_lettered&cursor=`;
    for (const wrong of [cursor, eventId]) {
      const { status, body } = await service()
        .operator()
        .get<Problem>(path + wrong);
      expect([status, body.errors?.[0]?.pointer]).to.deep.equal([422, '/cursor']);
    }
  });

  const routes: [method: string, path: string, json?: unknown][] = [
    ['GET', '/api/v1/outbox'],
    ['GET', '/api/v1/outbox/events'],
    ['POST', `/api/v1/outbox/events/${randomUUID()}/retry`],
    ['POST', `/api/v1/outbox/events/${randomUUID()}/skip`, { reason: 'Why not' }],
    ['POST', '/api/v1/events/replay', { order_id: 999 }],
  ];
  for (const [method, path, json] of routes) {
    it(`lets only operators ${method} ${path.replace(/[0-9a-f-]{36}/, '{event_id}')}`, async () => {
      const { status, body } = await service().newUser().send<Problem>(method, path, { json });
      expect([status, body.code]).to.deep.equal([403, 'operator_required']);
      expect((await service().anonymous().send(method, path, { json })).status).to.equal(401);
      const manager = service().as({ userId: 5, scope: 'orders:read orders:manage' });
      expect((await manager.send(method, path, { json })).status).to.be.oneOf([200, 404]);
    });
  }

  it('costs no more with a long backlog', async function () {
    this.timeout(60_000);
    await writeHistory(service().database, { count: 20_000, from: '2026-01-01T00:00:00Z', everySeconds: 1 });
    await service().query(
      'INSERT INTO outbox (order_id, version, event_id) SELECT order_id, version, event_id FROM order_events',
    );
    await service().query('UPDATE outbox SET dead_lettered_at = now() WHERE order_id % 10 = 0');
    await service().query('VACUUM ANALYZE outbox, order_events');
    const database = connect({ url: service().databaseUrl, planCacheMode: 'auto' });
    try {
      for (const state of ['dead_lettered', 'waiting'] as const) {
        const query = { state, after: undefined, limit: 101 };
        const touched = await blocksTouched(database, (runner) => createOutboxOperations(runner).list(query));
        expect(touched, state).to.be.within(1, 1_500);
      }
    } finally {
      await database.close();
    }
  });
});
