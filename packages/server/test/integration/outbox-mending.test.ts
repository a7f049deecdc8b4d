import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Operator, type SkippedEvent } from '../support/operator.js';
import { usePublishedService } from '../support/published-service.js';
import { rejectionOf } from '../support/rejection.js';
import type { Problem } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

/** Without a broker, so that the relay changes nothing. */
describe('operating the outbox', () => {
  const service = useTestService();
  const operator = () => new Operator(service().operator());

  beforeEach(() => service().query('DELETE FROM outbox'));

  /** Dead-letters the first event of an order, as the relay does after repeated rejections. */
  async function park(orderId: number): Promise<string> {
    const [row] = await service().query<{ event_id: string }>(
      `UPDATE outbox SET dead_lettered_at = clock_timestamp(), refusals = 5, attempts = 6, last_error = '406'
       WHERE order_id = $1 AND version = 1 RETURNING event_id`,
      [orderId],
    );
    return row!.event_id;
  }

  it('makes a dead letter due at once, resets its attempts, and lets later versions follow', async () => {
    const { id } = await service().newUser().placed(undefined, ['confirmed']);
    const eventId = await park(id);
    await service().query("UPDATE outbox SET next_attempt_at = now() + interval '1 hour' WHERE version = 2");
    const retried = { event_id: eventId, state: 'waiting', attempts: 6, refusals: 0, waiting_behind: 1 };
    expect(await operator().retry(eventId)).to.deep.include(retried);
    expect((await operator().list('state=waiting')).map((event) => event.next_attempt_at)).to.deep.equal([null, null]);
  });

  it('makes a rescheduled event due', async () => {
    const { id } = await service().newUser().placed();
    await service().query("UPDATE outbox SET next_attempt_at = now() + interval '1 hour' WHERE order_id = $1", [id]);
    const [putOff] = await operator().list('state=waiting');
    expect(Date.parse(putOff!.next_attempt_at!)).to.be.greaterThan(Date.now() + 3_000_000);
    expect((await operator().retry(putOff!.event_id.toUpperCase())).next_attempt_at).to.equal(null);
  });

  it('removes a dead letter, keeps the reason, and lets the next version be published', async () => {
    const { id } = await service().newUser().placed(undefined, ['confirmed']);
    const eventId = await park(id);
    await service().query("UPDATE outbox SET next_attempt_at = now() + interval '1 hour' WHERE version = 2");
    const skipped = await operator().skip(eventId, 'Too big');
    expect(skipped).to.deep.include({
      event_id: eventId,
      order_id: id,
      order_version: 1,
      event_type: 'order.created',
      reason: 'Too big',
      skipped_by: 'user:1',
      attempts: 6,
      last_error: '406',
    });
    const waiting = await operator().list('state=waiting');
    expect(waiting.map((event) => [event.order_version, event.next_attempt_at])).to.deep.equal([[2, null]]);

    const another = new Operator(service().as({ userId: 77, role: 'admin' }));
    expect(await another.skip(eventId, 'Another reason')).to.deep.equal(skipped);
    for (const change of ["UPDATE skipped_events SET reason = 'none'", 'DELETE FROM skipped_events']) {
      expect((await rejectionOf(service().query(change))).message).to.match(/orders and their history are kept/);
    }
  });

  it('lets one of several operators skip an event, and shows it to all', async () => {
    const { id } = await service().newUser().placed();
    const eventId = await park(id);
    const operators = Array.from({ length: 8 }, (_, who) => service().as({ userId: 100 + who, role: 'operator' }));
    const skipped = await Promise.all(
      operators.map((client, who) => new Operator(client).skip(eventId, `Operator ${who}`)),
    );
    expect(new Set(skipped.map(({ reason }) => reason)).size).to.equal(1);
  });

  it('does not skip an event that is not dead-lettered', async () => {
    await service().newUser().placed();
    const [event] = await operator().list('state=waiting');
    const skip = `/api/v1/outbox/events/${event!.event_id}/skip`;
    const { status, body } = await service()
      .operator()
      .send<Problem>('POST', skip, { json: { reason: 'No' } });
    expect([status, body.code]).to.deep.equal([409, 'event_not_dead_lettered']);
    expect(await operator().list('state=waiting')).to.deep.equal([event]);
  });

  for (const action of ['retry', 'skip']) {
    const sent = action === 'skip' ? { json: { reason: 'Why not' } } : {};

    it(`cannot ${action} an event that is not in the outbox`, async () => {
      const { id } = await service().newUser().placed();
      const [published] = await service().query<{ event_id: string }>(
        'DELETE FROM outbox WHERE order_id = $1 RETURNING event_id',
        [id],
      );
      for (const eventId of [published!.event_id, randomUUID()]) {
        const path = `/api/v1/outbox/events/${eventId}/${action}`;
        const { status, body } = await service().operator().send<Problem>('POST', path, sent);
        expect([status, body.code]).to.deep.equal([404, 'event_not_found']);
      }
    });

    it(`rejects an invalid event id for ${action}`, async () => {
      for (const eventId of ['1', `urn:uuid:${randomUUID()}`, `${randomUUID()}0`]) {
        const path = `/api/v1/outbox/events/${eventId}/${action}`;
        const { status, body } = await service().operator().send<Problem>('POST', path, sent);
        expect([status, body.errors?.[0]?.in]).to.deep.equal([422, 'path']);
      }
    });
  }

  it('requires a reason for skipping', async () => {
    const path = `/api/v1/outbox/events/${randomUUID()}/skip`;
    const bodies = [{}, { reason: '' }, { reason: 'x'.repeat(501) }, { reason: 'a\0b' }, { reason: 'x', by: 'me' }];
    for (const json of bodies) {
      const { status, body } = await service().operator().send<Problem>('POST', path, { json });
      expect([status, body.code]).to.deep.equal([422, 'validation_failed']);
    }
  });
});

