import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import type { Answer, OrderBody, Problem, TestClient } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';
import { addVariedOrders, OWNERS, SHARED_EMAIL } from '../support/varied-orders.js';

const LIST = '/api/v1/orders';
const ORDERS = 260;

/** What an order of a list has to be like, by the name of the filter; the test's own reading of the contract. */
const FILTERS: Readonly<Record<string, (order: OrderBody, value: string) => boolean>> = {
  status: ({ status }, value) => status === value,
  created_after: ({ created_at: at }, value) => Date.parse(at) >= Date.parse(value),
  created_before: ({ created_at: at }, value) => Date.parse(at) < Date.parse(value),
  updated_after: ({ updated_at: at }, value) => Date.parse(at) >= Date.parse(value),
  updated_before: ({ updated_at: at }, value) => Date.parse(at) < Date.parse(value),
  total_min: ({ total_amount: total }, value) => Number(total) >= Number(value),
  total_max: ({ total_amount: total }, value) => Number(total) <= Number(value),
  reference: ({ reference }, value) => reference === value,
  product_id: ({ items }, value) => items.some((item) => item.product_id === Number(value)),
  user_email: ({ user_email: email }, value) => email.toLowerCase() === value.toLowerCase(),
  'metadata[channel]': ({ metadata }, value) => metadata.channel === value,
  'metadata[a]': ({ metadata }, value) => metadata.a === value,
  'metadata[a=b]': ({ metadata }, value) => metadata['a=b'] === value,
  user_id: ({ user_id: id }, value) => id === Number(value),
  scope: () => true,
};

const RANGE = 'created_after=2026-01-01T00:00:20Z&created_before=2026-01-01T00:01:00Z';
const TERMS = [
  'product_id=4',
  `user_email=${encodeURIComponent(SHARED_EMAIL.toLowerCase())}`,
  `user_email=${encodeURIComponent(SHARED_EMAIL)}`,
  'metadata[channel]=web',
  'metadata[channel]=',
  `metadata[channel]=${encodeURIComponent('quote " and \\')}`,
  `metadata[a]=${encodeURIComponent('b=c')}`,
  'metadata[a%3Db]=c',
  'reference=S-5',
];
const BY_CREATED = [...TERMS, ...TERMS.map((term) => `${term}&status=pending&status=shipped&${RANGE}`), RANGE];
const BY_TOTAL = ['total_min=100', 'total_max=250.5&total_min=99.99', 'total_max=0&status=pending', 'status=delivered'];
const BY_UPDATED = ['updated_after=2026-01-02T00:00:00Z&updated_before=2026-01-04T00:00:00Z&status=pending', ''];
const PERMITTED = [
  ...BY_CREATED.flatMap((query) => ['', 'created_at'].map((sort) => ({ query, sort }))),
  ...BY_TOTAL.flatMap((query) => ['total_amount', '-total_amount'].map((sort) => ({ query, sort }))),
  ...BY_UPDATED.flatMap((query) => ['updated_at', '-updated_at'].map((sort) => ({ query, sort }))),
  { query: 'reference=S-4&user_id=7001&total_min=0&updated_after=2020-01-01T00:00:00Z&product_id=1', sort: '' },
];

