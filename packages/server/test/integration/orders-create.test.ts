import { expect } from 'chai';
import type { OrderBody, Problem } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

describe('POST /api/v1/orders', () => {
  const service = useTestService();

  it('places an order with the current names and prices', async () => {
    const userId = service().newUserId();
    const ann = service().as({ userId, email: 'ann@example.com' });
    const { status, body, headers } = await ann.create({
      items: [
        { product_id: 1, quantity: 2 },
        { product_id: 7, quantity: 10 },
      ],
    });
    expect(status).to.equal(201);
    expect(headers).to.include({ location: `/api/v1/orders/${body.id}`, etag: '"1"' });
    expect(body).to.deep.include({
      user_id: userId,
      user_email: 'ann@example.com',
      status: 'pending',
      total_amount: '101.98',
      version: 1,
      metadata: {},
      allowed_transitions: ['confirmed', 'cancelled'],
    });
    expect(body.updated_at).to.equal(body.created_at);
    expect(body.items).to.deep.equal([
      {
        id: body.id * 100,
        order_id: body.id,
        product_id: 1,
        product_name: 'Wireless Bluetooth Headphones',
        product_price: '29.99',
        quantity: 2,
        subtotal: '59.98',
        created_at: body.created_at,
      },
      {
        id: body.id * 100 + 1,
        order_id: body.id,
        product_id: 7,
        product_name: 'Mechanical Pencil',
        product_price: '4.20',
        quantity: 10,
        subtotal: '42.00',
        created_at: body.created_at,
      },
    ]);
  });

  it('returns the same order at its Location', async () => {
    const ann = service().newUser();
    const metadata = { channel: 'web', note: 'für Zoë 🎁', ['__proto__']: 'kept as text' };
    const items = [{ product_id: 10, quantity: 1 }];
    const placed = await ann.send<OrderBody>('POST', '/api/v1/orders', {
      raw: `{"items":${JSON.stringify(items)},"metadata":{"channel":"web","note":"für Zoë 🎁","__proto__":"kept as text"}}`,
    });
    expect(Object.entries(placed.body.metadata)).to.have.deep.members(Object.entries(metadata));
    expect((await ann.get(placed.headers.location!)).text).to.equal(placed.text);
  });

  it('keeps names and prices when the products change', async () => {
    const ann = service().newUser();
    const order = await ann.placed([{ product_id: 5, quantity: 1 }]);
    const product = service().catalogue.products.get(5)!;
    service().catalogue.products.set(5, { ...product, name: 'Another name', price: '99.00', is_active: false });
    expect((await ann.get<OrderBody>(`/api/v1/orders/${order.id}`)).body).to.deep.equal(order);
    service().catalogue.products.set(5, product);
  });

  it('sums amounts exactly', async () => {
    const ann = service().newUser();
    const cents = await ann.placed(Array.from({ length: 100 }, () => ({ product_id: 11, quantity: 7 })));
    expect(cents.total_amount).to.equal('7.00');
    expect(cents.items.map((item) => item.subtotal)).to.deep.equal(Array.from({ length: 100 }, () => '0.07'));
    expect(new Set(cents.items.map((item) => item.id))).to.have.property('size', 100);
  });

  it('compares the stock with the sum of all line items of a product', async () => {
    const ann = service().newUser();
    const line = { product_id: 9, quantity: 1 };
    expect((await ann.create({ items: [line, line] })).status).to.equal(201);
    const { status, body } = await ann.create<Problem>({ items: [line, line, line] });
    expect(status).to.equal(409);
    expect(body).to.include({ code: 'insufficient_stock', product_id: 9, requested: 3, available: 2 });
  });

  const refusals = [
    {
      what: 'a product that does not exist',
      item: { product_id: 99, quantity: 1 },
      status: 404,
      code: 'product_not_found',
    },
    { what: 'a product no longer sold', item: { product_id: 12, quantity: 1 }, status: 409, code: 'product_inactive' },
    { what: 'more than is in stock', item: { product_id: 4, quantity: 16 }, status: 409, code: 'insufficient_stock' },
  ];
  for (const { what, item, status, code } of refusals) {
    it(`rejects ${what}, and stores nothing`, async () => {
      const ann = service().newUser();
      const answer = await ann.create<Problem>({ items: [{ product_id: 1, quantity: 1 }, item] });
      expect(answer.status).to.equal(status);
      expect(answer.body).to.include({ code, product_id: item.product_id });
      expect(await service().ordersOf(userIdOf(ann))).to.equal(0);
    });
  }

  it('rejects a total above the maximum amount', async () => {
    const ann = service().newUser();
    const product = service().catalogue.products.get(4)!;
    const dear = { ...product, id: 500, price: '9999999999.99', stock_quantity: 1_000_000 };
    service().catalogue.products.set(500, dear);
    expect((await ann.placed([{ product_id: 500, quantity: 1 }])).total_amount).to.equal('9999999999.99');
    const { status, body } = await ann.create<Problem>({ items: [{ product_id: 500, quantity: 2 }] });
    expect(status).to.equal(422);
    expect(body.code).to.equal('order_total_too_large');
    expect(body.detail).to.contain('19999999999.98');
  });

  it('writes the order, its event and its outbox row in one transaction', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    const events = await service().query('SELECT version, type, actor FROM order_events WHERE order_id = $1', [id]);
    expect(events).to.deep.equal([{ version: 1, type: 'order.created', actor: `user:${userIdOf(ann)}` }]);
    const queued = await service().query('SELECT version FROM outbox WHERE order_id = $1', [id]);
    expect(queued).to.deep.equal([{ version: 1 }]);
  });

  it('accepts a token without an email address', async () => {
    const order = await service().as({ userId: service().newUserId(), email: '' }).placed();
    expect(order.user_email).to.equal('');
  });

  it('requires a token', async () => {
    const { status, headers, body } = await service()
      .anonymous()
      .create<Problem>({ items: [{ product_id: 1, quantity: 1 }] });
    expect(status).to.equal(401);
    expect(headers['www-authenticate']).to.equal('Bearer');
    expect(body.code).to.equal('authentication_required');
  });

  const invalid: [what: string, order: unknown, places: string[]][] = [
    ['no items', {}, ['']],
    ['an empty list', { items: [] }, ['/items']],
    ['101 lines', { items: Array.from({ length: 101 }, () => ({ product_id: 1, quantity: 1 })) }, ['/items']],
    ['a quantity of 0', { items: [{ product_id: 1, quantity: 0 }] }, ['/items/0/quantity']],
    ['a quantity of 10,001', { items: [{ product_id: 11, quantity: 10_001 }] }, ['/items/0/quantity']],
    ['half a product', { items: [{ product_id: 1, quantity: 1.5 }] }, ['/items/0/quantity']],
    ['a quantity as text', { items: [{ product_id: 1, quantity: '1' }] }, ['/items/0/quantity']],
    ['a product as text', { items: [{ product_id: '1', quantity: 1 }] }, ['/items/0/product_id']],
    ['product 0', { items: [{ product_id: 0, quantity: 1 }] }, ['/items/0/product_id']],
    ['a price from the caller', { items: [{ product_id: 1, quantity: 1, price: '0.01' }] }, ['/items/0/price']],
    ['a status from the caller', { items: [{ product_id: 1, quantity: 1 }], status: 'delivered' }, ['/status']],
    ['a user from the caller', { items: [{ product_id: 1, quantity: 1 }], user_id: 7 }, ['/user_id']],
    ['metadata that is no text', { items: [{ product_id: 1, quantity: 1 }], metadata: { a: 1 } }, ['/metadata/a']],
    [
      'every fault at once',
      { items: [{ product_id: 0, quantity: 0 }, { quantity: 1 }], extra: true, metadata: { note: 'a\u0000b' } },
      ['/extra', '/items/0/product_id', '/items/0/quantity', '/items/1', '/metadata/note'],
    ],
    ['a member whose name needs escaping', { items: [{ product_id: 1, quantity: 1 }], 'a/b~c': 1 }, ['/a~1b~0c']],
  ];
  for (const [what, order, places] of invalid) {
    it(`rejects ${what}, with a pointer to it`, async () => {
      const ann = service().newUser();
      const { status, body } = await ann.create<Problem>(order);
      expect(status).to.equal(422);
      expect(body.code).to.equal('validation_failed');
      expect(body.errors!.map((error) => error.pointer)).to.have.members(places);
      expect(body.errors!.every((error) => error.in === 'body')).to.equal(true);
      expect(await service().ordersOf(userIdOf(ann))).to.equal(0);
    });
  }

  it('accepts 20 metadata entries of maximum length, and rejects more or longer ones', async () => {
    const ann = service().newUser();
    const notes = (count: number, key: number, value: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [String(at).padStart(key, 'k'), '🎁'.repeat(value)]));
    const items = [{ product_id: 1, quantity: 1 }];
    expect((await ann.create({ items, metadata: notes(20, 40, 500) })).status).to.equal(201);
    expect((await ann.create<Problem>({ items, metadata: notes(21, 40, 1) })).status).to.equal(422);
    expect((await ann.create<Problem>({ items, metadata: notes(1, 41, 1) })).status).to.equal(422);
    expect((await ann.create<Problem>({ items, metadata: notes(1, 1, 501) })).status).to.equal(422);
    expect((await ann.create<Problem>({ items, metadata: { '': 'no name' } })).status).to.equal(422);
  });
});
