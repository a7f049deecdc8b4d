import { expect } from 'chai';
import pg from 'pg';
import { ORDER_STATUSES } from '../../src/domain/order-status.js';
import { eventually } from '../../../../test/services/eventually.js';
import type { Answer, Problem, TestClient } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

interface FedEvent {
  readonly event_id: string;
  readonly event_type: string;
  readonly order_version: number;
  readonly timestamp: string;
  readonly traceparent: string | null;
  readonly data: Readonly<Record<string, unknown>> & { readonly order_id: number; readonly user_id: number };
}

interface Page {
  readonly events: FedEvent[];
  readonly next_cursor: string;
  readonly has_more: boolean;
}

const FEED = '/api/v1/events';

describe('GET /api/v1/events', () => {
  const service = useTestService();

  const page = (client: TestClient, limit: number, cursor: string | null): Promise<Answer<Page>> =>
    client.get(`${FEED}?limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`);

  /** Reads from `cursor` to the end of the feed. */
  async function readOn(
    client: TestClient,
    limit: number,
    cursor: string | null,
    into: FedEvent[],
  ): Promise<string | null> {
    for (let more = true; more;) {
      const { body } = await page(client, limit, cursor);
      into.push(...body.events);
      expect(body.events.length).to.be.at.most(limit);
      [cursor, more] = [body.next_cursor, body.has_more];
    }
    return cursor;
  }

  /** Waits until the feed has `count` events: an event appears when all older transactions have ended. */
  async function fed(client: TestClient, count: number): Promise<FedEvent[]> {
    let events: FedEvent[] = [];
    await eventually(`the feed has ${count} events`, async () => {
      events = [];
      await readOn(client, 100, null, events);
      return events.length >= count;
    });
    return events;
  }

  it('returns events as they are published, oldest first', async () => {
    const userId = service().newUserId();
    const ann = service().as({ userId, email: 'ann@example.com' });
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { body: order } = await ann.create({ items: [{ product_id: 2, quantity: 1 }] }, { traceparent });
    const moved = await service()
      .operator()
      .move(order.id, 'confirmed', { headers: { traceparent: 'not well formed' } });
    const [created, updated] = await fed(ann, 2);
    expect(created).to.deep.equal({
      event_type: 'order.created',
      event_id: created!.event_id,
      order_version: 1,
      timestamp: order.created_at,
      traceparent,
      data: {
        order_id: order.id,
        user_id: userId,
        user_email: 'ann@example.com',
        total_amount: 79.99,
        items: [{ product_id: 2, product_name: 'Wireless Keyboard', quantity: 1, price: 79.99 }],
        status: 'pending',
      },
    });
    expect(updated).to.deep.equal({
      event_type: 'order.status.updated',
      event_id: updated!.event_id,
      order_version: 2,
      timestamp: moved.body.updated_at,
      traceparent: null,
      data: {
        order_id: order.id,
        user_id: userId,
        user_email: 'ann@example.com',
        old_status: 'pending',
        new_status: 'confirmed',
        updated_by: 'user:1',
      },
    });
  });

  it('writes amounts with exactly the stored digits', async () => {
    const ann = service().newUser();
    const { products } = service().catalogue;
    products.set(501, { ...products.get(1)!, id: 501, price: '9999999999.99' });
    products.set(502, { ...products.get(1)!, id: 502, price: '20.10' });
    await ann.placed([{ product_id: 501, quantity: 1 }]);
    await ann.placed([{ product_id: 502, quantity: 1 }]);
    await fed(ann, 2);
    const { text } = await ann.get(FEED);
    expect(text).to.contain('"total_amount":9999999999.99').and.to.contain('"price":9999999999.99');
    expect(text).to.contain('"total_amount":20.10').and.to.contain('"price":20.10');
  });

  it('returns all events to an operator, and their own to other users', async () => {
    const [ann, bob] = [service().newUser(), service().newUser()];
    const [ofAnn, ofBob] = [await ann.placed(), await bob.placed()];
    expect((await fed(ann, 1)).map((event) => event.data.order_id)).to.deep.equal([ofAnn.id]);
    expect((await fed(bob, 1)).map((event) => event.data.order_id)).to.deep.equal([ofBob.id]);
    await eventually('the operator sees both', async () => {
      const everyones = (await fed(service().operator(), 1)).map((event) => event.data.order_id);
      return everyones.includes(ofAnn.id) && everyones.includes(ofBob.id);
    });
  });

  it('starts without a cursor, returns one for an empty page, and the same one until there is a new event', async () => {
    const ann = service().newUser();
    const none = (await page(ann, 10, null)).body;
    expect([none.events, none.has_more]).to.deep.equal([[], false]);
    await ann.placed(undefined, ['confirmed', 'shipped']);
    const all = await fed(ann, 3);
    expect((await page(ann, 10, none.next_cursor)).body.events).to.deep.equal(all);
    const first = (await page(ann, 2, null)).body;
    expect([first.events.length, first.has_more]).to.deep.equal([2, true]);
    const second = (await page(ann, 2, first.next_cursor)).body;
    expect([second.events.length, second.has_more]).to.deep.equal([1, false]);
    const nothing = (await page(ann, 2, second.next_cursor)).body;
    expect(nothing).to.deep.equal({ events: [], next_cursor: second.next_cursor, has_more: false });
  });

  it('starts at a time, to the microsecond', async () => {
    const ann = service().newUser();
    for (let made = 0; made < 3; made += 1) await ann.placed(undefined, ['confirmed']);
    const all = await fed(ann, 6);
    const since = async (time: string, cursor?: string): Promise<Page> => {
      const query = `since=${encodeURIComponent(time)}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      return (await ann.get<Page>(`${FEED}?limit=2&${query}`)).body;
    };
    for (const [index, { timestamp }] of all.entries()) {
      const first = await since(timestamp);
      expect(first.events).to.deep.equal(all.slice(index, index + 2));
      const second = await since('2999-01-01T00:00:00Z', first.next_cursor); // the cursor takes precedence
      expect(second.events).to.deep.equal(all.slice(index + 2, index + 4));
    }
    expect((await since('0000-01-01T00:00:00Z')).events).to.deep.equal(all.slice(0, 2));
    expect((await since('9999-12-31T23:59:60Z')).events).to.deep.equal([]);
    expect((await since('2999-01-01T00:00:00+01:00')).events).to.deep.equal([]);
  });

  it('omits an earlier event that follows a later one in the feed', async () => {
    const ann = service().newUser();
    const { id } = await ann.placed();
    await service().query(
      `WITH moved AS (UPDATE orders SET status = 'confirmed', version = 2, updated_at = now() WHERE id = $1)
       INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, occurred_at)
       SELECT gen_random_uuid(), id, user_id, 2, 'order.status.updated', 'pending', 'confirmed', 'user:1',
              now() - interval '30 seconds' FROM orders WHERE id = $1`,
      [id],
    );
    const [created] = await fed(ann, 2);
    const { body } = await ann.get<Page>(`${FEED}?since=${created!.timestamp}`);
    expect(body.events).to.deep.equal([created]);
    expect((await page(ann, 10, body.next_cursor)).body.events).to.deep.equal([]);
  });

  it("shows no other user's events with an operator's cursor", async () => {
    const [ann, bob] = [service().newUser(), service().newUser()];
    await ann.placed();
    await bob.placed();
    const { next_cursor } = (await page(service().operator(), 1, null)).body;
    const { events } = (await page(bob, 100, next_cursor)).body;
    expect(events.every((event) => event.data.user_id === userIdOf(bob))).to.equal(true);
  });

  it('neither omits nor repeats an event while writers commit in any order', async () => {
    const operator = service().operator();
    const seen: FedEvent[] = [];
    let cursor = await readOn(operator, 100, null, []);
    const before = await service().query<{ id: string }>('SELECT max(id) AS id FROM order_events');

    // A writer that takes its ids first and commits last.
    const late = new pg.Client({ connectionString: service().databaseUrl });
    await late.connect();
    const { id } = await service().newUser().placed();
    try {
      await late.query('BEGIN');
      await late.query("UPDATE orders SET status = 'cancelled', version = 2, updated_at = now() WHERE id = $1", [id]);
      await late.query(
        `INSERT INTO order_events (event_id, order_id, user_id, version, type, from_status, to_status, actor, occurred_at)
         SELECT gen_random_uuid(), id, user_id, 2, 'order.status.updated', 'pending', 'cancelled', 'user:1', now()
         FROM orders WHERE id = $1`,
        [id],
      );
      const writing = { over: false };
      const writers = Promise.all(
        Array.from({ length: 8 }, async () => {
          const client = service().newUser();
          for (let made = 0; made < 5; made += 1) {
            const order = await client.placed();
            await Promise.all(ORDER_STATUSES.map((status) => client.move(order.id, status)));
          }
        }),
      ).finally(() => (writing.over = true));
      while (!writing.over) cursor = await readOn(operator, 7, cursor, seen);
      await writers;
      await late.query('COMMIT');
    } finally {
      await late.end();
    }

    const committed = await service().query<{ event_id: string }>('SELECT event_id FROM order_events WHERE id > $1', [
      before[0]!.id,
    ]);
    await eventually('the feed has caught up', async () => {
      cursor = await readOn(operator, 7, cursor, seen);
      return seen.length >= committed.length;
    });
    expect(seen.map((event) => event.event_id)).to.have.members(committed.map((event) => event.event_id));
    expect(new Set(seen.map((event) => event.event_id))).to.have.property('size', seen.length);
    const versions = new Map<number, number>();
    for (const { data, order_version } of seen) {
      expect(order_version, `order ${data.order_id}`).to.equal((versions.get(data.order_id) ?? 0) + 1);
      versions.set(data.order_id, order_version);
    }
  });

  const invalid = [
    ...[
      'limit=0',
      'limit=101',
      'limit=x',
      'cursor=',
      'cursor=%2B',
      'cursor=abc',
      'since=',
      'since=2h',
      'since=2026-02-30T00:00:00Z',
      `cursor=${'A'.repeat(201)}`,
    ],
    ...['18446744073709551616,1', '1,9999999999999999', '-1,1', '1,0', '01,1', '1;1', '1,1,1'].map(
      (position) => `cursor=${Buffer.from(`feed,${position},0a1b2c3d`).toString('base64url')}`,
    ),
  ];
  for (const query of invalid) {
    it(`rejects ?${query.slice(0, 60)}`, async () => {
      const { status, body } = await service().newUser().get<Problem>(`${FEED}?${query}`);
      expect([status, body.code]).to.deep.equal([422, 'validation_failed']);
    });
  }

  it('accepts the greatest possible position', async () => {
    const [cell] = await service().query<{ epoch: string }>('SELECT epoch FROM cell');
    const cursor = Buffer.from(`feed,18446744073709551615,9007199254740991,${cell!.epoch}`).toString('base64url');
    expect((await page(service().newUser(), 10, cursor)).body.events).to.deep.equal([]);
  });

  it('requires a token', async () => {
    expect((await service().anonymous().get(FEED)).status).to.equal(401);
  });
});
