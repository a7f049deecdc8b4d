import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { components } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { testRabbit } from '../../../../test/services/rabbitmq.js';
import { createEventReplay } from '../../src/db/event-replay.js';
import { createOrderRecords } from '../../src/db/order-records.js';
import { createUserErasure } from '../../src/db/user-erasure.js';
import { deliveryState, type EventRecord } from '../../src/domain/order-explanation.js';
import { Operator } from '../support/operator.js';
import { RelayRig } from '../support/relay-rig.js';
import type { Problem, TestClient } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

type Explanation = components['schemas']['OrderExplanation'];

const explain = async (client: TestClient, id: number): Promise<Explanation> =>
  (await client.get<Explanation>(`/api/v1/orders/${id}/explanation`)).body;

/** Without a broker, so that the outbox stays as it is. */
describe('GET /api/v1/orders/{id}/explanation', () => {
  const timer = { from: 'pending', to: 'cancelled', afterSeconds: 1_800, after: '30m' } as const;
  const service = useTestService({
    config: { ownerTransitions: new Set(['cancelled'] as const), timedTransitions: [timer] },
  });

  it('says what the order is, what it waits for, who may move it where, and when its timer is due', async () => {
    const ann = service().newUser();
    const order = await ann.placed();
    const explanation = await explain(ann, order.id);

    expect(explanation.order).to.deep.equal(order);
    expect(explanation.waits_for).to.deep.equal(['transition', 'timer', 'broker']);
    expect(explanation.transitions).to.deep.equal([
      { status: 'confirmed', by: ['operator'] },
      { status: 'cancelled', by: ['owner', 'operator', 'timer'] },
    ]);
    const { due_at: dueAt, ...rest } = explanation.timer!;
    expect(rest).to.deep.equal({ status: 'cancelled', after: '30m' });
    expect(Date.parse(dueAt) - Date.parse(order.created_at)).to.equal(1_800_000);
    expect(explanation.broker).to.equal('disabled');
  });

  it('says of each version who made it and when, and that a version waits behind another', async () => {
    const ann = service().newUser();
    const { id, created_at: placedAt } = await ann.placed();
    await service().operator().move(id, 'confirmed', { reason: 'Paid' });
    const { versions, timer: none, has_earlier_versions: hasEarlier } = await explain(ann, id);

    expect([none, hasEarlier]).to.deep.equal([null, false]);
    expect(versions.map(({ version, to_status: to, actor, reason }) => [version, to, actor, reason])).to.deep.equal([
      [1, 'pending', `user:${userIdOf(ann)}`, null],
      [2, 'confirmed', 'user:1', 'Paid'],
    ]);
    expect(versions[0]!.committed_at).to.equal(placedAt);
    expect(versions[0]!.delivery).to.include({ state: 'waiting', held_by: null, confirmed_at: null });
    expect(versions[1]!.delivery).to.include({ state: 'held', held_by: 1 });
  });

  it('waits for an operator when an event is dead-lettered, and says who skipped it; the reasons to operators', async () => {
    const [ann, operator] = [service().newUser(), service().operator()];
    const { id } = await ann.placed(undefined, ['cancelled']);
    const deadLetter =
      "UPDATE outbox SET dead_lettered_at = now(), attempts = 5, last_error = '406' WHERE order_id = $1";
    await service().query(`${deadLetter} AND version = 1`, [id]);
    const before = await explain(operator, id);
    expect(before.waits_for).to.deep.equal(['operator']);
    expect(before.versions[0]!.delivery).to.include({ state: 'dead_lettered', attempts: 5, last_error: '406' });
    expect((await explain(ann, id)).versions[0]!.delivery).to.include({ state: 'dead_lettered', last_error: null });

    await new Operator(operator).skip(before.versions[0]!.event_id, 'Too big');
    const [skipped, next] = (await explain(operator, id)).versions;
    expect(skipped!.delivery).to.include({ state: 'skipped', skipped_by: 'user:1', skip_reason: 'Too big' });
    expect(skipped!.delivery).to.include({ attempts: 5, last_error: '406' });
    expect(next!.delivery.state).to.equal('waiting');
    const hidden = { state: 'skipped', skipped_by: null, skip_reason: null, last_error: null };
    expect((await explain(ann, id)).versions[0]!.delivery).to.include(hidden);
  });

  it('has the newest 100 versions, and says that there are more', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    const addVersions = async (first: number, last: number): Promise<unknown> =>
      service().query(
        `INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, occurred_at)
         SELECT gen_random_uuid(), $1, $2, n, 'order.status.updated', 'pending', 'confirmed', 'user:1', now()
         FROM generate_series($3::int, $4::int) n`,
        [id, userIdOf(ann), first, last],
      );
    await addVersions(2, 100);
    expect(await explain(ann, id)).to.include({ has_earlier_versions: false });
    await addVersions(101, 101);
    const { versions, has_earlier_versions: hasEarlier } = await explain(ann, id);
    expect(hasEarlier).to.equal(true);
    expect(versions.map(({ version }) => version)).to.deep.equal(Array.from({ length: 100 }, (_, n) => n + 2));
    expect(versions[0]!.delivery.state).to.equal('unrecorded');
  });

  it('does not exist for other users, nor without an order', async () => {
    const { id } = await service().newUser().placed();
    for (const wanted of [id, 987_654_321]) {
      const { status, body } = await service().newUser().get<Problem>(`/api/v1/orders/${wanted}/explanation`);
      expect([status, body.code]).to.deep.equal([404, 'order_not_found']);
    }
  });
});

