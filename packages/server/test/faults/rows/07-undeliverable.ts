import { eventually } from '../../../../../test/services/eventually.js';
import { wellBehaved } from '../rig/product-stub.js';
import type { Row, Stage } from '../row.js';

async function unbound({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  while (goesOn()) {
    await meanwhile(200, 600);
    if (random.chance(0.5)) {
      rig.history.note('the binding is deleted');
      await rig.audit.unbind();
    } else {
      rig.history.note('the exchange is deleted');
      await rig.audit.on((channel) => channel.deleteExchange(rig.audit.exchange));
    }
    await meanwhile(300, 1_500);
    await rig.audit.open(); // the exchange and its binding are put back
  }
}

/** The queue holds a handful and rejects the rest: what is nacked must not be overtaken by what follows it. */
async function rejecting({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  const { node } = rig.broker;
  while (goesOn()) {
    await meanwhile(100, 400);
    rig.history.note('the queue rejects what it has no room for');
    const policy = JSON.stringify({ 'max-length': 20 });
    await node.ctl('set_policy', 'narrow', `^${rig.audit.queue}$`, policy, '--apply-to', 'queues');
    for (let sips = random.integer(20, 60); sips > 0; sips -= 1) {
      await rig.audit.take(random.integer(1, 400));
      await meanwhile(5, 40);
    }
    await node.ctl('clear_policy', 'narrow');
  }
}

const POISON_FROM = 900;
const POISONED_LINES = 100;
const POISON_USER = 5_000;

/** Orders whose events are larger than the broker takes: it closes the channel over each. */
async function poisoned({ rig, random, goesOn, meanwhile }: Stage): Promise<void> {
  rig.products.behave((response, productId) => {
    if (productId < POISON_FROM) {
      wellBehaved(response, productId);
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
  const shopper = rig.shopper(POISON_USER, random);
  const line = { product_id: POISON_FROM, quantity: 1 };
  let poisonous = 0;
  for (let round = 1; goesOn(); round += 1) {
    if (round > 3) break; // each costs five refusals, and an operator an evening
    rig.history.note('an order is placed whose event the broker refuses');
    const order = await shopper.place(
      { items: Array.from({ length: POISONED_LINES }, () => line) },
      `poison ${round}`.replace(' ', '-'),
    );
    if (!order) throw new Error('the poisonous order was not placed');
    poisonous += 1;
    await shopper.move(order.id, 'confirmed'); // waits behind it
    await meanwhile(500, 1_500);
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
  title: 'Binding or exchange deleted and put back, a rejecting queue, a poison event',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'unbound', play: unbound },
    {
      name: 'rejecting queue',
      rig: { users: 8, perUser: 2, queue: { 'x-overflow': 'reject-publish' } },
      play: rejecting,
    },
    { name: 'poison', play: poisoned },
  ],
};