describe('GET /api/v1/orders with other filters', () => {
  const service = useTestService();
  let all: OrderBody[];
  const operator = (): TestClient => service().operator();

  async function pages(target: string, client = operator()): Promise<OrderBody[]> {
    const orders: OrderBody[] = [];
    for await (const page of client.pages(target) as AsyncIterable<Answer<OrderBody[]>>) {
      expect(page.status, `${target}: ${page.text}`).to.equal(200);
      orders.push(...page.body);
    }
    return orders;
  }

  /** Waits until the search contains everything that is committed now. */
  async function upToDate(): Promise<void> {
    const [now] = await service().query<{ now: string }>('SELECT clock_timestamp()::text AS now');
    await eventually('the search is up to date', async () => {
      const { headers } = await operator().get(`${LIST}?scope=all&sort=-total_amount&limit=1`);
      return Date.parse(headers['as-of'] ?? '') >= Date.parse(now!.now);
    });
  }

  before(async () => {
    await addVariedOrders(service().database, 1, ORDERS);
    await upToDate();
    all = await pages(`${LIST}?scope=all`);
    expect(all.length).to.be.greaterThan(ORDERS * 0.9);
  });

  function expected(query: string, sort: string): number[] {
    const conditions = new Map<string, string[]>();
    for (const [name, value] of new URLSearchParams(query)) {
      conditions.set(name, [...(conditions.get(name) ?? []), value]);
    }
    const found = all.filter((order) =>
      [...conditions].every(([name, values]) => values.some((value) => FILTERS[name]!(order, value))),
    );
    const column = (sort.replace('-', '') || 'created_at') as 'created_at' | 'total_amount' | 'updated_at';
    const key = (order: OrderBody) => (column === 'total_amount' ? Number(order[column]) : Date.parse(order[column]));
    const ascending = [...found].sort((a, b) => key(a) - key(b) || a.id - b.id);
    return (sort.startsWith('-') || sort === '' ? ascending.reverse() : ascending).map(({ id }) => id);
  }

  for (const { query, sort } of PERMITTED) {
    it(`lists by ${decodeURIComponent(query) || 'nothing'}, sorted by ${sort || 'the default'}`, async () => {
      for (const owner of ['scope=all', `user_id=${OWNERS[0]}`]) {
        if (query.includes('user_id') && owner === 'scope=all') continue;
        const filters = query.includes('user_id') ? query : [owner, query].filter(Boolean).join('&');
        const target = `${LIST}?${filters}${sort && `&sort=${sort}`}&limit=23`;
        expect(
          (await pages(target)).map(({ id }) => id),
          target,
        ).to.deep.equal(expected(filters, sort));
      }
    });
  }

  it('has found something by each filter', () => {
    for (const { query } of PERMITTED) {
      if (!/total_max=0|S-5&status/.test(query)) expect(expected(query, ''), query).not.to.deep.equal([]);
    }
  });

  it('names up to 100 orders, with every other filter and in every order', async () => {
    const ids = all
      .filter((_, at) => at % 2 === 0)
      .slice(0, 100)
      .map(({ id }) => id);
    const named = ids.map((id) => `id=${id}`).join('&');
    expect((await pages(`${LIST}?scope=all&${named}`)).map(({ id }) => id)).to.have.members(ids);
    const filters = 'total_min=50&updated_after=2026-01-01T00:00:00Z&status=pending&product_id=1';
    for (const sort of ['-total_amount', 'updated_at', 'created_at']) {
      const found = await pages(`${LIST}?scope=all&${named}&${filters}&sort=${sort}&limit=9`);
      expect(found.map(({ id }) => id)).to.deep.equal(expected(filters, sort).filter((id) => ids.includes(id)));
    }
    expect(await pages(`${LIST}?id=${ids[0]}&id=9007199254740991`), 'another user').to.deep.equal([]);
    const tooMany = await operator().get<Problem>(
      `${LIST}?${Array.from({ length: 101 }, (_, at) => `id=${at + 1}`).join('&')}`,
    );
    expect([tooMany.status, tooMany.body.code]).to.deep.equal([422, 'validation_failed']);
  });

  it('finds an own order by its reference at once, and leaves out those that no longer fit', async () => {
    const ann = service().newUser();
    const { body } = await ann.create({ items: [{ product_id: 1, quantity: 1 }], reference: 'S-mine' });
    const own = await ann.get<OrderBody[]>(`${LIST}?reference=S-mine&status=pending`);
    expect(own.body.map(({ id }) => id)).to.deep.equal([body.id]);
    expect(own.headers).not.to.have.property('as-of');
    await upToDate();
    const mine = `${LIST}?user_id=${userIdOf(ann)}&product_id=1&status=pending`;
    expect((await pages(mine, ann)).map(({ id }) => id)).to.deep.equal([body.id]);
    await ann.move(body.id, 'confirmed');
    expect(await pages(mine, ann), 'also while the search is behind').to.deep.equal([]);
    await upToDate();
    expect((await pages(mine.replace('pending', 'confirmed'), ann)).map(({ id }) => id)).to.deep.equal([body.id]);
  });

  it('refuses combinations without an index, and names those that have one', async () => {
    for (const query of [
      'product_id=1&user_email=x',
      'product_id=1&sort=-total_amount',
      'metadata[a]=1&metadata[b]=2',
      'total_min=1&created_after=2026-01-01T00:00:00Z',
      'total_min=1&sort=created_at',
      'total_min=1&updated_after=2026-01-01T00:00:00Z',
      'scope=all&reference=x&total_min=1',
    ]) {
      const { status, body } = await operator().get<Problem & { supported: { by: string[]; with: string[] }[] }>(
        `${LIST}?${query}`,
      );
      expect([status, body.code], query).to.deep.equal([422, 'filter_not_supported']);
      expect(body.supported.length, query).to.be.greaterThan(0);
      expect(body.detail).to.include(body.supported[0]!.by[0] ?? 'status');
    }
  });

  it('refuses a cursor of another search', async () => {
    const first = await operator().get(`${LIST}?scope=all&product_id=1&limit=5`);
    const cursor = /cursor=([^&>]+)/.exec(first.headers.link ?? '')?.[1];
    expect(cursor).to.be.a('string');
    for (const other of [
      'product_id=2',
      'product_id=1&status=pending',
      'total_min=1',
      'product_id=1&sort=created_at',
      '',
    ]) {
      const { status, body } = await operator().get<Problem>(`${LIST}?scope=all&${other}&cursor=${cursor}`);
      expect([status, body.code], other).to.deep.equal([422, 'validation_failed']);
    }
  });

  it('refuses values outside the contract', async () => {
    for (const query of [
      'total_min=-1',
      'total_min=1.005',
      'id=x',
      'product_id=',
      'metadata=x',
      'metadata[]=x',
      'sort=id',
    ]) {
      const { status, body } = await operator().get<Problem>(`${LIST}?${query}`);
      expect([status, body.code], query).to.deep.equal([422, 'validation_failed']);
    }
  });

  it("lets nobody search other users' orders without being an operator", async () => {
    for (const query of ['scope=all&product_id=1', `user_id=${OWNERS[0]}&total_min=0`]) {
      expect((await service().newUser().get(`${LIST}?${query}`)).status).to.equal(403);
    }
    const [one] = all;
    expect(await pages(`${LIST}?id=${one!.id}&product_id=1`, service().newUser())).to.deep.equal([]);
  });
});
