import type { Order } from '@order-service/sdk';
import type { Row, Environment } from '../row.js';

const CONCURRENCY = 50;
const ITEMS = { items: [{ product_id: 3, quantity: 2 }] };

function fiftyTimes<T>(work: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: CONCURRENCY }, work));
}

/** 50 concurrent requests for the same transition: exactly one succeeds. */
async function oneOrder({ rig, random, nextRound }: Environment): Promise<void> {
  const owner = rig.client(6_000, random.fork('owner'));
  while (nextRound()) {
    const order = await owner.place(ITEMS);
    if (!order) continue;
    for (const target of ['confirmed', 'shipped', 'delivered'] as const) {
      const moved = await fiftyTimes(() => owner.move(order.id, target));
      const succeeded = moved.filter((outcome) => outcome !== undefined).length;
      if (succeeded !== 1)
        rig.report('A', `${succeeded} of ${CONCURRENCY} requests moved order ${order.id} to ${target}`);
    }
  }
}

/** One key, sent concurrently, with another body, by another user, and again after a server is killed. */
async function oneKey({ rig, random, nextRound }: Environment): Promise<void> {
  const owner = rig.client(6_001, random.fork('owner'));
  const otherUser = rig.client(6_002, random.fork('otherUser'));
  for (let round = 1; nextRound(); round += 1) {
    const key = `the-same-${random.seed}-${round}`;
    const placed = await fiftyTimes(() => owner.place(ITEMS, key));
    const [first] = placed.filter((order): order is Order => order !== undefined);
    if (!first) rig.report('E', `none of ${CONCURRENCY} requests with one key got the order`);
    const other = await owner.place({ items: [{ product_id: 4, quantity: 1 }] }, key);
    if (other) rig.report('E', `the key ${key} was accepted for another body`);
    const others = await otherUser.place(ITEMS, key);
    if (others && others.id === first?.id) rig.report('E', `the key ${key} returned the order of another user`);
    const replica = random.pick(rig.replicas);
    await replica.end('SIGKILL');
    await replica.start();
    const later = await owner.place(ITEMS, key);
    if (later?.id !== first?.id) rig.report('E', `the key ${key} returned another order after a kill`);
  }
}

export const contention: Row = {
  number: 12,
  title:
    '50 concurrent transitions of one order; one key sent 50 times, with another body, by another user, after a kill',
  promises: 'ABCDEFG',
  scenarios: [
    { name: 'one order', run: oneOrder, weight: 0.5 },
    { name: 'one key', run: oneKey, weight: 0.5 },
  ],
};
