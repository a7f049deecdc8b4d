import { expect } from 'chai';
import type { components } from '@order-service/sdk';
import type { Problem } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

type HistoryEntry = components['schemas']['HistoryEntry'];

describe('GET /api/v1/orders/{id}/events', () => {
  const service = useTestService();

  it('returns who changed what, when and why, oldest first', async () => {
    const [ann, operator] = [service().newUser(), service().operator()];
    const placed = await ann.create(
      { items: [{ product_id: 1, quantity: 1 }] },
      { 'X-Request-Id': 'placed-by-ann', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    );
    const { id } = placed.body;
    await operator.move(id, 'confirmed', { headers: { 'X-Request-Id': 'confirmed-by-operator' } });
    const cancelled = await ann.move(id, 'cancelled', { reason: 'Changed my mind' });

    const { body } = await ann.get<HistoryEntry[]>(`/api/v1/orders/${id}/events`);
    const entries = body.map(({ event_id, occurred_at, ...rest }) => ({
      ...rest,
      known: Boolean(event_id && occurred_at),
    }));
    const common = { order_id: id, known: true };
    expect(entries).to.deep.equal([
      {
        ...common,
        version: 1,
        type: 'order.created',
        from_status: null,
        to_status: 'pending',
        actor: `user:${userIdOf(ann)}`,
        reason: null,
        request_id: 'placed-by-ann',
      },
      {
        ...common,
        version: 2,
        type: 'order.status.updated',
        from_status: 'pending',
        to_status: 'confirmed',
        actor: 'user:1',
        reason: null,
        request_id: 'confirmed-by-operator',
      },
      {
        ...common,
        version: 3,
        type: 'order.status.updated',
        from_status: 'confirmed',
        to_status: 'cancelled',
        actor: `user:${userIdOf(ann)}`,
        reason: 'Changed my mind',
        request_id: cancelled.headers['x-request-id'],
      },
    ]);
    expect(body[0]!.occurred_at).to.equal(placed.body.created_at);
    expect(body[2]!.occurred_at).to.equal(cancelled.body.updated_at);
    expect((await operator.get(`/api/v1/orders/${id}/events`)).body).to.deep.equal(body);
  });

  it('names the program that acted for the user, behind the user of the token', async () => {
    const ann = service().newUser();
    const order = { items: [{ product_id: 1, quantity: 1 }] };
    const { body: placed } = await ann.create(order, { 'Orders-Agent': 'mcp:assistant' });
    await ann.move(placed.id, 'confirmed', { headers: { 'Orders-Agent': 'shop-sync/2.1' } });
    await ann.move(placed.id, 'cancelled');
    const { body } = await ann.get<HistoryEntry[]>(`/api/v1/orders/${placed.id}/events`);
    const user = `user:${userIdOf(ann)}`;
    expect(body.map(({ actor }) => actor)).to.deep.equal([
      `${user} via mcp:assistant`,
      `${user} via shop-sync/2.1`,
      user,
    ]);
  });

  it('refuses a program that could pass for somebody else, or is too long', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    for (const agent of ['x via user:1', '', ' ', 'a'.repeat(65), '"', 'é']) {
      const { status, body } = await ann.move<Problem>(id, 'confirmed', { headers: { 'Orders-Agent': agent } });
      expect([status, body.code], agent).to.deep.equal([422, 'validation_failed']);
    }
    expect((await ann.get<HistoryEntry[]>(`/api/v1/orders/${id}/events`)).body).to.have.lengthOf(1);
  });

  it('identifies events by UUIDv7', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed(undefined, ['confirmed', 'shipped']);
    const { body } = await ann.get<HistoryEntry[]>(`/api/v1/orders/${id}/events`);
    const ids = body.map((entry) => entry.event_id);
    for (const eventId of ids)
      expect(eventId).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids)).to.have.property('size', 3);
  });

  it('does not exist for other users, nor without an order', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    for (const target of [`/api/v1/orders/${id}/events`, '/api/v1/orders/987654321/events']) {
      const { status, body } = await service().newUser().get<Problem>(target);
      expect(status).to.equal(404);
      expect(body.code).to.equal('order_not_found');
    }
  });

  it('contains no rejected changes', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    await ann.move(id, 'delivered');
    await ann.move(id, 'confirmed', { headers: { 'If-Match': '"5"' } });
    expect((await ann.get<HistoryEntry[]>(`/api/v1/orders/${id}/events`)).body).to.have.lengthOf(1);
  });
});
