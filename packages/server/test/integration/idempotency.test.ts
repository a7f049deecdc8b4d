import { expect } from 'chai';
import { connect } from '../../src/db/connection.js';
import { createIdempotencyStore } from '../../src/db/idempotency-store.js';
import { blocksTouched } from '../support/blocks-touched.js';
import { orderGates } from '../support/gate.js';
import { TWO_HEADPHONES, type Answer, type OrderBody, type Problem, type TestClient } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

describe('Idempotency-Key', () => {
  const gates = orderGates();
  const service = useTestService({ replicas: 2, overrides: gates.overrides });
  const order = { items: TWO_HEADPHONES };

  afterEach(() => gates.openAll());

  const send = <Body = OrderBody>(client: TestClient, key: string, json: unknown = order) =>
    client.create<Body>(json, { 'Idempotency-Key': key });

  function expectReplay(answer: Answer<OrderBody>, first: Answer<OrderBody>): void {
    expect(answer.status).to.equal(201);
    expect(answer.text).to.equal(first.text);
    expect(answer.headers).to.include({
      'idempotent-replayed': 'true',
      location: first.headers.location,
      etag: first.headers.etag,
    });
  }

  it('creates one order, and repeats the first response', async () => {
    const ann = service().newUser();
    const first = await send(ann, 'key-1');
    expect(first.headers).not.to.have.property('idempotent-replayed');
    expectReplay(await send(ann, 'key-1'), first);
    expectReplay(await send(ann, 'key-1'), first);
    expect(await service().ordersOf(userIdOf(ann))).to.equal(1);
  });

  it('repeats the answer to an order with a reference, which no other order of the user can have', async () => {
    const ann = service().newUser();
    const json = { ...order, reference: 'S-2026 "é"' };
    const first = await send(ann, 'named', json);
    expect(first.body).to.include({ reference: json.reference });
    expectReplay(await send(ann, 'named', json), first);
    for (const key of ['another', undefined]) {
      const headers = key === undefined ? {} : { 'Idempotency-Key': key };
      const { status, body } = await ann.create<Problem>(json, headers);
      expect([status, body.code]).to.deep.equal([409, 'reference_taken']);
      expect(body).to.include({ order_id: first.body.id, reference: json.reference });
    }
    expect((await send(ann, 'another', order)).status, 'its key was not stored').to.equal(201);
    expect((await send(ann, 'named', { ...order, reference: 'S-2' })).status).to.equal(422);
    expect((await service().newUser().create(json)).status).to.equal(201);
  });

  it('does so after the status has changed', async () => {
    const ann = service().newUser();
    const first = await send(ann, 'moved');
    await ann.move(first.body.id, 'confirmed');
    await ann.move(first.body.id, 'cancelled');
    expectReplay(await send(ann, 'moved'), first);
  });

  for (const [what, change] of [
    ['vanished', undefined],
    ['sold out', { stock_quantity: 0 }],
    ['no longer sold', { is_active: false }],
    ['dearer', { price: '1000.00' }],
  ] as const) {
    it(`does so when the product is ${what}`, async () => {
      const ann = service().newUser();
      const { products } = service().catalogue;
      const product = products.get(3)!;
      const json = { items: [{ product_id: 3, quantity: 1 }] };
      const first = await send(ann, 'gone', json);
      if (change) products.set(3, { ...product, ...change });
      else products.delete(3);
      expectReplay(await send(ann, 'gone', json), first);
      products.set(3, product);
    });
  }

  it('creates one order for 50 concurrent requests on two replicas', async () => {
    const userId = service().newUserId();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => send(service().as({ userId }, at % 2), 'fifty')),
    );
    const created = answers.filter((answer) => answer.status === 201);
    expect(answers.filter((answer) => answer.status === 409).map((answer) => answer.body)).to.satisfy(
      (problems: unknown[]) => problems.every((problem) => (problem as Problem).code === 'idempotency_key_in_use'),
    );
    expect(created.length).to.be.at.least(1);
    expect(created.filter((answer) => !answer.headers['idempotent-replayed'])).to.have.lengthOf(1);
    expect(new Set(created.map((answer) => answer.body.id))).to.have.property('size', 1);
    expect(await service().ordersOf(userId)).to.equal(1);
    expectReplay(
      await send(service().as({ userId }), 'fifty'),
      created.find((answer) => !answer.headers['idempotent-replayed'])!,
    );
  });

  it('answers 409 while the first request is running on this replica', async () => {
    const ann = service().newUser();
    gates.write.close();
    const first = send(ann, 'under-way');
    await gates.write.holds();
    const { status, headers, body } = await send<Problem>(ann, 'under-way');
    expect(status).to.equal(409);
    expect(body).to.include({ code: 'idempotency_key_in_use', retry_after: 1 });
    expect(headers['retry-after']).to.equal('1');
    const other = await send<Problem>(ann, 'under-way', { items: [{ product_id: 1, quantity: 3 }] });
    expect(other.body.code).to.equal('idempotency_key_reused');
    gates.openAll();
    expectReplay(await first.then(() => send(ann, 'under-way')), await first);
  });

  it('returns the same order when both replicas write concurrently', async () => {
    const userId = service().newUserId();
    gates.write.close();
    const both = [send(service().as({ userId }, 0), 'both'), send(service().as({ userId }, 1), 'both')];
    await gates.write.holds(2);
    gates.openAll();
    const answers = await Promise.all(both);
    expect(answers.map((answer) => answer.status)).to.deep.equal([201, 201]);
    expect(answers.filter((answer) => answer.headers['idempotent-replayed'])).to.have.lengthOf(1);
    expect(answers[0]!.text).to.equal(answers[1]!.text);
  });

  const others: [what: string, json: object][] = [
    ['another quantity', { items: [{ product_id: 1, quantity: 3 }] }],
    ['another product', { items: [{ product_id: 2, quantity: 2 }] }],
    ['a product that does not exist', { items: [{ product_id: 99, quantity: 2 }] }],
    ['another metadata', { items: TWO_HEADPHONES, metadata: { channel: 'web' } }],
    ['the same in two lines', { items: [TWO_HEADPHONES[0], TWO_HEADPHONES[0]] }],
  ];
  for (const [what, json] of others) {
    it(`answers 422 for ${what}`, async () => {
      const ann = service().newUser();
      await send(ann, 'reused');
      const { status, body } = await send<Problem>(ann, 'reused', json);
      expect(status).to.equal(422);
      expect(body.code).to.equal('idempotency_key_reused');
      expect(await service().ordersOf(userIdOf(ann))).to.equal(1);
    });
  }

  it('recognises the same order in another format', async () => {
    const ann = service().newUser();
    const first = await send(ann, 'words', { items: TWO_HEADPHONES, metadata: { a: '1', b: '2' } });
    const again = await ann.send<OrderBody>('POST', '/api/v1/orders', {
      raw: ' {"metadata": {"b":"2", "\\u0061":"1"}, "items":[{"quantity":2.0,"product_id":1e0}]} ',
      headers: { 'Idempotency-Key': 'words' },
    });
    expectReplay(again, first);
  });

  it('is scoped to the user', async () => {
    const [ann, bob] = [service().newUser(), service().newUser()];
    const [ofAnn, ofBob] = [await send(ann, 'same-key'), await send(bob, 'same-key')];
    expect(ofBob.body.id).not.to.equal(ofAnn.body.id);
    expect(ofBob.headers).not.to.have.property('idempotent-replayed');
    expectReplay(await send(ann, 'same-key'), ofAnn);
    expectReplay(await send(bob, 'same-key'), ofBob);
  });

  it('is not used up by a rejected order', async () => {
    const ann = service().newUser();
    expect((await send<Problem>(ann, 'refused', { items: [{ product_id: 99, quantity: 1 }] })).status).to.equal(404);
    expect((await send<Problem>(ann, 'refused', { items: [{ product_id: 9, quantity: 3 }] })).status).to.equal(409);
    const placed = await send(ann, 'refused');
    expect(placed.status).to.equal(201);
    expect(placed.headers).not.to.have.property('idempotent-replayed');
  });

  const keys: [what: string, key: string, taken: boolean][] = [
    ['one character', '!', true],
    ['255 characters', '~'.repeat(255), true],
    ['quotes, as the draft writes them', '"8e03978e-40d5-43e8-bc93-6894a57f9324"', true],
    ['256 characters', 'a'.repeat(256), false],
    ['nothing', '', false],
    ['a space inside', 'a b', false],
    ['a tab inside', 'a\tb', false],
    ['a letter outside ASCII', 'é', false],
  ];
  for (const [what, key, taken] of keys) {
    it(`${taken ? 'may' : 'may not'} be ${what}`, async () => {
      const ann = service().newUser();
      const { status, body } = await send<Problem>(ann, key);
      expect(status).to.equal(taken ? 201 : 422);
      if (!taken) expect(body.errors![0]).to.include({ in: 'header', pointer: '/Idempotency-Key' });
    });
  }

  it('is kept for 24 hours, and then purged', async () => {
    const ann = service().newUser();
    const first = await send(ann, 'of-today');
    await send(ann, 'of-yesterday');
    await service().query(
      `UPDATE idempotency_keys SET created_at = now() - CASE key_digest WHEN sha256('of-today') THEN interval '23 h 59 min' ELSE '24 h 1 s' END
       WHERE user_id = $1`,
      [userIdOf(ann)],
    );
    const database = connect({ url: service().databaseUrl });
    try {
      expect(await createIdempotencyStore(database).purge(24 * 3_600, 1_000)).to.equal(1);
    } finally {
      await database.close();
    }
    expectReplay(await send(ann, 'of-today'), first);
    expect((await send(ann, 'of-yesterday')).headers).not.to.have.property('idempotent-replayed');
  });

  it('is purged at a cost that does not depend on the number of keys', async () => {
    const database = connect({ url: service().databaseUrl });
    const costs: number[] = [];
    try {
      for (const [first, last] of [
        [1, 3_000],
        [3_001, 60_000],
      ]) {
        await service().query(
          `INSERT INTO idempotency_keys (user_id, key_digest, fingerprint, order_id, created_at)
           SELECT 0, sha256(('old ' || i)::bytea), '', i, now() - interval '2 days' + i * interval '1 second'
           FROM generate_series($1::int, $2::int) i`,
          [first, last],
        );
        await service().query('VACUUM ANALYZE idempotency_keys');
        costs.push(await blocksTouched(database, (runner) => createIdempotencyStore(runner).purge(24 * 3_600, 100)));
      }
    } finally {
      await database.close();
    }
    const [few = NaN, many = NaN] = costs;
    expect(many).to.be.at.most(few + 20);
  });
});
