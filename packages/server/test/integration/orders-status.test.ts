import { expect } from 'chai';
import { ORDER_STATUSES, sourcesOf, TRANSITIONS, type OrderStatus } from '../../src/domain/order-status.js';
import type { OrderBody, Problem } from '../support/test-client.js';
import { TestService, useTestService } from '../support/test-service.js';

/** The transitions that lead to each status. */
const PATHS: Record<OrderStatus, OrderStatus[]> = {
  pending: [],
  confirmed: ['confirmed'],
  shipped: ['confirmed', 'shipped'],
  delivered: ['confirmed', 'shipped', 'delivered'],
  cancelled: ['cancelled'],
};

describe('PATCH /api/v1/orders/{id}/status', () => {
  const service = useTestService();

  for (const from of ORDER_STATUSES) {
    for (const to of ORDER_STATUSES) {
      const allowed = TRANSITIONS[from].includes(to);
      it(`${allowed ? 'moves' : 'does not move'} an order from ${from} to ${to}`, async () => {
        const ann = service().newUser();
        const order = await ann.placed(undefined, PATHS[from]);
        if (allowed) {
          const { status, headers, body } = await ann.move(order.id, to);
          expect(status).to.equal(200);
          expect(headers.etag).to.equal(`"${order.version + 1}"`);
          expect(body).to.deep.include({
            ...order,
            status: to,
            version: order.version + 1,
            updated_at: body.updated_at,
            allowed_transitions: [...TRANSITIONS[to]],
          });
          expect(body.updated_at > order.updated_at).to.equal(true);
        } else {
          const { status, body } = await ann.move<Problem>(order.id, to);
          expect(status).to.equal(409);
          expect(body).to.deep.include({
            code: 'invalid_transition',
            current_status: from,
            allowed_transitions: [...TRANSITIONS[from]],
          });
          expect((await ann.get(`/api/v1/orders/${order.id}`)).body).to.deep.equal(order);
        }
      });
    }
  }

  it('lets operators move it, and no other user', async () => {
    const [ann, bob, operator] = [service().newUser(), service().newUser(), service().operator()];
    const { id } = await ann.placed();
    const foreign = await bob.move<Problem>(id, 'confirmed');
    expect(foreign.status).to.equal(404);
    expect(foreign.body.code).to.equal('order_not_found');
    expect((await bob.move(id, 'confirmed', { headers: { 'If-Match': '"9"' } })).status).to.equal(404);
    expect((await operator.move(id, 'confirmed')).body.user_id).to.equal(
      (await ann.get<OrderBody>(`/api/v1/orders/${id}`)).body.user_id,
    );
    expect((await service().anonymous().move(id, 'shipped')).status).to.equal(401);
  });

  it('answers 404 for an order that does not exist', async () => {
    expect((await service().operator().move(9_007_199_254_740_991, 'confirmed')).status).to.equal(404);
  });

  describe('with If-Match', () => {
    const conditions: [ifMatch: string, status: number][] = [
      ['"2"', 200],
      ['*', 200],
      ['"1", "2"', 200],
      ['"7","2"', 200],
      ['"1"', 412],
      ['"3"', 412],
      ['W/"2"', 412],
      ['"02"', 412],
      ['"abc"', 412],
      ['""', 412],
      ['"2147483648"', 412],
      ['"99999999999999999999"', 412],
      ['2', 422],
      ['"2', 422],
      ['"2" "3"', 422],
    ];
    for (const [condition, expected] of conditions) {
      it(`answers ${expected} to ${condition} at version 2`, async () => {
        const ann = service().newUser();
        const { id } = await ann.placed(undefined, ['confirmed']);
        const { status, headers, body } = await ann.move<Problem>(id, 'shipped', {
          headers: { 'If-Match': condition },
        });
        expect(status).to.equal(expected);
        if (expected !== 412) return;
        expect(headers.etag).to.equal('"2"');
        expect(body).to.deep.include({
          code: 'version_mismatch',
          current_version: 2,
          current_status: 'confirmed',
          allowed_transitions: ['shipped', 'cancelled'],
        });
      });
    }

    it('checks the version before the transition', async () => {
      const ann = service().newUser();
      const { id } = await ann.placed();
      expect((await ann.move(id, 'delivered', { headers: { 'If-Match': '"8"' } })).status).to.equal(412);
      expect((await ann.move(id, 'delivered', { headers: { 'If-Match': '"1"' } })).status).to.equal(409);
    });
  });

  it('stores the reason in the history unchanged', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    const reason = `${'🎁'.repeat(498)}é\n`;
    expect((await ann.move(id, 'cancelled', { reason })).status).to.equal(200);
    const { body } = await ann.get<{ reason: string | null }[]>(`/api/v1/orders/${id}/events`);
    expect(body.map((entry) => entry.reason)).to.deep.equal([null, reason]);
  });

  const invalid: [what: string, body: unknown, pointer: string][] = [
    ['no status', {}, ''],
    ['an unknown status', { status: 'lost' }, '/status'],
    ['a status in capitals', { status: 'CONFIRMED' }, '/status'],
    ['no text', { status: 1 }, '/status'],
    ['an empty reason', { status: 'confirmed', reason: '' }, '/reason'],
    ['a reason of 501 characters', { status: 'confirmed', reason: 'é'.repeat(501) }, '/reason'],
    ['a reason with NUL', { status: 'confirmed', reason: 'a\0' }, '/reason'],
    ['half of a surrogate pair', { status: 'confirmed', reason: '\ud83c' }, '/reason'],
    ['a version from the caller', { status: 'confirmed', version: 7 }, '/version'],
    ['an array', [{ status: 'confirmed' }], ''],
    ['null', null, ''],
  ];
  for (const [what, json, pointer] of invalid) {
    it(`rejects ${what}`, async () => {
      const ann = service().newUser();
      const { id } = await ann.placed();
      const { status, body } = await ann.send<Problem>('PATCH', `/api/v1/orders/${id}/status`, { json });
      expect(status).to.equal(422);
      expect(body.errors!.map((error) => error.pointer)).to.include(pointer);
      expect((await ann.get<OrderBody>(`/api/v1/orders/${id}`)).body.version).to.equal(1);
    });
  }

  it('lets exactly one of 50 concurrent requests make each transition', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    for (const step of ['confirmed', 'shipped', 'delivered'] as const) {
      const clients = Array.from({ length: 50 }, (_, at) => (at % 2 ? ann : service().operator()));
      const answers = await Promise.all(clients.map((client) => client.move(id, step)));
      const statuses = answers.map((answer) => answer.status);
      expect(statuses.filter((status) => status === 200)).to.have.lengthOf(1);
      expect(statuses.filter((status) => status === 409)).to.have.lengthOf(49);
    }
    const events = await service().query('SELECT version, to_status FROM order_events WHERE order_id = $1 ORDER BY 1', [
      id,
    ]);
    expect(events.map((event) => event.version as number)).to.deep.equal([1, 2, 3, 4]);
  });

  it('keeps 50 concurrent requests for different statuses on one path of the table', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    const wishes = Array.from({ length: 50 }, (_, at) => ORDER_STATUSES[at % ORDER_STATUSES.length]!);
    const answers = await Promise.all(wishes.map((wish) => ann.move(id, wish)));
    const moves = answers.filter((answer) => answer.status === 200).length;
    const events = await service().query<{ from_status: OrderStatus | null; to_status: OrderStatus }>(
      'SELECT from_status, to_status FROM order_events WHERE order_id = $1 ORDER BY version',
      [id],
    );
    expect(events).to.have.lengthOf(moves + 1);
    events.slice(1).forEach((event, at) => {
      expect(event.from_status).to.equal(events[at]!.to_status);
      expect(sourcesOf(event.to_status)).to.include(event.from_status);
    });
  });
});

