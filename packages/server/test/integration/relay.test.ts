import { expect } from 'chai';
import { testRabbit } from '../../../../test/services/rabbitmq.js';
import { eventually } from '../../../../test/services/eventually.js';
import { Gate } from '../support/gate.js';
import { RelayRig } from '../support/relay-rig.js';

describe('the relay', () => {
  let rig: RelayRig;

  before(async function () {
    this.timeout(90_000); // the first use starts the broker
    await testRabbit();
  });

  beforeEach(async () => {
    rig = await RelayRig.start((await testRabbit()).url);
  });

  afterEach(() => rig.dispose());

  it('publishes a new order as documented, and empties the outbox', async () => {
    const queue = await rig.audit();
    const relay = rig.relay();
    const [orderId = 0] = await rig.placeOrders(1);
    relay.notify();

    await eventually('the event is delivered', () => queue.deliveries.length === 1);
    const { body, message } = queue.deliveries[0]!;
    const { event_id, timestamp } = JSON.parse(body) as { event_id: string; timestamp: string };
    expect(body).to.equal(
      `{"event_type":"order.created","event_id":"${event_id}","order_version":1,"timestamp":"${timestamp}",` +
        '"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",' +
        `"data":{"order_id":${orderId},"user_id":42,"user_email":"ann@example.com","total_amount":79.90,` +
        '"items":[{"product_id":7,"product_name":"Feather","quantity":1,"price":79.90}],"status":"pending"}}',
    );
    expect(timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(message.fields.routingKey).to.equal('order.created');
    expect(message.properties).to.include({
      deliveryMode: 2,
      messageId: event_id,
      type: 'order.created',
      contentType: 'application/json',
      appId: 'order-service',
      timestamp: Math.floor(Date.parse(timestamp) / 1000),
    });
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(message.properties.headers).to.deep.equal({
      'cloudEvents:specversion': '1.0',
      'cloudEvents:id': event_id,
      'cloudEvents:source': '/order-service',
      'cloudEvents:type': 'order.created',
      'cloudEvents:subject': String(orderId),
      'cloudEvents:time': timestamp,
      'cloudEvents:traceparent': traceparent,
      traceparent,
    });
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('it is counted', () => relay.status().confirmed === 1);
    expect(relay.status()).to.include({ broker: 'connected', published: 1, returned: 0, nacked: 0, inFlight: 0 });
  });

  it('publishes who changed the status, from what and to what', async () => {
    const queue = await rig.audit();
    const [orderId = 0] = await rig.placeOrders(1);
    await rig.move([orderId], 'confirmed');
    rig.relay();

    await eventually('both events are delivered', () => queue.deliveries.length === 2);
    const { body, message } = queue.deliveries[1]!;
    const { event_id, timestamp } = JSON.parse(body) as { event_id: string; timestamp: string };
    expect(body).to.equal(
      `{"event_type":"order.status.updated","event_id":"${event_id}","order_version":2,"timestamp":"${timestamp}",` +
        `"traceparent":null,"data":{"order_id":${orderId},"user_id":42,"user_email":"ann@example.com",` +
        '"old_status":"pending","new_status":"confirmed","updated_by":"user:1"}}',
    );
    expect(message.fields.routingKey).to.equal('order.status.updated');
    expect(message.properties.headers).to.not.have.any.keys('traceparent', 'cloudEvents:traceparent');
  });

  it('finds events by polling, without a notify', async () => {
    const queue = await rig.audit();
    const relay = rig.relay();
    await eventually('it is connected', () => relay.status().broker === 'connected');
    await rig.placeOrders(3);
    await eventually('the events are delivered', () => queue.deliveries.length === 3);
  });

  it('publishes the versions of every order in order while two relays share the outbox', async () => {
    const queue = await rig.audit();
    const orderIds = await rig.placeOrders(400);
    const claims = new Gate();
    claims.close();
    const setup = { options: { batch: 100 }, failpoint: () => claims.pass() };
    const relays = [rig.relay(setup), rig.relay(setup)];
    await claims.holds(2); // so each has events to publish, however fast the other one is
    claims.open();
    for (const target of ['confirmed', 'shipped', 'delivered'] as const) {
      const shuffled = orderIds.map((id) => ({ id, at: Math.random() })).sort((a, b) => a.at - b.at);
      for (let turn = 0; turn * 50 < shuffled.length; turn += 1) {
        const some = shuffled.slice(turn * 50, turn * 50 + 50).map(({ id }) => id);
        await rig.move(some, target);
        relays[turn % 2]?.notify();
      }
    }

    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('everything has arrived', () => queue.deliveries.length >= 1_600);
    const misordered = orderIds.filter((id) => queue.versionsOf(id).join() !== '1,2,3,4');
    expect(misordered).to.deep.equal([]);
    expect(relays.map((relay) => relay.status().confirmed > 0)).to.deep.equal([true, true]);
  });

  it('publishes events that another relay claimed and did not publish', async () => {
    const queue = await rig.audit();
    let resume = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (resume = resolve));
    const first = rig.relay({
      options: { leaseMs: 300 },
      failpoint: (step) => (step === 'claimed' ? stalled : undefined),
    });
    const orderIds = await rig.placeOrders(5);
    await eventually('the first relay has claimed', async () => (await rig.claimedCount()) === 5);

    const second = rig.relay();
    await eventually('the lease expires and the second relay publishes', () => queue.deliveries.length === 5);
    await rig.move(orderIds, 'confirmed');
    resume();
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('nothing is under way', () => [first, second].every((relay) => relay.status().inFlight === 0));
    // On a slow machine the lease of the second version may expire, too, and that is published again.
    for (const id of orderIds) expect(queue.versionsOf(id).join()).to.match(/^1(,2)+$/);
  });

  it('publishes an event again, in order, if its deletion was lost', async () => {
    const queue = await rig.audit();
    const forever = new Promise<void>(() => undefined);
    const options = { leaseMs: 200, drainTimeoutMs: 100 };
    rig.relay({ options, failpoint: (step) => (step === 'confirmed' ? forever : undefined) });
    const [orderId = 0] = await rig.placeOrders(1);
    await eventually('the first delivery', () => queue.deliveries.length === 1);

    await rig.move([orderId], 'confirmed');
    rig.relay();
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('the last version is here', () => queue.versionsOf(orderId).includes(2));
    expect(queue.versionsOf(orderId).filter((version, at, all) => all.indexOf(version) === at)).to.deep.equal([1, 2]);
  });

  it('finishes events in flight when stopped, and releases the others', async () => {
    const queue = await rig.audit();
    await rig.placeOrders(2_000);
    const first = rig.relay({ options: { leaseMs: 600_000 } });
    await eventually('it is busy', () => first.status().confirmed > 0);
    const stopping = first.stop();
    expect(first.stop()).to.equal(stopping);
    await stopping;
    expect(await rig.claimedCount()).to.equal(0);
    expect(first.status()).to.include({ broker: 'disconnected', inFlight: 0, unknown: 0 });
    expect(await rig.depth()).to.equal(2_000 - first.status().confirmed);

    rig.relay();
    await eventually('everything has arrived', () => queue.deliveries.length === 2_000);
    expect(new Set(queue.deliveries.map(({ orderId }) => orderId)).size).to.equal(2_000);
  });

  it('can be stopped before it was started, and without a broker', async () => {
    const relay = rig.relay({ url: 'amqp://127.0.0.1:1' });
    await relay.stop();
    expect(relay.status().broker).to.equal('disconnected');
  });
});
