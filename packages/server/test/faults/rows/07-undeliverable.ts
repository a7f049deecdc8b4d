import { eventually } from '../../../../../test/services/eventually.js';
import { healthyBehaviour } from '../rig/product-stub.js';
import type { Row, Environment } from '../row.js';

async function unbound({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  while (nextRound()) {
    await loadFor(200, 600);
    if (random.chance(0.5)) {
      rig.history.note('the binding is deleted');
      await rig.audit.unbind();
    } else {
      rig.history.note('the exchange is deleted');
      await rig.audit.on((channel) => channel.deleteExchange(rig.audit.exchange));
    }
    await loadFor(300, 1_500);
    await rig.audit.open(); // restores the exchange and its binding
  }
}

/** A full queue rejects messages: a later version must not be published before a nacked one. */
async function rejecting({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  const { node } = rig.broker;
  while (nextRound()) {
    await loadFor(100, 400);
    rig.history.note('the queue is full and rejects messages');
    const policy = JSON.stringify({ 'max-length': 20 });
    await node.ctl('set_policy', 'narrow', `^${rig.audit.queue}$`, policy, '--apply-to', 'queues');
    for (let batches = random.integer(20, 60); batches > 0; batches -= 1) {
      await rig.audit.take(random.integer(1, 400));
      await loadFor(5, 40);
    }
    await node.ctl('clear_policy', 'narrow');
  }
}

const POISON_FROM = 900;
const POISONED_LINES = 100;
const POISON_USER = 5_000;

/** Orders whose events exceed the broker's maximum message size: it closes the channel for each. */
async function poisoned({ rig, random, nextRound, loadFor }: Environment): Promise<void> {
  rig.products.behave((response, productId) => {
    if (productId < POISON_FROM) {
      healthyBehaviour(response, productId);
      return;
    }
    const product = {
      id: productId,
      name: '毒'.repeat(500),
      price: '0.10',
      stock_quantity: 1_000_000,
      is_active: true,
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(product));
  });
  const client = rig.client(POISON_USER, random);
  const line = { product_id: POISON_FROM, quantity: 1 };
  let poisonous = 0;
  for (let round = 1; nextRound(); round += 1) {
    if (round > 3) break; // each takes five attempts until it is dead-lettered
    rig.history.note('an order is placed whose event the broker rejects');
    const order = await client.place(
      { items: Array.from({ length: POISONED_LINES }, () => line) },
      `poison ${round}`.replace(' ', '-'),
    );
    if (!order) throw new Error('the poisonous order was not placed');
    poisonous += 1;
    await client.move(order.id, 'confirmed'); // its event waits for the poison event
    await loadFor(500, 1_500);
  }
  await eventually(
    'the poisonous events are dead-lettered',
    async () => {
      const rows = await rig.database.primary.query('SELECT FROM outbox WHERE dead_lettered_at IS NOT NULL');
      return rows.length === poisonous;
    },
    60_000,
  );
}

export const undeliverable: Row = {
  number: 7,
  title: 'Binding or exchange deleted and restored, a rejecting queue, a poison event',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'unbound', run: unbound },
    {
      name: 'rejecting queue',
      rig: { users: 8, perUser: 2, queue: { 'x-overflow': 'reject-publish' } },
      run: rejecting,
    },
    { name: 'poison', run: poisoned },
  ],
};
