import { expect } from 'chai';
import type { components } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { connect } from '../../src/db/connection.js';
import { createDueOrders } from '../../src/db/due-orders.js';
import type { TimedTransition } from '../../src/domain/timed-transition.js';
import { newEventId } from '../../src/ports/new-event-id.js';
import { blocksTouched } from '../support/blocks-touched.js';
import type { OrderBody, TestClient } from '../support/test-client.js';
import { useTestService } from '../support/test-service.js';

type HistoryEntry = components['schemas']['HistoryEntry'];

const UNPAID: TimedTransition = { from: 'pending', to: 'cancelled', after: '2s', afterSeconds: 2 };
const RECEIVED: TimedTransition = { from: 'shipped', to: 'delivered', after: '1s', afterSeconds: 1 };

describe('timed transitions, on two servers', () => {
  const service = useTestService({ config: { timedTransitions: [UNPAID, RECEIVED] }, replicas: 2 });

  async function historyOf(client: TestClient, { id }: OrderBody): Promise<HistoryEntry[]> {
    return (await client.get<HistoryEntry[]>(`/api/v1/orders/${id}/events`)).body;
  }

  async function becomes(status: string, client: TestClient, { id }: OrderBody): Promise<OrderBody> {
    let { body: order } = await client.get<OrderBody>(`/api/v1/orders/${id}`);
    await eventually(`order ${id} is ${status}`, async () => {
      order = (await client.get<OrderBody>(`/api/v1/orders/${id}`)).body;
      return order.status === status;
    });
    return order;
  }

  const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1_000;

  it('move an order that was pending for the time, and record who moved it and why', async () => {
    const ann = service().newUser();
    const order = await becomes('cancelled', ann, await ann.placed());
    expect(order.version).to.equal(2);
    expect(secondsBetween(order.created_at, order.updated_at)).to.be.at.least(2);
    const [, moved] = await historyOf(ann, order);
    expect(moved).to.include({
      ...{ version: 2, type: 'order.status.updated', from_status: 'pending', to_status: 'cancelled' },
      ...{ actor: 'timer', reason: 'pending for 2s', occurred_at: order.updated_at },
    });
    const [queued] = await service().query<{ event_id: string }>(
      `SELECT event_id FROM outbox WHERE order_id = ${order.id} AND version = 2`,
    );
    expect(queued?.event_id).to.equal(moved?.event_id);
  });

  it('count the time from the last change, and leave orders in other statuses alone', async () => {
    const ann = service().newUser();
    const confirmed = await ann.placed(undefined, ['confirmed']);
    const shipped = await ann.placed(undefined, ['confirmed', 'shipped']);
    const order = await becomes('delivered', ann, shipped);
    const history = await historyOf(ann, order);
    expect(history.at(-1)).to.include({ actor: 'timer', reason: 'shipped for 1s', from_status: 'shipped' });
    expect(secondsBetween(history.at(-2)!.occurred_at, history.at(-1)!.occurred_at)).to.be.at.least(1);

    await becomes('cancelled', ann, await ann.placed());
    expect((await ann.get<OrderBody>(`/api/v1/orders/${confirmed.id}`)).body.status).to.equal('confirmed');
  });

  it('move many due orders once each', async () => {
    const ann = service().newUser();
    const orders = await Promise.all(Array.from({ length: 40 }, () => ann.placed()));
    for (const order of orders) await becomes('cancelled', ann, order);
    for (const order of orders) expect((await historyOf(ann, order)).map(({ actor }) => actor)).to.have.length(2);
  });

  it('leave an order to a change that is under way, and list it as overdue meanwhile', async () => {
    const ann = service().newUser();
    const order = await ann.placed();
    await service().query('BEGIN');
    await service().query(`SELECT FROM orders WHERE id = ${order.id} FOR UPDATE`);
    await becomes('cancelled', ann, await ann.placed()); // a younger order is moved meanwhile
    const overdue = async (query = '') =>
      (await service().operator().get<OrderBody[]>(`/api/v1/orders?scope=all&overdue=true${query}`)).body.map(
        ({ id }) => id,
      );
    expect(await overdue()).to.deep.equal([order.id]);
    expect(await overdue(`&user_id=${order.user_id}&status=pending`)).to.deep.equal([order.id]);
    expect(await overdue('&status=shipped')).to.deep.equal([]);
    expect(await overdue(`&created_after=${new Date(Date.now() + 60_000).toISOString()}`)).to.deep.equal([]);
    expect((await ann.get('/api/v1/orders?overdue=true')).status).to.equal(403);
    expect((await ann.get('/api/v1/orders?overdue=false')).status).to.equal(200);
    expect((await ann.get('/api/v1/orders?overdue=yes')).status).to.equal(422);
    await service().query(
      `UPDATE orders SET status = 'confirmed', version = 2, updated_at = now() WHERE id = ${order.id}`,
    );
    await service().query(
      `INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, occurred_at)
       SELECT gen_random_uuid(), id, user_id, 2, 'order.status.updated', 'pending', 'confirmed', 'user:1', updated_at
       FROM orders WHERE id = ${order.id}`,
    );
    await service().query('COMMIT');
    await becomes('cancelled', ann, await ann.placed());
    expect((await historyOf(ann, order)).map(({ actor }) => actor).slice(1)).to.deep.equal(['user:1']);
  });

  it('leave the orders of lanes that another cell holds, and report them when it is theirs again', async () => {
    const ann = service().newUser();
    const bob = service().newUser();
    const order = await ann.placed();
    await service().query(`INSERT INTO foreign_lanes (lane, cell) VALUES (${order.user_id % 256}, 1)`);
    await becomes('cancelled', bob, await bob.placed());
    expect((await ann.get<OrderBody>(`/api/v1/orders/${order.id}`)).body.status).to.equal('pending');
    await service().query('DELETE FROM foreign_lanes');
    await becomes('cancelled', ann, order);
  });

  it('are shown in the metrics, and how late they were', async () => {
    const ann = service().newUser();
    await becomes('cancelled', ann, await ann.placed());
    const text = (await Promise.all([0, 1].map((replica) => service().newUser(replica).get('/metrics'))))
      .map((answer) => answer.text)
      .join('');
    expect(text).to.match(/^timed_transitions_due\{from="pending",to="cancelled"\} 0$/m);
    expect(text).to.match(/^timed_transitions_late_seconds\{from="shipped",to="delivered"\} 0$/m);
    expect(text).to.match(/^timed_transition_lateness_seconds_count\{from="pending",to="cancelled"\} [1-9]/m);
  });

  it('find due orders at a cost that does not depend on the others', async () => {
    const database = connect({ url: service().databaseUrl, planCacheMode: 'auto' });
    try {
      await service().query(`
        SET order_service.importing = 'on';
        INSERT INTO orders (user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
        SELECT 7, '', CASE n % 3 WHEN 0 THEN 'confirmed' WHEN 1 THEN 'shipped' ELSE 'delivered' END, 1, 2, '{}', '[]',
               now() - interval '1 day', now() + interval '1 hour' FROM generate_series(1, 20000) n;
        RESET order_service.importing;
        ANALYZE orders`);
      for (const timer of [UNPAID, RECEIVED]) {
        const blocks = await blocksTouched(database, async (runner) => {
          const due = createDueOrders(runner);
          await due.figures(timer);
          await due.nextDueSeconds(timer);
          await due.move({ timer, eventIds: [newEventId()], trace: { requestId: 'x', traceparent: undefined } });
        });
        expect(blocks, timer.from).to.be.below(100);
      }
    } finally {
      await database.close();
    }
  });
});
