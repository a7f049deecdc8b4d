import { expect } from 'chai';
import { createEventFeed } from '../../src/db/event-feed.js';
import type { EventFeed, FeedEvent, FeedPosition } from '../../src/ports/event-feed.js';
import { RelayRig } from '../support/relay-rig.js';

const USER_ID = 42;

describe('the event feed of a database', () => {
  let rig: RelayRig;
  let feed: EventFeed;

  before(async () => {
    rig = await RelayRig.start('amqp://not.used');
    feed = createEventFeed(rig.database);
    const orderIds = await rig.placeOrders(3);
    await rig.move(orderIds, 'confirmed');
  });
  after(() => rig.dispose());

  /** Every event, read a page at a time; each page continues behind the last event of the one before. */
  async function readInPages(ownerId: number | undefined, limit: number): Promise<string[]> {
    const read: FeedEvent[] = [];
    for (let more = true; more && read.length < 100;) {
      const after: FeedPosition | undefined = read.at(-1)?.position;
      const { entries, hasMore } = await feed.page({ ownerId, after, limit });
      read.push(...entries);
      more = hasMore;
    }
    return read.map(({ position }) => `${position.transactionId}/${position.id}`);
  }

  for (const ownerId of [undefined, USER_ID]) {
    it(`continues with the next event of the same transaction, for ${ownerId ?? 'everyone'}`, async () => {
      const all = await readInPages(ownerId, 100);
      expect(all).to.have.length(6);
      expect(new Set(all.map((position) => position.split('/')[0])), 'transactions').to.have.length(2);
      for (const limit of [1, 2, 4]) expect(await readInPages(ownerId, limit)).to.deep.equal(all);
    });
  }

  it('has the first event since a time for everyone, for its owner, and for nobody else', async () => {
    const { entries } = await feed.page({ ownerId: undefined, after: undefined, limit: 100 });
    const [first, , , moved] = entries;
    const since = (ownerId: number | undefined, { occurredAt }: FeedEvent, after?: FeedPosition) =>
      feed.firstSince({ ownerId, after, since: occurredAt });
    expect(await since(undefined, first!)).to.deep.equal(first!.position);
    expect(await since(USER_ID, moved!)).to.deep.equal(moved!.position);
    expect(await since(USER_ID, first!, moved!.position)).to.deep.equal(entries[4]!.position);
    expect(await since(USER_ID + 1, first!)).to.equal(undefined);
  });

  it('ends behind the last event', async () => {
    expect(await feed.page({ ownerId: undefined, after: await feed.end(), limit: 100 })).to.deep.equal({
      entries: [],
      hasMore: false,
      isIncomplete: false,
    });
  });
});
