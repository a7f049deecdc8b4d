import { ApiError, createClient } from '@order-service/sdk';
import { expect } from 'chai';
import { rejectionOf } from '../support/rejection.js';
import { type Answer, type OrderBody } from '../support/test-client.js';
import { useTestService, userIdOf, type TestService } from '../support/test-service.js';

/** Products as the old service was tried with: 2 is scarce, 3 is inactive, 4 is cheap, 6 is dear, 99 does not exist. */
const PRODUCTS = [
  { id: 1, price: '9.99', stock_quantity: 1_000 },
  { id: 2, price: '79.99', stock_quantity: 3 },
  { id: 3, price: '5.00', stock_quantity: 10, is_active: false },
  { id: 4, price: '0.01', stock_quantity: 100_000 },
  { id: 6, price: '9999999.99', stock_quantity: 100 },
];

interface Row {
  readonly what: string;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'HEAD';
  /** `{pending}` stands for an order in this status of the caller, or of `owner`; the orders are new for each row. */
  readonly target: string;
  readonly json?: unknown;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Who sends it: the owner of the order if absent. */
  readonly by?: 'another user' | 'nobody' | 'an operator';
  /** The status with the setting and without it. */
  readonly answers: readonly [seed: number, contract: number];
  /** What the `detail` of the answer with the setting is, `LIST` for a list of places; not compared if absent. */
  readonly detail?: string | RegExp;
}

const LIST = 'list';
const ORDERS = '/api/v1/orders';
const ORDER = `${ORDERS}/{pending}`;
const STATUS = `${ORDER}/status`;

const create = (what: string, json: unknown, answers: Row['answers'], rest: Partial<Row> = {}): Row => ({
  ...{ what: `create: ${what}`, method: 'POST', target: ORDERS, json, answers },
  ...rest,
});
const item = (product_id: unknown, quantity: unknown, more: object = {}) => ({
  items: [{ product_id, quantity, ...more }],
});
const bytes = (what: string, raw: string, type: string, answers: Row['answers'], rest: Partial<Row> = {}): Row => ({
  ...{ what: `create: ${what}`, method: 'POST', target: ORDERS, raw, headers: { 'content-type': type }, answers },
  ...rest,
});
const list = (query: string, answers: Row['answers'], rest: Partial<Row> = {}): Row => ({
  ...{ what: `list: ${query}`, target: `${ORDERS}${query}`, answers },
  ...rest,
});
const get = (id: string, answers: Row['answers'], rest: Partial<Row> = {}): Row => ({
  ...{ what: `get: ${id}`, target: `${ORDERS}/${id}`, answers },
  ...rest,
});
const move = (what: string, json: unknown, answers: Row['answers'], rest: Partial<Row> = {}): Row => ({
  ...{ what: `change: ${what}`, method: 'PATCH', target: STATUS, json, answers },
  ...rest,
});
const from = (status: string, to: string, answers: Row['answers'], rest: Partial<Row> = {}): Row => ({
  ...move(`${status} to ${to}`, { status: to }, answers, rest),
  target: `${ORDERS}/{${status}}/status`,
});

const ONE = JSON.stringify(item(4, 1));