describe('operating the outbox, with a real broker', () => {
  const published = usePublishedService();

  it('measures the rate of confirms', async () => {
    const { service, operator } = published();
    await service.newUser().placed(undefined, ['confirmed', 'shipped']);
    await published().delivered(3);
    const outbox = await operator.outbox();
    expect(outbox).to.include({ broker: 'connected', published: 3, confirmed: 3, returned: 0, dead_lettered: 0 });
    expect(outbox.confirms_per_second).to.be.greaterThan(0);
    const { text } = await service.anonymous().get('/metrics');
    expect(text).to.match(/^relay_events_total\{outcome="confirmed"\} 3$/m);
    expect(text).to.match(/^relay_published_total 3$/m);
  });

  it('publishes a retried dead letter and the later versions', async () => {
    const { service, broker, operator, queue } = published();
    const { id, eventId } = await published().orderWithDeadLetteredEvent();
    await service.operator().move(id, 'confirmed');
    expect(await operator.outbox()).to.include({ depth: 2, dead_lettered: 1 });

    broker.heal();
    await operator.retry(eventId);
    await published().delivered(2);
    expect(queue.versionsOf(id)).to.deep.equal([1, 2]);
  });

  it('dead-letters a retried event again if it is still rejected', async () => {
    const { operator } = published();
    const { id, eventId } = await published().orderWithDeadLetteredEvent();
    expect(await operator.retry(eventId)).to.include({ state: 'waiting', refusals: 0 });
    expect(await operator.deadLetteredEventOf(id)).to.include({ refusals: 2, attempts: 4 });
  });

  it('publishes later versions after a dead letter is skipped, and never the skipped one', async () => {
    const { service, broker, operator, queue } = published();
    const { id, eventId } = await published().orderWithDeadLetteredEvent();
    await service.operator().move(id, 'confirmed');
    broker.heal();
    const { skipped_at: skippedAt }: SkippedEvent = await operator.skip(eventId, 'Consumers were told');
    expect(Date.parse(skippedAt)).to.be.closeTo(Date.now(), 60_000);
    await published().delivered(1);

    expect(await operator.replay({ order_id: id })).to.include({ queued: 1 });
    await published().delivered(2);
    expect(queue.versionsOf(id)).to.deep.equal([2, 2]);
  });
});
