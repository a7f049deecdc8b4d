/** Products as the old service was tried with: 2 is scarce, 3 is inactive, 4 is cheap, 6 is dear, 99 does not exist. */
export const PRODUCTS = [
  { id: 1, price: '9.99', stock_quantity: 1_000 },
  { id: 2, price: '79.99', stock_quantity: 3 },
  { id: 3, price: '5.00', stock_quantity: 10, is_active: false },
  { id: 4, price: '0.01', stock_quantity: 100_000 },
  { id: 6, price: '9999999.99', stock_quantity: 100 },
];

export interface Row {
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

/** That `detail` is FastAPI's list of places. */
export const LIST = 'list';
export const ORDERS = '/api/v1/orders';
const ORDER = `${ORDERS}/{pending}`;
const STATUS = `${ORDER}/status`;

const create = (what: string, json: unknown, answers: Row['answers'], rest: Partial<Row> = {}): Row => ({
  ...{ what: `create: ${what}`, method: 'POST', target: ORDERS, json, answers },
  ...rest,
});
/** The body of a request to place an order with one item. */
export const item = (product_id: unknown, quantity: unknown, more: object = {}) => ({
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

/** Requests, with their answers of both kinds. */
export const ROWS: readonly Row[] = [
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

  { what: 'events: limit twice', target: '/api/v1/events?limit=1&limit=2', answers: [422, 422], detail: LIST },
  { what: 'health', target: '/health', by: 'nobody', answers: [200, 200] },
  { what: 'an unknown path', target: '/redoc', by: 'nobody', answers: [404, 404], detail: /./ },
];