describe('the records of deliveries', () => {
  let rig: RelayRig;

  before(async function () {
    this.timeout(90_000); // the first use starts the broker
    await testRabbit();
  });

  beforeEach(async () => {
    rig = await RelayRig.start((await testRabbit()).url);
  });

  afterEach(() => rig.dispose());

  async function recordsOf(orderId: number): Promise<readonly EventRecord[]> {
    return (await createOrderRecords(rig.database).find(orderId, undefined))!.events;
  }

  async function statesOf(orderId: number): Promise<string[]> {
    return (await recordsOf(orderId)).map(deliveryState);
  }

  it('keep when the broker confirmed each version, after it was away', async () => {
    const [orderId = 0] = await rig.placeOrders(1);
    await rig.move([orderId], 'confirmed');
    const queue = await rig.audit();
    rig.relay({ url: 'amqp://127.0.0.1:1' });
    expect(await statesOf(orderId)).to.deep.equal(['waiting', 'held']);

    rig.relay();
    await eventually('both are published', async () => (await statesOf(orderId)).join() === 'published,published');
    expect(queue.versionsOf(orderId)).to.deep.equal([1, 2]);
    for (const { committedAt, confirmedAt, confirmSeconds, attempts, replayedAt } of await recordsOf(orderId)) {
      expect(confirmedAt! > committedAt).to.equal(true);
      const seconds = (Date.parse(confirmedAt!) - Date.parse(committedAt)) / 1_000;
      expect(confirmSeconds).to.be.closeTo(seconds, 0.002);
      expect([attempts, replayedAt]).to.deep.equal([0, null]);
    }
  });

  it('have the attempts that returned an event, and the reason while it waits for another', async () => {
    const [orderId = 0] = await rig.placeOrders(1);
    rig.relay();
    await eventually('it is returned', async () => (await statesOf(orderId)).join() === 'retrying');
    const [returned] = await recordsOf(orderId);
    expect(returned!.attempts).to.be.greaterThan(0);
    expect(returned!.lastError).to.match(/NO_ROUTE/);

    await rig.audit();
    await eventually('it is published', async () => (await statesOf(orderId)).join() === 'published');
    expect((await recordsOf(orderId))[0]!.attempts).to.be.greaterThan(0);
  });

  it('keep the first confirm of an event beside that of its last replay', async () => {
    const [orderId = 0] = await rig.placeOrders(1);
    const queue = await rig.audit();
    const relay = rig.relay();
    await eventually('it is published', async () => (await statesOf(orderId)).join() === 'published');
    const [first] = await recordsOf(orderId);
    expect(first).to.include({ replayedAt: null, replayConfirmedAt: null });
    await relay.stop();

    await createEventReplay(rig.database).ofOrder(orderId);
    const [queued] = await recordsOf(orderId);
    expect(deliveryState(queued!)).to.equal('waiting');
    expect(queued).to.include({ confirmedAt: first!.confirmedAt, replayConfirmedAt: null });
    expect(queued!.replayedAt).to.be.a('string');

    rig.relay();
    await eventually('it is published again', async () => (await statesOf(orderId)).join() === 'published');
    const [again] = await recordsOf(orderId);
    expect(again).to.include({ confirmedAt: first!.confirmedAt, replayedAt: queued!.replayedAt });
    expect(again!.replayConfirmedAt! > again!.replayedAt!).to.equal(true);
    expect(queue.deliveries).to.have.lengthOf(2);
  });

  it('of an erased order are what they were, without what was personal', async () => {
    const [orderId = 0] = await rig.placeOrders(1);
    await rig.audit();
    rig.relay();
    await eventually('it is published', async () => (await statesOf(orderId)).join() === 'published');
    const [before] = await recordsOf(orderId);
    const erasure = { erasureId: randomUUID(), userId: 42, reason: 'Case 881', actor: 'user:1', limit: 100 };
    const step = () =>
      createUserErasure(rig.database).step({ ...erasure, trace: { requestId: 'test', traceparent: undefined } });
    await eventually('it is erased', async () => (await step()).completedAt !== null);
    await rig.move([orderId], 'confirmed');

    await eventually('all is published that is published', async () => {
      return (await statesOf(orderId)).join() === 'published,published,unrecorded';
    });
    const [created, confirmed, erased] = await recordsOf(orderId);
    expect(created).to.deep.equal({ ...before, actor: 'erased' });
    expect(confirmed).to.include({ version: 2, actor: 'user:1' });
    expect(erased).to.include({ version: 0, type: 'order.erased', actor: 'user:1', reason: null });
  });

  it('say of a type that is not published that nothing is known, and of a dead letter why', async () => {
    const [unpublished = 0, deadLettered = 0] = await rig.placeOrders(2);
    const [first, second] = await rig.store.claim(10, 60_000);
    await rig.store.reschedule([
      { claimed: second!, delayMs: 0, error: `refused ${randomUUID()}`, refused: true, deadLettered: true },
    ]);
    expect(await statesOf(deadLettered)).to.deep.equal(['dead_lettered']);
    expect((await recordsOf(deadLettered))[0]!.lastError).to.match(/^refused /);

    await rig.move([unpublished], 'confirmed');
    await rig.store.release([first!]);
    await rig.audit();
    rig.relay({ publishedTypes: ['order.status.updated'] });
    await eventually('it left', async () => (await statesOf(unpublished)).join() === 'unrecorded,published');
  });
});
