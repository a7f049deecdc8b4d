import { expect } from 'chai';
import { interceptHttp } from '../../../../test/services/intercepted-http.js';
import { OrderServiceError, UnexpectedResponseError, type Order, type Page } from '../../src/index.js';
import { feedEvent } from '../support/feed-server.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';
import { rejection, service, stubClient } from '../support/stub-service.js';

const LOST = { 'retry-after': '0' };

describe('a page of a list', () => {
  interceptHttp();

  const link = (cursor: string) => ({ link: `</api/v1/orders?limit=2&cursor=${cursor}>; rel="next"` });
  const orders = (...ids: number[]) => ids.map((id) => sampleOrder({ id }));
  const idsOf = (list: readonly Order[]) => list.map(({ id }) => id);

  function threePages() {
    service().get('/api/v1/orders').query({ limit: 2, skip: 1 }).reply(200, orders(5, 4), link('c1'));
    service().get('/api/v1/orders').query({ limit: 2, cursor: 'c1' }).reply(200, orders(3, 2), link('c2'));
    service().get('/api/v1/orders').query({ limit: 2, cursor: 'c2' }).reply(200, orders(1));
  }

  it('is what an awaited list resolves to, with where the next one begins', async () => {
    threePages();
    let page: Page<Order> = await stubClient().orders.list({ limit: 2, skip: 1 });
    const read = [[idsOf(page.items), page.nextCursor]];
    while (page.hasNextPage()) {
      page = await page.nextPage();
      read.push([idsOf(page.items), page.nextCursor]);
    }
    expect(read).to.deep.equal([
      [[5, 4], 'c1'],
      [[3, 2], 'c2'],
      [[1], undefined],
    ]);
  });

  it('comes with the rest of its answer', async () => {
    service().get('/api/v1/orders').reply(200, orders(1), { 'x-request-id': 'server-id' });
    const { data, response } = await stubClient().orders.list().withResponse();
    expect(idsOf(data.items)).to.deep.equal([1]);
    expect(response).to.include({ status: 200, requestId: 'server-id', attempts: 1 });
  });

  it('is iterated over with those that follow, which are read when their turn comes', async () => {
    threePages();
    const seen: number[] = [];
    for await (const order of stubClient().orders.list({ limit: 2, skip: 1 })) seen.push(order.id);
    expect(seen).to.deep.equal([5, 4, 3, 2, 1]);
  });

  it('is iterated over from the middle of a list', async () => {
    threePages();
    const second = await (await stubClient().orders.list({ limit: 2, skip: 1 })).nextPage();
    const seen: number[] = [];
    for await (const order of second) seen.push(order.id);
    expect(seen).to.deep.equal([3, 2, 1]);
  });

  it('is read one after the other by pages()', async () => {
    threePages();
    const pages: number[][] = [];
    for await (const { items } of stubClient().orders.list({ limit: 2, skip: 1 }).pages()) pages.push(idsOf(items));
    expect(pages).to.deep.equal([[5, 4], [3, 2], [1]]);
  });

  it('is found again by its cursor', async () => {
    service().get('/api/v1/orders').query({ limit: 2 }).reply(200, orders(5, 4), link('c1'));
    service().get('/api/v1/orders').query({ limit: 2, cursor: 'c1' }).reply(200, orders(3));
    const { orders: resource } = stubClient();
    const { nextCursor } = await resource.list({ limit: 2 });
    expect(idsOf((await resource.list({ limit: 2, cursor: nextCursor! })).items)).to.deep.equal([3]);
  });

  it('is not read when the limit of toArray is reached before it', async () => {
    service().get('/api/v1/orders').query({ limit: 2 }).times(3).reply(200, orders(5, 4), link('c1'));
    service().get('/api/v1/orders').query({ limit: 2, cursor: 'c1' }).reply(200, orders(3, 2), link('c2'));
    const list = () => stubClient().orders.list({ limit: 2 });
    expect(idsOf(await list().toArray({ limit: 2 }))).to.deep.equal([5, 4]);
    expect(idsOf(await list().toArray({ limit: 3 }))).to.deep.equal([5, 4, 3]);
    expect(await list().toArray({ limit: 0 })).to.deep.equal([]);
  });

  it('has no next one at the end of a list', async () => {
    service().get('/api/v1/orders').reply(200, orders(1));
    const page = await stubClient().orders.list();
    expect(page.hasNextPage()).to.equal(false);
    expect(await rejection(page.nextPage())).to.be.instanceOf(OrderServiceError);
  });

  it('that names itself as its own next page is an error', async () => {
    service().get('/api/v1/orders').reply(200, orders(2), link('c1'));
    service().get('/api/v1/orders').query({ cursor: 'c1' }).reply(200, orders(1), link('c1'));
    const error = await rejection(stubClient().orders.list().toArray({ limit: 100 }));
    expect(error).to.be.instanceOf(UnexpectedResponseError);
  });

  it('that fails ends the iteration, after the items before it', async () => {
    service().get('/api/v1/orders').reply(200, orders(2), link('c1'));
    service().get('/api/v1/orders').query({ cursor: 'c1' }).reply(403, {});
    const seen: number[] = [];
    const readAll = async () => {
      for await (const order of stubClient().orders.list()) seen.push(order.id);
    };
    expect(await rejection(readAll())).to.include({ status: 403 });
    expect(seen).to.deep.equal([2]);
  });

  it('that fails before the list is iterated over is not an unhandled rejection', async () => {
    service().get('/api/v1/orders').reply(403, {}, LOST);
    const unhandled: unknown[] = [];
    const record = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', record);
    try {
      const list = stubClient().orders.list();
      await list.withResponse().catch(() => undefined);
      await new Promise((resolve) => setImmediate(resolve));
      expect(await rejection(list.toArray({ limit: 1 }))).to.include({ status: 403 });
      expect(unhandled).to.deep.equal([]);
    } finally {
      process.off('unhandledRejection', record);
    }
  });

  it('of the feed says where it ends, and is polled from there', async () => {
    const page = (number: number, cursor: string, more: boolean) => ({
      events: number === 0 ? [] : [feedEvent(number)],
      next_cursor: cursor,
      has_more: more,
    });
    service()
      .get('/api/v1/events')
      .query({ limit: 1 })
      .reply(200, page(1, 'c1', true));
    service()
      .get('/api/v1/events')
      .query({ limit: 1, cursor: 'c1' })
      .reply(200, page(2, 'c2', false));
    const first = await stubClient().events.list({ limit: 1 });
    const last = await first.nextPage();
    expect([first.hasNextPage(), last.hasNextPage(), last.nextCursor]).to.deep.equal([true, false, 'c2']);

    service()
      .get('/api/v1/events')
      .query({ limit: 1, cursor: 'c2' })
      .times(2)
      .reply(200, page(0, 'c2', false));
    expect((await last.nextPage()).items).to.deep.equal([]);
    service()
      .get('/api/v1/events')
      .query({ limit: 1, cursor: 'c2' })
      .reply(200, page(3, 'c3', false));
    await last.nextPage();
    expect((await last.nextPage()).items).to.deep.equal([feedEvent(3)]);
  });

  it('of the outbox is read like any other', async () => {
    const page = (id: string, cursor: string | null) => ({
      events: [{ event_id: id }],
      next_cursor: cursor,
      has_more: cursor !== null,
    });
    service().get('/api/v1/outbox/events').query({ state: 'waiting' }).reply(200, page('a', 'c1'));
    service().get('/api/v1/outbox/events').query({ state: 'waiting', cursor: 'c1' }).reply(200, page('b', null));
    const seen: string[] = [];
    for await (const event of stubClient().outbox.list({ state: 'waiting' })) seen.push(event.event_id);
    expect(seen).to.deep.equal(['a', 'b']);
  });
});
