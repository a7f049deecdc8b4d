import type { Order } from '@order-service/sdk';
import type { Row, Stage } from '../row.js';

const AT_ONCE = 50;
const ITEMS = { items: [{ product_id: 3, quantity: 2 }] };

function fiftyTimes<T>(work: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Everybody moves the same order at once: one of them does. */
async function oneOrder({ rig, random, goesOn }: Stage): Promise<void> {
  const owner = rig.shopper(6_000, random.fork('owner'));
  while (goesOn()) {
    const order = await owner.place(ITEMS);
    if (!order) continue;
    for (const target of ['confirmed', 'shipped', 'delivered'] as const) {
      const moved = await fiftyTimes(() => owner.move(order.id, target));
      const winners = moved.filter((outcome) => outcome !== undefined).length;
      if (winners !== 1)
        rig.object('A', `${winners} of ${AT_ONCE} were told that they made order ${order.id} ${target}`);
    }
  }
}

/** One key, sent at once, again later, with another body, by another user, and after a kill. */
async function oneKey({ rig, random, goesOn }: Stage): Promise<void> {
  const ann = rig.shopper(6_001, random.fork('ann'));
  const ben = rig.shopper(6_002, random.fork('ben'));
  for (let round = 1; goesOn(); round += 1) {
    const key = `the-same-${random.seed}-${round}`;
    const placed = await fiftyTimes(() => ann.place(ITEMS, key));
    const [first] = placed.filter((order): order is Order => order !== undefined);
    if (!first) rig.object('E', `none of ${AT_ONCE} requests with one key was answered with the order`);
    const other = await ann.place({ items: [{ product_id: 4, quantity: 1 }] }, key);
    if (other) rig.object('E', `the key ${key} was taken for another order`);
    const bens = await ben.place(ITEMS, key);
    if (bens && bens.id === first?.id) rig.object('E', `the key ${key} gave one user another one's order`);
    const replica = random.pick(rig.replicas);
    await replica.end('SIGKILL');
    await replica.start();
    const later = await ann.place(ITEMS, key);
    if (later?.id !== first?.id) rig.object('E', `the key ${key} gave another order after a kill`);
  }
}

export const contention: Row = {
  number: 12,
  title: '50 transitions of one order at once; one key sent 50 times, again, otherwise, by others, after a kill',
  promises: 'ABCDEFG',
  scenarios: [
    { name: 'one order', play: oneOrder, weight: 0.5 },
    { name: 'one key', play: oneKey, weight: 0.5 },
  ],
};