const ROWS: readonly Row[] = [
  create('one item', item(4, 1), [201, 201]),
  create('two items', { items: [...item(4, 1).items, ...item(1, 2).items] }, [201, 201]),
  create('quantity as text', item(4, '2'), [201, 422]),
  create('quantity as text with a fraction of 0', item(4, '2.0'), [201, 422]),
  create('product id as text', item('4', 1), [201, 422]),
  create('both as text', item('4', '1'), [201, 422]),
  create('quantity as other text', item(4, 'two'), [422, 422], { detail: LIST }),
  create('quantity as empty text', item(4, ''), [422, 422], { detail: LIST }),
  create('quantity with a fraction', item(4, 1.5), [422, 422], { detail: LIST }),
  create('quantity as text with a fraction', item(4, '1.5'), [422, 422], { detail: LIST }),
  create('quantity null', item(4, null), [422, 422], { detail: LIST }),
  create('quantity 0', item(4, 0), [422, 422], { detail: LIST }),
  create('quantity "0"', item(4, '0'), [422, 422], { detail: LIST }),
  create('quantity -1', item(4, -1), [422, 422], { detail: LIST }),
  create('quantity as a list', item(4, [1]), [422, 422], { detail: LIST }),
  create('quantity above the bound of the contract', item(4, 10_001), [201, 422]),
  create('quantity above the stock', item(4, 2_147_483_647), [400, 422], {
    detail: /^Insufficient stock for product 4\./,
  }),
  create('quantity that the database does not hold', item(4, 2_147_483_648), [422, 422], { detail: LIST }),
  create('product id 0', item(0, 1), [404, 422], { detail: /0/ }),
  create('product id -1', item(-1, 1), [404, 422], { detail: /-1/ }),
  create('product id null', item(null, 1), [422, 422], { detail: LIST }),
  create('product id that the database does not hold', item(2_147_483_648, 1), [422, 422], { detail: LIST }),
  create('a product that does not exist', item(99, 1), [404, 404], { detail: /99/ }),
  create('an inactive product', item(3, 1), [409, 409], { detail: /3/ }),
  create('more than the stock', item(2, 5), [400, 409], {
    detail: 'Insufficient stock for product 2. Available: 3, requested: 5',
  }),
  create('more than the stock in two items', { items: [...item(2, 2).items, ...item(2, 2).items] }, [400, 409], {
    detail: 'Insufficient stock for product 2. Available: 3, requested: 4',
  }),
  create('all of the stock', item(2, 3), [201, 201]),
  create('an unknown member', { ...item(4, 1), user_id: 1 }, [201, 422]),
  create('an unknown member of an item', item(4, 1, { price: 1, name: 'x' }), [201, 422]),
  create('unknown members everywhere', { ...item(4, 1, { sku: null }), note: {}, total: '1' }, [201, 422]),
  create('no items', {}, [422, 422], { detail: LIST }),
  create('an empty list of items', { items: [] }, [422, 422], { detail: LIST }),
  create('items null', { items: null }, [422, 422], { detail: LIST }),
  create('items as text', { items: 'x' }, [422, 422], { detail: LIST }),
  create('an item without quantity', { items: [{ product_id: 4 }] }, [422, 422], { detail: LIST }),
  create('an item without product', { items: [{ quantity: 1 }] }, [422, 422], { detail: LIST }),
  create('an item that is a number', { items: [4] }, [422, 422], { detail: LIST }),
  create('a list', [], [422, 422], { detail: LIST }),
  create('null', null, [422, 422], { detail: LIST }),
  create('text', 'x', [422, 422], { detail: LIST }),
  create('100 items', { items: Array.from({ length: 100 }, () => item(4, 1).items[0]) }, [201, 201]),
  create('101 items', { items: Array.from({ length: 101 }, () => item(4, 1).items[0]) }, [422, 422], {
    detail: LIST,
  }),
  create('a large total', item(6, 11), [201, 201]),
  create('metadata', { ...item(4, 1), metadata: { channel: 'web' } }, [201, 201]),
  create('metadata with a number', { ...item(4, 1), metadata: { table: 7 } }, [201, 422]),
  create('no token', item(4, 1), [401, 401], { by: 'nobody', detail: /./ }),
  create('an idempotency key', item(4, 1), [201, 201], { headers: { 'Idempotency-Key': 'k-1' } }),
  create('a key that was used for another order', item(4, 2), [422, 422], {
    headers: { 'Idempotency-Key': 'used' },
    detail: LIST,
  }),

  bytes('no media type', ONE, '', [201, 415]),
  bytes('application/json', ONE, 'application/json', [201, 201]),
  bytes('application/json in UTF-8', ONE, 'application/json; charset=utf-8', [201, 201]),
  bytes('Application/JSON', ONE, 'Application/JSON', [201, 201]),
  bytes('application/vnd.api+json', ONE, 'application/vnd.api+json', [201, 415]),
  bytes('a form', ONE, 'application/x-www-form-urlencoded', [422, 415], { detail: LIST }),
  bytes('text/plain', ONE, 'text/plain', [422, 415], { detail: LIST }),
  bytes('text/json', ONE, 'text/json', [422, 415], { detail: LIST }),
  bytes('no JSON', '{bad', 'application/json', [422, 400], { detail: LIST }),
  bytes('no JSON and no media type', '{bad', '', [422, 415], { detail: LIST }),
  bytes('an empty body', '', '', [422, 415], { detail: LIST }),
  bytes('an empty body with a media type', '', 'application/json', [422, 400], { detail: LIST }),
  bytes('a member twice', '{"items":[],"items":[{"product_id":4,"quantity":1}]}', 'application/json', [422, 422]),
  bytes('a body above 64 KiB', `${ONE}${' '.repeat(70_000)}`, 'application/json', [413, 413], { detail: /./ }),

  list('', [200, 200]),
  list('?skip=0&limit=100', [200, 200]),
  list('?limit=1', [200, 200]),
  list('?limit=0', [422, 422], { detail: LIST }),
  list('?limit=101', [422, 422], { detail: LIST }),
  list('?limit=x', [422, 422], { detail: LIST }),
  list('?limit=', [422, 422], { detail: LIST }),
  list('?skip=-1', [422, 422], { detail: LIST }),
  list('?skip=10000', [200, 200]),
  list('?skip=10001', [200, 422]),
  list('?skip=2147483647', [200, 422]),
  list('?skip=2147483648', [422, 422], { detail: LIST }),
  list('?limit=101&limit=2', [200, 422]),
  list('?limit=2&limit=101', [422, 422], { detail: LIST }),
  list('?skip=x&skip=1&limit=1', [200, 422]),
  list('?unknown=1', [200, 200]),
  list('?status=pending', [200, 200]),
  list('?status=done', [422, 422], { detail: LIST }),
  list('?scope=all', [403, 403], { detail: /operators/ }),
  list('?limit=1', [401, 401], { what: 'list: no token', by: 'nobody' }),
  { what: 'list: a slash at the end', target: `${ORDERS}/`, answers: [200, 200] },

  get('{pending}', [200, 200]),
  get('{delivered}', [200, 200]),
  get('{pending}', [404, 404], { what: "get: another user's", by: 'another user', detail: /does not exist/ }),
  get('{pending}', [200, 200], { what: 'get: by an operator', by: 'an operator' }),
  get('{pending}', [401, 401], { what: 'get: no token', by: 'nobody' }),
  get('0', [404, 422], { detail: /0/ }),
  get('-1', [404, 422], { detail: /-1/ }),
  get('2147483648', [404, 404]),
  get('9223372036854775808', [422, 422], { detail: LIST }),
  get('1.0', [404, 422]),
  get('x', [422, 422], { detail: LIST }),
  get('health', [200, 422]),
  get('health', [200, 401], { what: 'get: health without a token', by: 'nobody' }),
  get('{pending}/events', [200, 200]),
  get('x/events', [422, 422], { detail: LIST }),

  from('pending', 'confirmed', [200, 200]),
  from('confirmed', 'shipped', [200, 200]),
  from('shipped', 'delivered', [200, 200]),
  from('pending', 'cancelled', [200, 200]),
  from('pending', 'delivered', [409, 409], { detail: /cannot become delivered/ }),
  from('confirmed', 'pending', [409, 409], { detail: /cannot become pending/ }),
  from('confirmed', 'confirmed', [409, 409], { detail: /is confirmed/ }),
  from('delivered', 'confirmed', [400, 409], { detail: 'Cannot update order in delivered status' }),
  from('delivered', 'delivered', [400, 409], { detail: 'Cannot update order in delivered status' }),
  from('cancelled', 'confirmed', [400, 409], { detail: 'Cannot update order in cancelled status' }),
  move('by another user', { status: 'confirmed' }, [200, 404], { by: 'another user' }),
  move('by another user, no transition', { status: 'delivered' }, [409, 404], { by: 'another user' }),
  move('by an operator', { status: 'confirmed' }, [200, 200], { by: 'an operator' }),
  move('no token', { status: 'confirmed' }, [401, 401], { by: 'nobody', detail: /./ }),
  move('an unknown member', { status: 'confirmed', note: 'x' }, [200, 422]),
  move('a reason', { status: 'confirmed', reason: 'paid' }, [200, 200]),
  move('an unknown status', { status: 'lost' }, [422, 422], { detail: LIST }),
  move('a status in capitals', { status: 'CONFIRMED' }, [422, 422], { detail: LIST }),
  move('a status that is a number', { status: 1 }, [422, 422], { detail: LIST }),
  move('no status', {}, [422, 422], { detail: LIST }),
  move('a condition that does not hold', { status: 'confirmed' }, [412, 412], { headers: { 'If-Match': '"9"' } }),
  { ...move('order 0', { status: 'confirmed' }, [404, 422]), target: `${ORDERS}/0/status` },
  { ...move('no such order', { status: 'confirmed' }, [404, 404]), target: `${ORDERS}/900719925474099/status` },
  { ...move('no media type', undefined, [200, 415]), raw: '{"status":"confirmed"}', headers: { 'content-type': '' } },

  { what: 'health', target: '/health', by: 'nobody', answers: [200, 200] },
  { what: 'an unknown path', target: '/redoc', by: 'nobody', answers: [404, 404], detail: /./ },
];

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
