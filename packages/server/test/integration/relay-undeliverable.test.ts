import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { testRabbit } from '../../../../test/services/rabbitmq.js';
import { eventually } from '../../../../test/services/eventually.js';
import { createUserErasure } from '../../src/db/user-erasure.js';
import { RelayRig } from '../support/relay-rig.js';

describe('the relay, when events cannot be delivered', () => {
  let rig: RelayRig;

  before(async function () {
    this.timeout(90_000); // the first use starts the broker
    await testRabbit();
  });

  beforeEach(async () => {
    rig = await RelayRig.start((await testRabbit()).url);
  });

  afterEach(() => rig.dispose());

  it('keeps an event that no queue is bound for, warns once, and delivers it when one is', async () => {
    const relay = rig.relay();
    await rig.placeOrders(3);
    await eventually('they are returned again and again', () => relay.status().returned >= 9);
    expect(await rig.depth()).to.equal(3);
    expect(relay.status().confirmed).to.equal(0);
    expect(rig.log.warnings(/not delivered/)).to.have.length(1);

    const queue = await rig.audit();
    await eventually('they are delivered', () => queue.deliveries.length === 3);
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    expect(relay.status().deadLettered).to.equal(0);
  });

  it('does not publish a routable version before an unroutable earlier one', async () => {
    const queue = await rig.queue();
    await queue.bind('order.status.updated');
    await queue.consume();
    const [orderId = 0] = await rig.placeOrders(1);
    await rig.move([orderId], 'confirmed');
    const relay = rig.relay();
    await eventually('the first version is returned', () => relay.status().returned >= 3);
    expect(queue.deliveries).to.deep.equal([]);

    await queue.bind('order.created');
    await eventually('both are delivered', () => queue.deliveries.length === 2);
    expect(queue.versionsOf(orderId)).to.deep.equal([1, 2]);
  });

  it('does not hold up an order behind an erasure, when only the two old keys are bound', async () => {
    const queue = await rig.queue();
    await queue.bind('order.created');
    await queue.bind('order.status.updated');
    await queue.consume();
    const [orderId = 0] = await rig.placeOrders(1);
    const erased = await createUserErasure(rig.database).step({
      erasureId: randomUUID(),
      userId: 42,
      reason: 'Case 881',
      actor: 'user:1',
      trace: { requestId: 'test', traceparent: undefined },
      limit: 100,
    });
    expect(erased.orders).to.equal(1);
    await rig.move([orderId], 'confirmed');
    const relay = rig.relay();
    await eventually('the other events are delivered', () => queue.deliveries.length === 2);
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    expect(queue.versionsOf(orderId)).to.deep.equal([1, 2]);
    expect(relay.status()).to.include({ published: 2, confirmed: 2, unpublished: 1, returned: 0 });
  });

  it('leaves an event of a type that only newer versions know to their relays, and publishes all others', async () => {
    const queue = await rig.audit();
    const [orderId = 0] = await rig.placeOrders(1);
    await rig.addEventOfNewerVersion(orderId);
    const relay = rig.relay();
    await rig.placeOrders(3);
    await eventually('the others are delivered', () => queue.deliveries.length === 4);
    await eventually('only that event is left', async () => (await rig.depth()) === 1);
    expect(queue.versionsOf(orderId)).to.deep.equal([1]);
    expect(relay.status()).to.include({ unpublished: 0, returned: 0 });
    expect(rig.log.warnings(/.*/)).to.deep.equal([]);
  });

  it('keeps events that a full queue rejects, and publishes them later', async () => {
    const queue = await rig.queue({ 'x-max-length': 2, 'x-overflow': 'reject-publish' });
    await queue.bind();
    const orderIds = await rig.placeOrders(6);
    await rig.move(orderIds, 'confirmed');
    const relay = rig.relay();
    await eventually('some are nacked', () => relay.status().nacked >= 4);
    expect(rig.log.warnings(/not delivered/)).to.not.deep.equal([]);

    await queue.consume();
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('all are delivered', () => queue.deliveries.length === 12);
    expect(orderIds.map((id) => queue.versionsOf(id).join())).to.deep.equal(orderIds.map(() => '1,2'));
    expect(relay.status().deadLettered).to.equal(0);
  });

  it('declares a deleted exchange again, without dead-lettering events', async () => {
    const queue = await rig.audit();
    const relay = rig.relay({ options: { maxRefusals: 1 } });
    await eventually('it is connected', () => relay.status().broker === 'connected');
    await queue.channel.deleteExchange(rig.exchange);
    await rig.placeOrders(4);
    relay.notify();

    await eventually('the exchange is back, though nothing is bound to it', () => relay.status().returned > 0);
    await queue.bind();
    await eventually('all are delivered', () => queue.deliveries.length === 4);
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    expect(relay.status()).to.include({ refused: 0, deadLettered: 0 });
  });
});
