import { expect } from 'chai';
import { describeWithOwnBroker } from '../../../../test/services/own-broker.js';
import { startRabbitNode, type RabbitNode } from '../../../../test/services/rabbitmq.js';
import { createOrderRecords } from '../../src/db/order-records.js';
import { createOutboxOperations } from '../../src/db/outbox-operations.js';
import { deliveryState } from '../../src/domain/order-explanation.js';
import type { LineItem } from '../../src/domain/order.js';
import type { RelayStep } from '../../src/outbox/relay-options.js';
import type { Relay } from '../../src/outbox/relay.js';
import type { AuditQueue } from '../support/audit-queue.js';
import { eventually } from '../../../../test/services/eventually.js';
import { RelayRig } from '../support/relay-rig.js';

const MAX_MESSAGE_BYTES = 65_536;
const HEAVY: LineItem = {
  productId: 1,
  productName: 'x'.repeat(2 * MAX_MESSAGE_BYTES),
  productPrice: '1.00',
  quantity: 1,
  subtotal: '1.00',
};

describeWithOwnBroker('the relay and a broker of its own', function () {
  this.timeout(90_000); // a broker takes five seconds or more to start

  let node: RabbitNode;
  let rig: RelayRig;

  before(async () => {
    node = await startRabbitNode({ config: [`max_message_size = ${MAX_MESSAGE_BYTES}`] });
  });

  beforeEach(async () => {
    rig = await RelayRig.start(node.url);
  });

  afterEach(() => rig.dispose());
  after(() => node.stop());

  /**
   * Reads the whole queue on a new connection after the outbox is empty. Attempts to connect are up to 10 s apart by then, and on a
   * busy machine the broker may accept a connection seconds before it confirms anything.
   */
  async function drained(queue: AuditQueue, relay: Relay, atLeast: number): Promise<AuditQueue> {
    try {
      await eventually('the outbox is empty', async () => (await rig.depth()) === 0, 60_000);
    } catch (error) {
      const queues = await node.ctl('list_queues', 'name', 'messages', 'state', 'pid');
      throw new Error(JSON.stringify({ relay: relay.status(), said: rig.log.entries, queues }), { cause: error });
    }
    expect(relay.status().inFlight).to.equal(0);
    const reader = await queue.reconnect(node.url);
    await reader.consume();
    await eventually('everything has arrived', () => reader.deliveries.length >= atLeast);
    return reader;
  }

  it('publishes events that were committed before the first connection', async () => {
    const queue = await rig.queue();
    await queue.bind();
    await node.kill();
    const relay = rig.relay();
    const orderIds = await rig.placeOrders(10);
    await eventually('a connection attempt has failed', () => rig.log.warnings(/disconnected/).length > 0);
    expect(relay.status()).to.include({ broker: 'disconnected', published: 0 });
    expect(await rig.claimedCount()).to.equal(0);

    await node.restart();
    const reader = await drained(queue, relay, 10);
    expect(reader.deliveries.map(({ orderId }) => orderId)).to.have.members(orderIds);
    await reader.dispose();
  });

  it('loses and reorders nothing when the broker is killed while publishing', async () => {
    const queue = await rig.queue();
    await queue.bind();
    const relay = rig.relay();
    const orderIds = await rig.placeOrders(1_500);
    await eventually('it is busy', () => relay.status().confirmed > 0);
    await node.kill();
    await rig.move(orderIds, 'confirmed');
    await eventually('it has noticed', () => relay.status().broker === 'disconnected');

    await node.restart();
    const reader = await drained(queue, relay, 3_000);
    const misordered = orderIds.filter((id) => [...new Set(reader.versionsOf(id))].join() !== '1,2');
    expect(misordered).to.deep.equal([]);
    await reader.dispose();
  });

  it('claims nothing while the broker is blocked, can be stopped then, and continues afterwards', async () => {
    const queue = await rig.audit();
    const relay = rig.relay();
    await eventually('it is connected', () => relay.status().broker === 'connected');
    await node.ctl('set_vm_memory_high_watermark', '0');
    await rig.placeOrders(1); // the broker notifies only connections that publish
    await eventually('it is blocked', () => relay.status().broker === 'blocked');
    await rig.placeOrders(50);
    relay.notify();
    await relay.stop();
    expect(await rig.claimedCount()).to.equal(0);
    expect(await rig.depth()).to.equal(51);
    expect(relay.status()).to.include({ published: 1, confirmed: 0 });

    let claims = 0;
    const countClaims = (step: RelayStep): void => {
      if (step === 'claimed') claims++;
    };
    const next = rig.relay({ failpoint: countClaims });
    await eventually('the next one is blocked too', () => next.status().broker === 'blocked');
    await rig.placeOrders(50);
    next.notify();
    await node.ctl('status'); // takes longer than a poll
    expect(claims).to.equal(1);
    await node.ctl('set_vm_memory_high_watermark', '0.4');
    await eventually('the outbox is empty', async () => (await rig.depth()) === 0);
    await eventually('everything has arrived', () => queue.deliveries.length >= 101);
    expect(new Set(queue.deliveries.map(({ orderId }) => orderId)).size).to.equal(101);
    expect(next.status()).to.include({ broker: 'connected', unknown: 0 });
  });

  it('dead-letters an event that the broker rejects repeatedly, and delays only its order', async () => {
    const queue = await rig.audit();
    const before = await rig.placeOrders(20);
    const [poison = 0] = await rig.placeOrders(1, [HEAVY]);
    const after = await rig.placeOrders(20);
    await rig.move([...before, poison, ...after], 'confirmed');
    const relay = rig.relay({ options: { maxRefusals: 3 } });

    await eventually('it is dead-lettered', () => relay.status().deadLettered === 1);
    await eventually('the others are delivered', async () => (await rig.depth()) === 2);
    await eventually('they have arrived', () => queue.deliveries.length >= 80);
    expect(queue.versionsOf(poison)).to.deep.equal([]);
    const others = [...before, ...after].filter((id) => [...new Set(queue.versionsOf(id))].join() !== '1,2');
    expect(others).to.deep.equal([]);
    await eventually('it is dead-lettered in the outbox', async () => (await rig.store.figures()).deadLettered === 1);
    expect(rig.log.warnings(/refuses an event/)).to.have.length(3);

    const explained = async () =>
      (await createOrderRecords(rig.database).find(poison, undefined))!.events.map((event) => ({
        state: deliveryState(event),
        ...event,
      }));
    const [deadLetter, held] = await explained();
    expect(deadLetter).to.include({ state: 'dead_lettered', attempts: 3 });
    expect(deadLetter!.lastError).to.match(/message size/);
    expect(held).to.include({ state: 'held', heldBy: 1 });
    const skip = { reason: 'Too large', actor: 'user:1', trace: { requestId: 'test', traceparent: undefined } };
    await createOutboxOperations(rig.database).skip({ eventId: deadLetter!.eventId, ...skip });
    await eventually('the next is published', async () => (await explained())[1]?.state === 'published');
    const { skippedAt, ...skipped } = (await explained())[0]!;
    expect(skippedAt).to.be.a('string');
    expect(skipped).to.include({ state: 'skipped', attempts: 3, skippedBy: 'user:1', skipReason: 'Too large' });
    expect(skipped.lastError).to.equal(deadLetter!.lastError);
  });
});
