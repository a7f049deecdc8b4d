import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { connect, type Database } from '../../src/db/connection.js';
import { createEventClock } from '../../src/db/event-clock.js';
import type { EventClock } from '../../src/ports/event-clock.js';
import { blocksTouched } from '../support/blocks-touched.js';
import { writeHistory } from '../support/order-history.js';

const NOON = Date.parse('2026-02-15T12:00:00Z');
const MINUTE_MS = 60_000;

function at(ms: number): string {
  return new Date(ms).toISOString();
}

describe('the search for the first event of a time', () => {
  let test: TestDatabase;
  let client: pg.Client;
  let database: Database;
  let clock: EventClock;

  beforeEach(async () => {
    test = await createTestDatabase();
    client = new pg.Client({ connectionString: test.url });
    await client.connect();
    database = connect({ url: test.url });
    clock = createEventClock(database);
  });

  afterEach(async () => {
    await database.close();
    await client.end();
    await test.drop();
  });

  /** Writes events with these ids and times in this order, each in its own transaction. */
  async function write(events: readonly { id: number; atMs: number; receivedMs?: number }[]): Promise<void> {
    await client.query(
      `INSERT INTO orders (id, user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
       OVERRIDING SYSTEM VALUE
       SELECT id, 7, '', 'pending', 1, 1, '{}', '[]', now(), now() FROM unnest($1::bigint[]) AS new (id)`,
      [events.map(({ id }) => id)],
    );
    for (const { id, atMs, receivedMs } of events) {
      await client.query(
        `INSERT INTO order_events (id, event_id, order_id, user_id, version, type, to_status, actor, occurred_at,
                                   received_at)
         OVERRIDING SYSTEM VALUE VALUES ($1, gen_random_uuid(), $1, 7, 1, 'order.created', 'pending', 'user:7', $2, $3)`,
        [id, at(atMs), receivedMs === undefined ? null : at(receivedMs)],
      );
    }
  }

  /** Disables the triggers, which reject this. */
  async function clear(): Promise<void> {
    await client.query('ALTER TABLE order_events DISABLE TRIGGER USER; ALTER TABLE orders DISABLE TRIGGER USER');
    await client.query('DELETE FROM order_events; DELETE FROM orders');
  }

  /** After the position found for `sinceMs`: the ids of the events that occurred since, and the number of earlier ones. */
  async function found(sinceMs: number): Promise<{ since: number[]; earlier: number }> {
    const position = await clock.positionBefore(at(sinceMs));
    const { rows } = await client.query<{ id: string; since: boolean }>(
      `SELECT id, occurred_at >= $1 AS since FROM order_events
       WHERE (transaction_id, id) > ($2::xid8, $3::bigint) ORDER BY transaction_id, id`,
      [at(sinceMs), position?.transactionId ?? '0', position?.id ?? 0],
    );
    const since = rows.filter((row) => row.since).map(({ id }) => Number(id));
    return { since, earlier: rows.length - since.length };
  }

  it('returns the beginning when there are no events', async () => {
    expect(await clock.positionBefore(at(NOON))).to.equal(undefined);
  });

  it('returns the beginning for a time before the first event', async () => {
    await write([{ id: 5, atMs: NOON }]);
    expect(await clock.positionBefore(at(NOON - MINUTE_MS))).to.equal(undefined);
    expect(await clock.positionBefore('-infinity')).to.equal(undefined);
  });

  it('returns the last event for a time in the future', async () => {
    await write([
      { id: 5, atMs: NOON },
      { id: 900, atMs: NOON + 1_000 },
    ]);
    expect((await clock.positionBefore(at(NOON + 60 * MINUTE_MS)))?.id).to.equal(900);
    expect((await clock.positionBefore('infinity'))?.id).to.equal(900);
  });

  it('omits no event since a time, for any gaps between ids and any order of neighbours', async function () {
    this.timeout(60_000);
    const step = fc.record({
      gap: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 1_000_000 })),
      seconds: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 100, max: 5_000 })),
      /** How much earlier than its neighbours an event may have occurred: the duration of its statement. */
      lagSeconds: fc.integer({ min: 0, max: 25 }),
    });
    const sequence = fc.array(step, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sequence, fc.integer({ min: -100, max: 50_000 }), async (steps, afterSeconds) => {
        let [id, timeMs] = [0, NOON];
        const events = steps.map(({ gap, seconds, lagSeconds }) => {
          id += gap;
          timeMs += seconds * 1_000;
          return { id, atMs: timeMs - lagSeconds * 1_000 };
        });
        await clear();
        await write(events);
        const sinceMs = NOON + afterSeconds * 1_000;
        const { since, earlier } = await found(sinceMs);
        expect(since).to.deep.equal(events.filter(({ atMs }) => atMs >= sinceMs).map((event) => event.id));
        const recent = events.filter(({ atMs }) => atMs < sinceMs && atMs >= sinceMs - 2 * MINUTE_MS);
        expect(earlier).to.be.at.most(recent.length);
      }),
      { numRuns: 40 },
    );
  });

  it('omits no event since a time where events came from another cell, with ids and times of that one', async () => {
    const events = [
      { id: 100, atMs: NOON },
      { id: 200, atMs: NOON + 10 * MINUTE_MS },
      { id: 90_000, atMs: NOON - 500 * MINUTE_MS, receivedMs: NOON + 20 * MINUTE_MS },
      { id: 50, atMs: NOON + 15 * MINUTE_MS, receivedMs: NOON + 20 * MINUTE_MS },
      { id: 300, atMs: NOON + 25 * MINUTE_MS },
      { id: 90_256, atMs: NOON + 40 * MINUTE_MS },
    ];
    await write(events);
    for (let minutes = -5; minutes <= 45; minutes += 5) {
      const sinceMs = NOON + minutes * MINUTE_MS;
      const expected = events.filter(({ atMs }) => atMs >= sinceMs).map(({ id }) => id);
      expect((await found(sinceMs)).since, `${minutes} minutes after noon`).to.deep.equal(expected);
    }
    expect((await found(NOON + 30 * MINUTE_MS)).earlier).to.equal(0);
  });

  it('costs a few probes, not a scan', async function () {
    this.timeout(60_000);
    await writeHistory(client, { count: 50_000, from: at(NOON), everySeconds: 1 });
    await client.query('VACUUM ANALYZE order_events');
    const { rows } = await client.query<{ pages: number }>(
      "SELECT (pg_relation_size('order_events') / 8192)::int AS pages",
    );
    const search = () =>
      blocksTouched(database, (runner) => createEventClock(runner).positionBefore(at(NOON + 30_000 * 1_000)));
    await search(); // the first one of a session reads the catalog as well
    const touched = await search();
    expect(rows[0]!.pages).to.be.greaterThan(500);
    expect(touched).to.be.within(1, 200);
    expect((await found(NOON + 30_000 * 1_000)).since).to.have.length(20_000);
  });
});
