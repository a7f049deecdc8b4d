import { expect } from 'chai';
import { testRabbit } from '../../../../test/services/rabbitmq.js';
import { eventually } from '../../../../test/services/eventually.js';
import { RelayRig } from '../support/relay-rig.js';
import { startTcpProxy, type TcpProxy } from '../../src/testing/tcp-proxy.js';

const AMQP_PORT = 5672;

describe('the relay, with network faults to the broker', () => {
  let rig: RelayRig;
  let link: TcpProxy;
  let url: string;

  before(async function () {
    this.timeout(90_000); // the first use starts the broker
    await testRabbit();
  });

  beforeEach(async () => {
    rig = await RelayRig.start((await testRabbit()).url);
    const broker = new URL(rig.brokerUrl);
    const target = { host: broker.hostname, port: Number(broker.port || AMQP_PORT) };
    link = await startTcpProxy(() => [target]);
    broker.host = `127.0.0.1:${link.port}`;
    url = broker.href;
  });

  afterEach(async () => {
    await rig.dispose();
    await link.stop();
  });

  /** Ends the fault, and resets the connections that have lost bytes. */
  function heal(): void {
    link.fault = { kind: 'none' };
    link.cutAfter(undefined);
    link.reset();
  }

  it('times out on a port that accepts connections and sends nothing', async () => {
    const queue = await rig.audit();
    await rig.placeOrders(2);
    link.fault = { kind: 'blackhole' };
    rig.relay({ url, broker: { connectTimeoutMs: 100 } });
    await eventually('it has tried more than once', () => link.connectionCount >= 3);

    heal();
    await eventually('the events are delivered', () => queue.deliveries.length === 2);
  });

  it('closes a connection that stopped responding, and publishes on a new one', async () => {
    const queue = await rig.audit();
    const relay = rig.relay({ url, broker: { confirmTimeoutMs: 200, connectTimeoutMs: 200 } });
    await eventually('it is connected', () => relay.status().broker === 'connected');
    link.fault = { kind: 'blackhole' };
    const orderIds = await rig.placeOrders(20);
    await rig.move(orderIds, 'confirmed');
    relay.notify();
    await eventually('the outcome of the events is unknown', () => relay.status().unknown >= 20);
    expect(await rig.depth()).to.equal(40);

    heal();
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('all have arrived', () => queue.deliveries.length >= 40);
    const firsts = orderIds.map((id) => [...new Set(queue.versionsOf(id))].join());
    expect(firsts).to.deep.equal(orderIds.map(() => '1,2'));
  });

  it('keeps the order when the connection is reset repeatedly', async () => {
    const queue = await rig.audit();
    const relay = rig.relay({ url });
    const orderIds = await rig.placeOrders(500);
    await rig.move(orderIds, 'confirmed');
    for (let confirmed = 0, cuts = 0; cuts < 5; cuts++) {
      await eventually('it continues', () => relay.status().confirmed > confirmed || relay.status().confirmed >= 1_000);
      confirmed = relay.status().confirmed;
      link.reset();
    }

    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('all have arrived', () => queue.deliveries.length >= 1_000);
    const firsts = orderIds.map((id) => [...new Set(queue.versionsOf(id))].join());
    expect(firsts).to.deep.equal(orderIds.map(() => '1,2'));
  });

  it('survives a connection that is reset at any point of its setup', async () => {
    const queue = await rig.audit();
    await rig.placeOrders(1);
    link.cutAfter(() => 0);
    rig.relay({ url, broker: { connectTimeoutMs: 150 } });
    for (let bytes = 0; bytes <= 720; bytes += 30) {
      link.cutAfter(() => bytes);
      const { connectionCount } = link;
      await eventually(`it tries again after ${bytes} bytes`, () => link.connectionCount > connectionCount + 1);
      if (queue.deliveries.length > 0) break;
    }

    heal();
    await eventually('the event is delivered', () => queue.deliveries.length > 0);
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
  });
});
