import { expect } from 'chai';
import { interceptHttp } from '../../../../test/services/intercepted-http.js';
import type { Order } from '../../src/index.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';
import { rejection, service, stubClient } from '../support/stub-service.js';

describe('a list of orders', () => {
  interceptHttp();

  const link = (cursor: string) => ({ link: `</api/v1/orders?limit=2&cursor=${cursor}>; rel="next"` });
  const orders = (...ids: number[]) => ids.map((id) => sampleOrder({ id }));
  const idsOf = (list: readonly Order[]) => list.map(({ id }) => id);

  function threePages() {
    service().get('/api/v1/orders').query({ limit: 2, skip: 1 }).reply(200, orders(5, 4), link('c1'));
    service().get('/api/v1/orders').query({ limit: 2, cursor: 'c1' }).reply(200, orders(3, 2), link('c2'));
    service().get('/api/v1/orders').query({ limit: 2, cursor: 'c2' }).reply(200, orders(1));
  }

  it('sends nothing before it is read', () => {
    stubClient().orders.list();
  });

  it('yields every order of every page, and skips only once', async () => {
    threePages();
    const seen: number[] = [];
    for await (const order of stubClient().orders.list({ limit: 2, skip: 1 })) seen.push(order.id);
    expect(seen).to.deep.equal([5, 4, 3, 2, 1]);
  });

  it('can be read page by page', async () => {
    threePages();
    const pages: [number[], string | undefined][] = [];
    for await (const { data, nextCursor } of stubClient().orders.list({ limit: 2, skip: 1 }).pages()) {
      pages.push([idsOf(data), nextCursor]);
    }
    expect(pages).to.deep.equal([
      [[5, 4], 'c1'],
      [[3, 2], 'c2'],
      [[1], undefined],
    ]);
  });

  it('can be gone on with where a page ended', async () => {
    service().get('/api/v1/orders').query({ limit: 2 }).reply(200, orders(5, 4), link('c1'));
    service().get('/api/v1/orders').query({ limit: 2, cursor: 'c1' }).reply(200, orders(3));
    const { orders: resource } = stubClient();
    const { nextCursor } = await resource.list({ limit: 2 }).page();
    const rest = await resource.list({ limit: 2, cursor: nextCursor ?? '' }).toArray({ limit: 100 });
    expect(idsOf(rest)).to.deep.equal([3]);
  });

  it('reads no further than the limit of toArray', async () => {
    service().get('/api/v1/orders').query({ limit: 2 }).times(2).reply(200, orders(5, 4), link('c1'));
    service().get('/api/v1/orders').query({ limit: 2, cursor: 'c1' }).reply(200, orders(3, 2), link('c2'));
    const list = stubClient().orders.list({ limit: 2 });
    expect(idsOf(await list.toArray({ limit: 2 }))).to.deep.equal([5, 4]);
    expect(idsOf(await list.toArray({ limit: 3 }))).to.deep.equal([5, 4, 3]);
    expect(await list.toArray({ limit: 0 })).to.deep.equal([]);
  });

  it('stops at a page that comes after itself', async () => {
    service().get('/api/v1/orders').reply(200, orders(2), link('c1'));
    service().get('/api/v1/orders').query({ cursor: 'c1' }).reply(200, orders(1), link('c1'));
    const error = await rejection(stubClient().orders.list().toArray({ limit: 100 }));
    expect(error).to.include({ name: 'UnexpectedResponseError' });
  });

  it('fails where a page fails, after the orders before it', async () => {
    service().get('/api/v1/orders').reply(200, orders(2), link('c1'));
    service().get('/api/v1/orders').query({ cursor: 'c1' }).reply(403, {});
    const seen: number[] = [];
    const readAll = async () => {
      for await (const order of stubClient().orders.list()) seen.push(order.id);
    };
    expect(await rejection(readAll())).to.include({ status: 403 });
    expect(seen).to.deep.equal([2]);
  });
});
