import { expect } from 'chai';
import { createClient } from '@order-service/sdk';
import { withinPageBudget } from '../../src/db/statements/page-budget.js';
import { MAX_PAGE_BYTES } from '../../src/ports/list-page.js';
import { maximalOrder } from '../support/maximal-order.js';
import type { OrderBody, TestClient } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

/** What an answer adds to its stored documents: names, times and punctuation of each entry. */
const MAX_ANSWER_BYTES = MAX_PAGE_BYTES + 100 * 1024;

const ORDERS = 12;
const bytesOf = (text: string): number => Buffer.byteLength(text);

interface EventPage {
  readonly events: { readonly event_id: string }[];
  readonly next_cursor: string;
  readonly has_more: boolean;
}

describe('A page of the largest orders that there can be', () => {
  const service = useTestService();
  let ann: TestClient;
  const operator = () => service().operator();

  before(async () => {
    ann = service().newUser();
    const order = maximalOrder(service());
    const placed = await ann.create(order);
    expect(placed.status).to.equal(201);
    expect(bytesOf(placed.text)).to.be.greaterThan(190_000);
    for (let made = 1; made < ORDERS; made += 1) await ann.create(order, { 'Idempotency-Key': `order-${made}` });
  });

  const lists = [
    ['own', () => ann, () => '/api/v1/orders?limit=100'],
    ['own, by status', () => ann, () => '/api/v1/orders?limit=100&status=pending&status=shipped'],
    ["everyone's", operator, () => '/api/v1/orders?limit=100&scope=all'],
    ["everyone's, by status", operator, () => '/api/v1/orders?limit=100&scope=all&status=pending'],
    ['behind others', () => ann, () => '/api/v1/orders?limit=100&skip=1'],
  ] as const;
  for (const [what, client, target] of lists) {
    it(`of orders (${what}) has a budget of bytes, and its Link leads to the others`, async () => {
      const ids: number[] = [];
      for await (const page of client().pages(target())) {
        expect(bytesOf(page.text)).to.be.at.most(MAX_ANSWER_BYTES);
        expect(page.body.length).to.be.greaterThan(0);
        ids.push(...page.body.map(({ id }: OrderBody) => id));
      }
      expect(ids).to.deep.equal([...new Set(ids)].sort((a, b) => b - a));
      expect(ids).to.have.lengthOf(target().includes('skip') ? ORDERS - 1 : ORDERS);
    });
  }

  it('is read to its end by the SDK, which follows the cursor and not the number of entries', async () => {
    const client = createClient({ baseUrl: service().url, token: ann.token! });
    expect(await client.orders.list({ limit: 100 }).toArray({ limit: 100 })).to.have.lengthOf(ORDERS);
    expect(await client.events.list({ limit: 100 }).toArray({ limit: 100 })).to.have.lengthOf(ORDERS);
  });

  it('keeps the number that was asked for where that is less', async () => {
    const { body, headers } = await ann.get<OrderBody[]>('/api/v1/orders?limit=1');
    expect(body).to.have.lengthOf(1);
    expect(headers).to.have.property('link');
  });

  for (const [what, client] of [
    ['own', () => ann],
    ["everyone's", operator],
  ] as const) {
    it(`of events (${what}) has a budget of bytes, and its cursor leads to the others`, async () => {
      const ids: string[] = [];
      let cursor = '';
      for (let more = true; more;) {
        const page = await client().get<EventPage>(`/api/v1/events?limit=100${cursor}`);
        expect(bytesOf(page.text)).to.be.at.most(MAX_ANSWER_BYTES);
        ids.push(...page.body.events.map((event) => event.event_id));
        cursor = `&cursor=${page.body.next_cursor}`;
        more = page.body.has_more;
      }
      expect(new Set(ids).size).to.equal(ids.length);
      expect(ids).to.have.lengthOf(ORDERS);
    });
  }

  it('has the first entry in any case, and says that others follow', async () => {
    const entries = withinPageBudget({
      rows: 'SELECT n FROM generate_series(1, 3) n',
      order: 'o.n',
      limit: '2',
      bytes: `${MAX_PAGE_BYTES + 1}`,
    });
    expect(await service().query(`SELECT n, followed FROM (${entries}) e`)).to.deep.equal([{ n: 1, followed: true }]);
  });
});
