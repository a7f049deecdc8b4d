import { expect } from 'chai';
import { connect } from '../../src/db/connection.js';
import { createOutboxStore } from '../../src/db/outbox-store.js';
import { Operator, type Replay } from '../support/operator.js';
import { writeHistory } from '../support/order-history.js';
import { usePublishedService } from '../support/published-service.js';
import type { Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

const LONG_AGO = '2020-01-01T00:00:00Z';

describe('POST /api/v1/events/replay, with a real broker', () => {
  const published = usePublishedService();

  it("publishes an order's events again, unchanged and in order", async () => {
    const { service, operator, queue } = published();
    const ann = service.newUser();
    const { id } = await ann.placed(undefined, ['confirmed', 'shipped', 'delivered']);
    const other = await ann.placed();
    await published().delivered(5);

    expect(await operator.replay({ order_id: id })).to.deep.equal({ queued: 4, next_cursor: null, has_more: false });
    await published().delivered(9);
    expect(queue.versionsOf(id)).to.deep.equal([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(queue.versionsOf(other.id)).to.deep.equal([1]);
    const bodies = queue.deliveries.filter(({ orderId }) => orderId === id).map(({ body }) => body);
    expect(bodies.slice(4)).to.deep.equal(bodies.slice(0, 4));
  });

  it('publishes the events of a time range again, a bounded number per call', async () => {
    const { service, operator, queue } = published();
    const ids = await writeHistory(service.database, { count: 25, from: '2026-02-15T12:00:00Z', everySeconds: 60 });
    const range = { since: '2026-02-15T12:05:00Z', until: '2026-02-15T12:20:00Z', limit: 6 };
    const calls = [await operator.replay(range)];
    for (let cursor = calls[0]!.next_cursor; cursor !== null && calls.length < 10;) {
      const page: Replay = await operator.replay({ ...range, cursor });
      calls.push(page);
      cursor = page.next_cursor;
    }
    expect(calls.map(({ queued }) => queued)).to.deep.equal([6, 6, 3]);
    await published().delivered(15);
    const orderIds = queue.deliveries.map(({ orderId }) => orderId).sort((a, b) => a - b);
    expect(orderIds).to.deep.equal(ids.slice(5, 20));
  });

  it('includes everything since a time without an end', async () => {
    const { service, operator } = published();
    await service.newUser().placed(undefined, ['confirmed']);
    await published().delivered(2);
    expect(await operator.replay({ since: LONG_AGO })).to.deep.equal({ queued: 2, next_cursor: null, has_more: false });
    await published().delivered(4);
  });

  it('does not change events that are still in the outbox', async () => {
    const { service, operator } = published();
    const { id } = await published().orderWithDeadLetteredEvent();
    const deadLettered = await operator.deadLetteredEventOf(id);
    await service.operator().move(id, 'confirmed');
    expect(await operator.replay({ order_id: id })).to.include({ queued: 0 });
    expect(await operator.outbox()).to.include({ depth: 2, dead_lettered: 1 });
    expect(await operator.deadLetteredEventOf(id)).to.include({ dead_lettered_at: deadLettered.dead_lettered_at });
  });
});

/** Without a broker, so that the relay changes nothing. */
describe('POST /api/v1/events/replay', () => {
  const service = useTestService();
  const operator = () => new Operator(service().operator());

  beforeEach(() => service().query('DELETE FROM outbox'));

  it('finds nothing in a time range without events', async () => {
    await service().newUser().placed();
    expect(await operator().replay({ since: '2999-01-01T00:00:00Z' })).to.include({ queued: 0, has_more: false });
    expect(await operator().replay({ since: LONG_AGO, until: '2020-01-02T00:00:00Z' })).to.include({ queued: 0 });
    expect(await operator().replay({ since: LONG_AGO, until: LONG_AGO })).to.include({ queued: 0 });
    expect(await operator().replay({ since: '0000-01-01T00:00:00Z', until: LONG_AGO })).to.include({ queued: 0 });
  });

  it('measures the age of replayed events from the replay', async () => {
    await writeHistory(service().database, { count: 3, from: '2019-01-01T00:00:00Z', everySeconds: 60 });
    await operator().replay({ since: '2019-01-01T00:00:00Z', until: '2019-01-01T01:00:00Z' });
    const { depth, oldest_age_seconds: age } = await operator().outbox();
    expect(depth).to.equal(3);
    expect(age).to.be.within(0, 60);
  });

  it('does not delay new events', async () => {
    await writeHistory(service().database, { count: 1_000, from: '2018-01-01T00:00:00Z', everySeconds: 1 });
    const replayed = await operator().replay({ since: '2018-01-01T00:00:00Z', until: '2018-01-02T00:00:00Z' });
    expect(replayed.queued).to.equal(1_000);
    const { id } = await service().newUser().placed();
    const database = connect({ url: service().databaseUrl, planCacheMode: 'auto' });
    try {
      const claimed = await createOutboxStore(database).claim(10, 1_000);
      expect(claimed.map(({ event }) => event.orderId)).to.include(id);
      expect(claimed).to.have.length(11);
    } finally {
      await database.close();
    }
  });

  const refused: [what: string, body: object][] = [
    ['both an order and a time', { order_id: 1, since: LONG_AGO }],
    ['neither of them', {}],
    ['only an end', { until: LONG_AGO }],
    ['an order and a limit', { order_id: 1, limit: 5 }],
    ['more than 1,000 events', { since: LONG_AGO, limit: 1_001 }],
    ['a foreign cursor', { since: LONG_AGO, cursor: 'aGVsbG8' }],
    ['what is no time', { since: 'yesterday' }],
  ];
  for (const [what, json] of refused) {
    it(`rejects ${what}`, async () => {
      const { status, body } = await service().operator().send<Problem>('POST', '/api/v1/events/replay', { json });
      expect([status, body.code]).to.deep.equal([422, 'validation_failed']);
    });
  }

  it('answers 404 for an order that does not exist', async () => {
    const sent = { json: { order_id: 999_999 } };
    const { status, body } = await service().operator().send<Problem>('POST', '/api/v1/events/replay', sent);
    expect([status, body.code]).to.deep.equal([404, 'order_not_found']);
  });
});
