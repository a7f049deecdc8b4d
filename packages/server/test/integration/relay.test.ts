import { expect } from 'chai';
import { testRabbit } from '../../../../test/services/rabbitmq.js';
import { eventually } from '../support/eventually.js';
import { RelayRig } from '../support/relay-rig.js';

describe('the relay', () => {
  let rig: RelayRig;

  before(async function () {
    this.timeout(90_000); // the broker boots on first use
    await testRabbit();
  });

  beforeEach(async () => {
    rig = await RelayRig.start((await testRabbit()).url);
  });

  afterEach(() => rig.dispose());

  it('delivers a new order as the contract says, and empties the outbox', async () => {
    const queue = await rig.audit();
    const relay = rig.relay();
    const [orderId = 0] = await rig.placeOrders(1);
    relay.kick();

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
    expect(message.properties.headers).to.deep.equal({
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('it is counted', () => relay.status().confirmed === 1);
    expect(relay.status()).to.include({ broker: 'connected', published: 1, returned: 0, nacked: 0, inFlight: 0 });
  });
});