describe('OWNER_TRANSITIONS', () => {
  let service: TestService;

  before(async () => {
    service = await TestService.start({ config: { ownerTransitions: new Set<OrderStatus>(['cancelled']) } });
  });
  after(() => service.stop());

  it('allows an owner the listed statuses, and shows no others', async () => {
    const ann = service.newUser();
    const order = await ann.placed();
    expect(order.allowed_transitions).to.deep.equal(['cancelled']);
    const { status, body } = await ann.move<Problem>(order.id, 'confirmed');
    expect(status).to.equal(403);
    expect(body).to.deep.include({
      code: 'transition_not_permitted',
      current_status: 'pending',
      allowed_transitions: ['cancelled'],
    });
    expect((await ann.move(order.id, 'cancelled')).body.allowed_transitions).to.deep.equal([]);
  });

  it('allows operators all of them, also on their own orders', async () => {
    const [ann, operator] = [service.newUser(), service.operator()];
    const order = await ann.placed();
    expect((await operator.move(order.id, 'confirmed')).body.allowed_transitions).to.deep.equal([
      'shipped',
      'cancelled',
    ]);
    const own = await operator.placed();
    expect((await operator.move(own.id, 'confirmed')).status).to.equal(200);
  });

  it('checks permission before version and status, and answers other users 404', async () => {
    const [ann, bob] = [service.newUser(), service.newUser()];
    const { id } = await ann.placed();
    expect((await ann.move(id, 'delivered', { headers: { 'If-Match': '"9"' } })).status).to.equal(403);
    expect((await bob.move(id, 'delivered')).status).to.equal(404);
    expect((await ann.move(id, 'cancelled', { headers: { 'If-Match': '"9"' } })).status).to.equal(412);
  });
});
