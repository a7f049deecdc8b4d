import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { components } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { requestFingerprint } from '../../src/usecases/request-fingerprint.js';
import { dumpOf, tracesIn } from '../support/database-dump.js';
import { FeedReader } from '../support/feed-reader.js';
import { Operator } from '../support/operator.js';
import { TWO_HEADPHONES, type OrderBody, type Problem, type TestClient } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

type Schemas = components['schemas'];
type Erasure = Schemas['Erasure'];
type History = Schemas['HistoryEntry'][];
type Page = Schemas['EventPage'];

const MAX_STEPS = 200;
const WHY = 'Request of 15 February, case 881';

/** A text that no other row holds. */
const mark = (what: string): string => `${what}-${randomUUID().slice(0, 13)}`;

describe('The erasure of a user', function () {
  this.timeout(60_000);
  const service = useTestService();
  let operator: TestClient;

  before(() => {
    operator = service().operator();
  });

  const path = (userId: number): string => `/api/v1/users/${userId}/erasure`;

  async function step(userId: number, json: object): Promise<Erasure> {
    return (await operator.send<Erasure>('POST', path(userId), { json })).body;
  }

  /** Steps until the erasure is complete; returns the answers. */
  async function erase(userId: number, options: { limit?: number } = {}): Promise<Erasure[]> {
    const answers: Erasure[] = [];
    const json = { erasure_id: randomUUID(), reason: WHY, ...options };
    while (answers.at(-1)?.state !== 'complete') {
      expect(answers).to.have.lengthOf.below(MAX_STEPS);
      answers.push(await step(userId, json));
    }
    return answers;
  }

  /** A user who has left a mark in every place that takes a text. */
  async function markedUser() {
    const userId = service().newUserId();
    const email = `${mark('Email')}@example.com`;
    const marks = { email, key: mark('key'), name: mark('name'), value: mark('value'), request: mark('request') };
    const more = { trace: randomUUID().replaceAll('-', ''), reason: mark('reason'), theirs: mark('theirs') };
    const last = {
      skip: mark('skip'),
      skipRequest: mark('skiprequest'),
      error: mark('error'),
      waiting: mark('waiting'),
    };
    const user = service().as({ userId, email });
    const body = { items: TWO_HEADPHONES, metadata: { [marks.name]: marks.value } };
    const headers = {
      'Idempotency-Key': marks.key,
      'X-Request-Id': marks.request,
      traceparent: `00-${more.trace}-00f067aa0ba902b7-01`,
    };
    const { body: order } = await user.create(body, headers);
    const status = `/api/v1/orders/${order.id}/status`;
    const moved = { 'X-Request-Id': mark('move'), 'Orders-Agent': 'mcp:assistant' };
    await user.send('PATCH', status, { json: { status: 'confirmed', reason: more.reason }, headers: moved });
    await operator.send('PATCH', status, { json: { status: 'shipped', reason: more.theirs } });
    const history = await user.get<History>(`/api/v1/orders/${order.id}/events`);
    await service().query(
      `UPDATE outbox SET last_error = CASE version WHEN 1 THEN $2 ELSE $3 END,
                         dead_lettered_at = CASE version WHEN 1 THEN now() END WHERE order_id = $1`,
      [order.id, last.error, last.waiting],
    );
    await operator.send('POST', `/api/v1/outbox/events/${history.body[0]!.event_id}/skip`, {
      json: { reason: last.skip },
      headers: { 'X-Request-Id': last.skipRequest },
    });
    const { body: second } = await user.create({ items: TWO_HEADPHONES });
    const fingerprint = requestFingerprint([{ productId: 1, quantity: 2 }], body.metadata);
    await service().query('INSERT INTO unacknowledged_orders (user_id, fingerprint, order_id) VALUES ($1, $2, $3)', [
      userId,
      createHash('sha256').update(more.reason).digest(),
      second.id,
    ]);
    const texts = [...Object.values(marks), ...Object.values(more), ...Object.values(last), moved['X-Request-Id']];
    const bytes = [fingerprint, createHash('sha256').update(more.reason).digest()].map((each) => each.toString('hex'));
    const planted = texts.filter((text) => text !== marks.key); // of a key the digest is stored
    return {
      userId,
      user,
      order,
      body,
      headers,
      planted: [...planted, ...bytes, `user:${userId}`],
      marks: [...texts, ...bytes, `user:${userId}`],
    };
  }

  it('leaves no trace in any table, and the orders as they were otherwise', async () => {
    const bystander = await markedUser();
    const { userId, marks, planted, order } = await markedUser();
    expect(tracesIn(await dumpOf(service().database), planted)).to.deep.equal(planted);
    const kept = `
      SELECT o.id, o.user_id, o.status, o.total_amount, o.version, o.items::text, o.created_at, o.updated_at,
             o.transaction_id::text, json_agg(json_build_array(e.id, e.event_id, e.version, e.type, e.from_status,
               e.to_status, e.occurred_at, e.transaction_id::text) ORDER BY e.id) AS events,
             (SELECT json_agg(i ORDER BY i.id) FROM order_items i WHERE i.order_id = o.id) AS rows
      FROM orders o JOIN order_events e ON e.order_id = o.id AND e.version > 0
      WHERE o.user_id = $1 GROUP BY o.id ORDER BY o.id`;
    const before = await service().query(kept, [userId]);

    const erasure = (await erase(userId)).at(-1)!;

    expect(erasure).to.include({ user_id: userId, reason: WHY, erased_by: 'user:1', orders: 2, remaining: 0 });
    const dump = await dumpOf(service().database);
    expect(tracesIn(dump, marks)).to.deep.equal([]);
    expect(tracesIn(dump, bystander.planted)).to.deep.equal(bystander.planted);
    expect(await service().query(kept, [userId])).to.deep.equal(before);
    const [waiting] = await service().query('SELECT last_error FROM outbox WHERE order_id = $1 AND version = 2', [
      order.id,
    ]);
    expect(waiting).to.deep.equal({ last_error: 'erased' });
  });

  it('leaves no trace in any answer, and changes entity tags', async () => {
    const { userId, user, order, body, headers, marks } = await markedUser();
    const read = () => user.get<OrderBody>(`/api/v1/orders/${order.id}`);
    const tag = (await read()).headers.etag!;
    const live = await FeedReader.open(user, { query: 'since=2026-01-01T00:00:00Z' });
    await live.has(4);
    const begin = { cursor: (await user.get<Page>('/api/v1/events?limit=1')).body.next_cursor };

    await erase(userId);

    const fresh = await user.get<OrderBody>(`/api/v1/orders/${order.id}`, { 'If-None-Match': tag });
    expect(fresh.status).to.equal(200);
    expect([tag, fresh.headers.etag]).to.deep.equal(['"3"', '"3-erased"']);
    expect(fresh.body).to.include({ user_email: '', status: 'shipped', version: 3 });
    expect(fresh.body.metadata).to.deep.equal({});
    expect(fresh.body.erased_at).to.be.a('string');
    const again = await user.get(`/api/v1/orders/${order.id}`, { 'If-None-Match': '"3-erased"' });
    expect(again.status).to.equal(304);
    // The key still stands for this order, whatever is asked for with it.
    const replayed = await user.send<OrderBody>('POST', '/api/v1/orders', { json: body, headers });
    const other = await user.send<OrderBody>('POST', '/api/v1/orders', { json: { items: TWO_HEADPHONES }, headers });
    for (const answer of [replayed, other]) {
      expect(answer.headers).to.include({ 'idempotent-replayed': 'true', etag: '"1-erased"' });
      expect(answer.body.id).to.equal(order.id);
    }
    const events = await user.get<Page>('/api/v1/events');
    await live.has(6);
    const resumed = await FeedReader.open(user, { lastEventId: begin.cursor });
    await resumed.has(5);
    const others = await Promise.all([
      ...[user.get('/api/v1/orders'), user.get(`/api/v1/orders/${order.id}/events`), operator.get('/api/v1/stats')],
      ...[operator.get(`/api/v1/orders?user_id=${userId}`), operator.get('/api/v1/outbox/events?state=waiting')],
      ...[operator.get('/api/v1/outbox/events?state=dead_lettered'), operator.get(path(userId))],
    ]);
    const texts = [fresh, replayed, other, events, ...others].map((answer) => answer.text);
    const answered = [...texts, JSON.stringify(resumed.events)].join('\n');
    expect(tracesIn(answered, marks)).to.deep.equal([]);
    expect(
      events.body.events.map(({ event_type: type }) => type).filter((type) => type === 'order.erased'),
    ).to.have.lengthOf(2);
    live.cut();
    resumed.cut();
  });

  it('takes a history that is told apart from changes of status', async () => {
    const { userId, user, order } = await markedUser();
    await erase(userId);
    const { body } = await user.get<History>(`/api/v1/orders/${order.id}/events`);
    const told = body.map(({ version, type, actor, reason, request_id: request }) => [
      version,
      type,
      actor,
      reason,
      request,
    ]);
    expect(told).to.deep.equal([
      [1, 'order.created', 'erased', null, null],
      [2, 'order.status.updated', 'erased', 'erased', null],
      [3, 'order.status.updated', 'user:1', 'erased', null],
      [0, 'order.erased', 'user:1', null, null],
    ]);
  });

  it('publishes what waited for the broker as it is afterwards', async () => {
    const { userId, order, marks } = await markedUser();
    await erase(userId);
    await new Operator(operator).replay({ order_id: order.id });
    const rows = await service().query<{ version: number }>(
      'SELECT version FROM outbox WHERE order_id = $1 ORDER BY version',
      [order.id],
    );
    expect(rows).to.deep.equal([{ version: 0 }, { version: 2 }, { version: 3 }]); // 1 was skipped
    const { createOutboxStore } = await import('../../src/db/outbox-store.js');
    const { connect } = await import('../../src/db/connection.js');
    const { renderEvent } = await import('../../src/wire/render-event.js');
    const database = connect({ url: service().databaseUrl });
    try {
      const store = createOutboxStore(database);
      const claimed = await store.claim(1_000, 1);
      const bodies = claimed.filter(({ event }) => event.userId === userId).map(({ event }) => renderEvent(event));
      expect(bodies).not.to.deep.equal([]);
      expect(tracesIn(bodies.join('\n'), marks)).to.deep.equal([]);
      await store.release(claimed);
    } finally {
      await database.close();
    }
  });

  it('is made in bounded steps, each of which can be repeated', async () => {
    const user = service().newUser();
    const placed = await Promise.all(Array.from({ length: 12 }, () => user.placed(undefined, ['confirmed'])));
    const userId = placed[0]!.user_id;
    const answers = await erase(userId, { limit: 5 });
    expect(answers.length).to.be.greaterThan(5);
    expect(answers.map(({ orders }) => orders)).to.deep.equal(
      [...answers.map(({ orders }) => orders)].sort((a, b) => a - b),
    );
    const complete = answers.at(-1)!;
    expect(complete.orders).to.equal(12);
    const repeated = await step(userId, { erasure_id: complete.erasure_id, reason: 'another' });
    expect(repeated).to.deep.equal(complete);
    const { body: plan } = await operator.get<Schemas['ErasurePlan']>(path(userId));
    expect(plan).to.deep.include({ user_id: userId, orders: 12, events: 36, idempotency_keys: 0 });
    expect(plan.erasures).to.deep.equal([complete]);
  });

  it('leaves later orders as they are, until they are erased, too', async () => {
    const { userId, user } = await markedUser();
    await erase(userId);
    const later = await user.placed();
    const read = async () => (await user.get<OrderBody>(`/api/v1/orders/${later.id}`)).body;
    expect(await read()).to.deep.equal(later);
    expect(later.user_email).not.to.equal('');
    expect((await erase(userId)).at(-1)!.orders).to.equal(1);
    expect((await read()).user_email).to.equal('');
  });

  it('leaves no trace of what was acknowledged before its last step', async () => {
    const userId = service().newUserId();
    const user = service().as({ userId, email: `${mark('email')}@example.com` });
    const reason = mark('reason');
    const erasure = { erasure_id: randomUUID(), reason: WHY, limit: 200 };
    const acknowledged: number[] = [];
    const writing = { over: false };
    const writers = Array.from({ length: 3 }, async () => {
      while (!writing.over) {
        const { id } = await user.placed();
        const json = { status: 'confirmed', reason };
        expect((await user.send('PATCH', `/api/v1/orders/${id}/status`, { json })).status).to.equal(200);
        acknowledged.push(id);
      }
    });
    await eventually('some are acknowledged', () => acknowledged.length > 5);
    let before: number[] = [];
    for (let steps = 0, state = 'running'; state !== 'complete'; steps += 1) {
      expect(steps).to.be.below(MAX_STEPS);
      before = [...acknowledged];
      ({ state } = await step(userId, erasure));
    }
    writing.over = true;
    await Promise.all(writers);
    const rows = await service().query<{ id: number }>(
      `SELECT o.id::int FROM orders o JOIN order_events e ON e.order_id = o.id
       WHERE o.id = ANY ($1) AND (o.erased_at IS NULL OR o.user_email <> '' OR e.reason = $2)`,
      [before, reason],
    );
    expect([before.length > 0, rows]).to.deep.equal([true, []]);
  });

  it('waits for orders that are being written when it reaches the end', async () => {
    const { userId } = await markedUser();
    const erasure = { erasure_id: randomUUID(), reason: WHY };
    await service().query('BEGIN');
    await service().query('SELECT pg_current_xact_id()'); // a transaction that may still write an order
    try {
      for (let steps = 0; steps < 4; steps += 1) expect((await step(userId, erasure)).state).to.equal('running');
      expect((await step(userId, erasure)).waiting_for).to.be.oneOf(['transactions', null]);
    } finally {
      await service().query('COMMIT');
    }
    let steps = 0;
    while ((await step(userId, erasure)).state !== 'complete') expect((steps += 1)).to.be.below(MAX_STEPS);
  });

  it('waits for a relay that may publish what it has read before', async () => {
    const { userId, order } = await markedUser();
    const erasure = { erasure_id: randomUUID(), reason: WHY };
    await service().query(`UPDATE outbox SET claimed_until = now() + interval '2 s' WHERE order_id = $1`, [order.id]);
    let answer = await step(userId, erasure);
    const waits = new Set<unknown>();
    const until = Date.now() + 1_000;
    while (Date.now() < until) waits.add((answer = await step(userId, erasure)).waiting_for);
    expect([answer.state, [...waits].includes('publications')]).to.deep.equal(['running', true]);
    while ((answer = await step(userId, erasure)).state !== 'complete')
      expect(answer.waiting_for).not.to.equal('transactions');
  });

  it('is for operators only', async () => {
    const user = service().newUser();
    const json = { erasure_id: randomUUID(), reason: WHY };
    for (const answer of [await user.get<Problem>(path(7)), await user.send<Problem>('POST', path(7), { json })]) {
      expect([answer.status, answer.body.code]).to.deep.equal([403, 'operator_required']);
    }
  });
});
