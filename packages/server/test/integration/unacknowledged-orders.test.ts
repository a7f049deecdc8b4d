import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { orderGates, type Gate } from '../support/gate.js';
import { rejectionOf } from '../support/rejection.js';
import { TWO_HEADPHONES, type Answer, type OrderBody, type TestClient } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

/** The gateway repeats a POST after a timeout, without a key; that must not create a second order. */
describe('A request without a key whose answer was not delivered', () => {
  const gates = orderGates();
  const service = useTestService({ replicas: 2, overrides: gates.overrides });
  const order = { items: TWO_HEADPHONES };

  afterEach(() => gates.openAll());

  /** Sends `count` orders, disconnects when they wait at `gate`, and waits until the server has noticed. */
  async function disconnectAt(gate: Gate, client: TestClient, json: unknown = order, count = 1): Promise<void> {
    gate.close();
    const hangUp = new AbortController();
    const sendings = Array.from({ length: count }, () =>
      rejectionOf(client.send('POST', '/api/v1/orders', { json, signal: hangUp.signal })),
    );
    await gate.holds(count);
    hangUp.abort();
    await Promise.all(sendings);
    await eventually('the server notices', () => gates.callers.slice(-count).every((caller) => caller.aborted));
  }

  const unacknowledged = async (client: TestClient) =>
    (await service().query('SELECT order_id FROM unacknowledged_orders WHERE user_id = $1', [userIdOf(client)])).length;

  async function leftUnacknowledged(client: TestClient, count = 1): Promise<void> {
    await eventually(
      'the orders are remembered as unacknowledged',
      async () => (await unacknowledged(client)) === count,
    );
  }

  /** Checks that the user has one order, which is the one in `answer`. */
  async function expectDeduplicated(client: TestClient, answer: Answer<OrderBody>): Promise<void> {
    expect(answer.status).to.equal(201);
    expect(answer.headers['idempotent-replayed']).to.equal('true');
    expect(await service().ordersOf(userIdOf(client))).to.equal(1);
    expect((await client.get(`/api/v1/orders/${answer.body.id}`)).text).to.equal(answer.text);
    expect(await unacknowledged(client)).to.equal(0);
  }

  it('places nothing if the client disconnects during the product look-up', async () => {
    const ann = service().newUser();
    await disconnectAt(gates.lookUp, ann);
    gates.openAll();
    const { status, headers } = await ann.create(order);
    expect(status).to.equal(201);
    expect(headers).not.to.have.property('idempotent-replayed');
    expect(await service().ordersOf(userIdOf(ann))).to.equal(1);
  });

  for (const moment of ['write', 'answer'] as const) {
    const when = moment === 'write' ? 'as the order was being written' : 'after the order was written';
    it(`is deduplicated if the client disconnected ${when}`, async () => {
      const ann = service().newUser();
      await disconnectAt(gates[moment], ann);
      const again = ann.create(order);
      gates.openAll();
      await expectDeduplicated(ann, await again);
    });

    it(`is deduplicated by another replica if the client disconnected ${when}`, async () => {
      const ann = service().newUser();
      await disconnectAt(gates[moment], ann);
      gates.openAll();
      await leftUnacknowledged(ann);
      await expectDeduplicated(
        ann,
        await service()
          .as({ userId: userIdOf(ann) }, 1)
          .create(order),
      );
    });
  }

  it('is deduplicated after several responses that were not delivered', async () => {
    const ann = service().newUser();
    for (const replica of [0, 1]) {
      await disconnectAt(gates.answer, service().as({ userId: userIdOf(ann) }, replica));
      gates.openAll();
      await leftUnacknowledged(ann);
    }
    await expectDeduplicated(ann, await ann.create(order));
  });

  for (const replica of [0, 1]) {
    it(`is deduplicated when the product no longer exists (${replica ? 'another' : 'the same'} replica)`, async () => {
      const ann = service().newUser();
      const json = { items: [{ product_id: 9, quantity: 2 }] };
      await disconnectAt(gates.answer, ann, json);
      gates.openAll();
      await leftUnacknowledged(ann);
      const { products } = service().catalogue;
      const product = products.get(9)!;
      products.set(9, { ...product, stock_quantity: 0 });
      const again = await service()
        .as({ userId: userIdOf(ann) }, replica)
        .create(json);
      products.set(9, product);
      await expectDeduplicated(ann, again);
    });
  }

  it('is deduplicated once: the same request after that creates another order', async () => {
    const ann = service().newUser();
    await disconnectAt(gates.answer, ann);
    gates.openAll();
    await expectDeduplicated(ann, await ann.create(order));
    const second = await ann.create(order);
    expect(second.headers).not.to.have.property('idempotent-replayed');
    expect(await service().ordersOf(userIdOf(ann))).to.equal(2);
  });

  it('is deduplicated once, also by another replica', async () => {
    const ann = service().newUser();
    await disconnectAt(gates.answer, ann);
    gates.openAll();
    await leftUnacknowledged(ann);
    await expectDeduplicated(
      ann,
      await service()
        .as({ userId: userIdOf(ann) }, 1)
        .create(order),
    );
    const second = await ann.create(order);
    expect(second.headers).not.to.have.property('idempotent-replayed');
    expect(await service().ordersOf(userIdOf(ann))).to.equal(2);
  });

  for (const replica of [0, 1]) {
    it(`is deduplicated once for each of two equal orders (${replica ? 'another' : 'the same'} replica)`, async () => {
      const ann = service().newUser();
      await disconnectAt(gates.answer, ann, order, 2);
      gates.openAll();
      await leftUnacknowledged(ann, 2);
      const elsewhere = service().as({ userId: userIdOf(ann) }, replica);
      const answers = await Promise.all([elsewhere.create(order), elsewhere.create(order)]);
      expect(answers.map((answer) => answer.headers['idempotent-replayed'])).to.deep.equal(['true', 'true']);
      expect(new Set(answers.map((answer) => answer.body.id))).to.have.property('size', 2);
      expect(await service().ordersOf(userIdOf(ann))).to.equal(2);
    });
  }

  it('is not deduplicated for another body, another user, or a request with a key', async () => {
    const [ann, bob] = [service().newUser(), service().newUser()];
    await disconnectAt(gates.answer, ann);
    gates.openAll();
    await leftUnacknowledged(ann);
    const others = [
      await ann.create({ items: [{ product_id: 1, quantity: 3 }] }),
      await ann.create({ ...order, metadata: { again: 'yes' } }),
      await ann.create(order, { 'Idempotency-Key': 'mine' }),
      await bob.create(order),
    ];
    for (const { status, headers } of others) {
      expect(status).to.equal(201);
      expect(headers).not.to.have.property('idempotent-replayed');
    }
    expect(await service().ordersOf(userIdOf(ann))).to.equal(4);
  });

  /** The id of this user's one order. */
  async function orderIdOf(client: TestClient): Promise<number> {
    const rows = await service().query<{ id: string }>('SELECT id FROM orders WHERE user_id = $1', [userIdOf(client)]);
    return Number(rows[0]!.id);
  }

  const changes = [
    ['its owner cancelled it', 'cancelled', (client: TestClient) => client],
    ['an operator confirmed it', 'confirmed', () => service().operator()],
  ] as const;

  for (const replica of [0, 1]) {
    const where = replica ? 'another replica' : 'the same replica';
    for (const [change, status, changer] of changes) {
      it(`is not deduplicated any more after ${change}: the same request places another order (${where})`, async () => {
        const ann = service().newUser();
        await disconnectAt(gates.answer, ann);
        gates.openAll();
        await leftUnacknowledged(ann);
        const first = await orderIdOf(ann);
        expect((await changer(ann).move(first, status)).status).to.equal(200);
        const elsewhere = service().as({ userId: userIdOf(ann) }, replica);
        const second = await elsewhere.create(order);
        expect(second.status).to.equal(201);
        expect(second.headers).not.to.have.property('idempotent-replayed');
        expect(second.body).to.include({ status: 'pending', version: 1 }).and.have.property('id').not.equal(first);
        expect((await elsewhere.create(order)).headers).not.to.have.property('idempotent-replayed');
        expect(await service().ordersOf(userIdOf(ann))).to.equal(3);
      });
    }

    it(`is not deduplicated after it was cancelled and its product is gone: the request fails (${where})`, async () => {
      const ann = service().newUser();
      const json = { items: [{ product_id: 8, quantity: 2 }] };
      await disconnectAt(gates.answer, ann, json);
      gates.openAll();
      await leftUnacknowledged(ann);
      await ann.move(await orderIdOf(ann), 'cancelled');
      const { products } = service().catalogue;
      const product = products.get(8)!;
      products.set(8, { ...product, stock_quantity: 0 });
      const again = await service()
        .as({ userId: userIdOf(ann) }, replica)
        .create(json);
      products.set(8, product);
      expect(again.status).to.equal(409);
      expect(await service().ordersOf(userIdOf(ann))).to.equal(1);
    });

    it(`is deduplicated while another order of the same request was changed (${where})`, async () => {
      const ann = service().newUser();
      await disconnectAt(gates.answer, ann, order, 2);
      gates.openAll();
      await leftUnacknowledged(ann, 2);
      const changed = await orderIdOf(ann);
      await ann.move(changed, 'cancelled');
      const elsewhere = service().as({ userId: userIdOf(ann) }, replica);
      const [second, third] = [await elsewhere.create(order), await elsewhere.create(order)];
      expect(second.headers['idempotent-replayed']).to.equal('true');
      expect(second.body.id).not.to.equal(changed);
      expect(third.headers).not.to.have.property('idempotent-replayed');
      expect(await service().ordersOf(userIdOf(ann))).to.equal(3);
    });
  }

  it('creates one order, whenever the client disconnects', async () => {
    for (let afterMs = 0; afterMs < 40; afterMs += 1) {
      const ann = service().newUser();
      const requestId = `gone-after-${afterMs}-ms`;
      const first = ann.send('POST', '/api/v1/orders', {
        json: order,
        headers: { 'X-Request-Id': requestId },
        signal: AbortSignal.timeout(afterMs),
      });
      const isAnswered = await first.then(
        () => true,
        () => false,
      );
      if (isAnswered) continue;
      const again = await ann.create(order);
      expect(again.status).to.equal(201);
      // A response that was handed to the network counts as delivered, even if the client did not read it.
      const handedOver = service().logLines.some(
        (line) => line.includes(requestId) && line.includes('"status":201') && !line.includes('"clientGone":true'),
      );
      expect(await service().ordersOf(userIdOf(ann)), requestId).to.be.within(1, handedOver ? 2 : 1);
    }
  });
});
