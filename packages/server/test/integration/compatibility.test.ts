import { ApiError, createClient } from '@order-service/sdk';
import { expect } from 'chai';
import { rejectionOf } from '../support/rejection.js';
import { item, LIST, ORDERS, PRODUCTS, ROWS, type Row } from '../support/requests-of-old-clients.js';
import { type Answer, type OrderBody } from '../support/test-client.js';
import { useTestService, userIdOf, type TestService } from '../support/test-service.js';

const WAYS: Readonly<Record<string, readonly string[]>> = {
  pending: [],
  confirmed: ['confirmed'],
  shipped: ['confirmed', 'shipped'],
  delivered: ['confirmed', 'shipped', 'delivered'],
  cancelled: ['cancelled'],
};

describe('COMPATIBILITY=seed', () => {
  const seed = useTestService({ config: { compatibility: 'seed' } });
  const contract = useTestService();

  before(() => {
    for (const service of [seed(), contract()]) {
      const { products } = service.catalogue;
      const template = products.get(1)!;
      products.clear();
      for (const product of PRODUCTS) products.set(product.id, { ...template, ...product });
    }
  });

  /** Sends the request of a row to a service, for a new user. */
  async function answerOf(service: TestService, row: Row): Promise<Answer<{ detail?: unknown }>> {
    const owner = service.newUser();
    const senders = {
      owner,
      'another user': service.newUser(),
      nobody: service.anonymous(),
      'an operator': service.operator(),
    };
    let { target } = row;
    const status = /\{(\w+)\}/.exec(target)?.[1];
    if (status !== undefined) {
      const { id } = await owner.placed(item(4, 1).items, WAYS[status]);
      target = target.replace(`{${status}}`, String(id));
    }
    const key = row.headers?.['Idempotency-Key'];
    if (key === 'used') await owner.create(item(4, 1), { 'Idempotency-Key': key });
    const { json, raw, headers } = row;
    return await senders[row.by ?? 'owner'].sendUnchecked(row.method ?? 'GET', target, {
      ...(json !== undefined && { json }),
      ...(raw !== undefined && { raw }),
      ...(headers && { headers }),
    });
  }

  for (const row of ROWS) {
    const [withSetting, without] = row.answers;
    it(`${row.what}: ${withSetting}${withSetting === without ? '' : `, and ${without} without it`}`, async () => {
      const answers = [await answerOf(seed(), row), await answerOf(contract(), row)] as const;
      expect(answers.map(({ status }) => status)).to.deep.equal(row.answers);
      const [{ body, headers }, strict] = answers;
      if (strict.status >= 400) expect(strict.headers['content-type']).to.match(/^application\/problem\+json/);
      if (withSetting < 400) return;
      expect(headers['content-type']).to.match(/^application\/json/);
      if (row.detail === LIST) expectPlaces(body.detail);
      else if (row.detail instanceof RegExp) expect(body.detail).to.match(row.detail);
      else if (row.detail !== undefined) expect(body.detail).to.equal(row.detail);
    });
  }

  /** The list in which FastAPI reports what is wrong with a request. */
  function expectPlaces(detail: unknown): void {
    expect(detail).to.be.an('array').that.is.not.empty;
    for (const place of detail as object[]) {
      expect(place).to.have.all.keys('type', 'loc', 'msg');
    }
  }

  it('says where a request is not valid, as FastAPI does', async () => {
    const ann = seed().newUser();
    const wrong = { items: [{ product_id: 4, quantity: 1 }, { product_id: 4, quantity: 0 }, { product_id: 4 }] };
    const { body } = await ann.sendUnchecked<{ detail: unknown }>('POST', ORDERS, { json: wrong });
    expect(body.detail).to.deep.equal([
      { type: 'value_error', loc: ['body', 'items', 1, 'quantity'], msg: 'must be >= 1' },
      { type: 'missing', loc: ['body', 'items', 2, 'quantity'], msg: 'Field required' },
    ]);
    const listed = await ann.sendUnchecked<{ detail: unknown }>('GET', `${ORDERS}?limit=0`);
    expect(listed.body.detail).to.deep.equal([{ type: 'value_error', loc: ['query', 'limit'], msg: 'must be >= 1' }]);
  });

  it('stores what it understood', async () => {
    const ann = seed().newUser();
    const { body } = await ann.sendUnchecked<OrderBody>('POST', ORDERS, { json: item('4', '20000', { price: 9 }) });
    expect(body.items[0]).to.include({ product_id: 4, quantity: 20_000, product_price: '0.01', subtotal: '200.00' });
    expect((await ann.get<OrderBody>(`${ORDERS}/${body.id}`)).body).to.deep.equal(body);
  });

  it('names in the history who changed the order of another user', async () => {
    const [ann, bob] = [seed().newUser(), seed().newUser()];
    const { id } = await ann.placed(item(4, 1).items);
    const { body } = await bob.move(id, 'confirmed');
    expect(body.user_id).to.equal(userIdOf(ann));
    const history = (await ann.get<{ actor: string }[]>(`${ORDERS}/${id}/events`)).body;
    expect(history.at(-1)?.actor).to.equal(`user:${userIdOf(bob)}`);
    expect((await bob.sendUnchecked('GET', `${ORDERS}/${id}`)).status).to.equal(404);
    expect((await bob.sendUnchecked('GET', `${ORDERS}?scope=all`)).status).to.equal(403);
  });

  it('sends problem documents to clients that ask for them, such as the SDK', async () => {
    const { token } = seed().newUser();
    const client = createClient({ baseUrl: seed().url, token: token! });
    const error = await rejectionOf(client.orders.create({ items: [{ product_id: 2, quantity: 5 }] }));
    expect(error).to.be.an.instanceOf(ApiError).that.includes({ status: 409, code: 'insufficient_stock' });
  });

  it('leaves the other operations as they are', async () => {
    const operator = seed().operator();
    const { status } = await operator.sendUnchecked('POST', '/api/v1/events/replay', { json: { order_id: '1' } });
    expect(status).to.equal(422);
    expect((await seed().newUser().sendUnchecked('GET', '/api/v1/outbox')).status).to.equal(403);
  });
});
