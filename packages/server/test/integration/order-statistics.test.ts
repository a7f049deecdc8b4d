import { expect } from 'chai';
import pg from 'pg';
import type { components } from '@order-service/sdk';
import { connect, type Database } from '../../src/db/connection.js';
import { createOrderStatistics } from '../../src/db/order-statistics.js';
import { updateFromEvents } from '../../src/housekeeping/update-from-events.js';
import { blocksTouched } from '../support/blocks-touched.js';
import { eventually } from '../../../../test/services/eventually.js';
import { writeHistory } from '../support/order-history.js';
import type { Problem, TestClient } from '../support/test-client.js';
import { TestService } from '../support/test-service.js';

type Statistics = components['schemas']['Statistics'];

const FEBRUARY = 'since=2026-02-01T00:00:00Z&until=2026-03-01T00:00:00Z';
const NEVER = new AbortController().signal;

describe('GET /api/v1/stats', () => {
  let service: TestService;

  beforeEach(async () => {
    service = await TestService.start();
  });

  afterEach(() => service.stop());

  async function statistics(query = '', client: TestClient = service.operator()): Promise<Statistics> {
    const { status, body, text } = await client.get<Statistics>(`/api/v1/stats?${query}`);
    expect(status, text).to.equal(200);
    return body;
  }

  /** Waits until the statistics include everything that is committed now. */
  async function upToDate(query = ''): Promise<Statistics> {
    const [now] = await service.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
    let latest = await statistics(query);
    await eventually('the figures are up to date', async () => {
      latest = await statistics(query);
      return Date.parse(latest.as_of) >= Date.parse(now!.now);
    });
    return latest;
  }

  it('returns zeroes without orders', async () => {
    const nothing = { orders: 0, revenue: '0.00', cancelled: 0, cancelled_amount: '0.00' };
    const answer = await statistics();
    expect(answer.by_status).to.deep.equal({ pending: 0, confirmed: 0, shipped: 0, delivered: 0, cancelled: 0 });
    expect(answer.total).to.deep.equal(nothing);
    expect(answer.buckets).to.have.length(30);
    expect(answer.buckets.at(-1)).to.deep.include(nothing);
  });

  it('counts orders and amounts by status', async () => {
    const ann = service.newUser();
    const [pending] = [await ann.placed(), await ann.placed(undefined, ['confirmed'])];
    await ann.placed(undefined, ['confirmed', 'shipped', 'delivered']);
    await ann.placed(undefined, ['confirmed', 'cancelled']);
    const price = Number(pending.total_amount);

    const { by_status, total, buckets } = await upToDate('interval=hour');
    expect(by_status).to.deep.equal({ pending: 1, confirmed: 1, shipped: 0, delivered: 1, cancelled: 1 });
    expect(total).to.deep.equal({
      orders: 4,
      revenue: (4 * price).toFixed(2),
      cancelled: 1,
      cancelled_amount: price.toFixed(2),
    });
    expect(buckets).to.have.length(24);
    expect(buckets.reduce((sum, { orders }) => sum + orders, 0)).to.equal(4);
  });

  it('sums by hour and by day of placement, in UTC', async () => {
    await writeHistory(service.database, {
      count: 3,
      from: '2026-02-15T22:30:00Z',
      everySeconds: 3_600,
      total: '0.10',
    });
    await service.query("UPDATE orders SET status = 'confirmed', version = 2");

    const hours = await upToDate('interval=hour&since=2026-02-15T22:00:00Z&until=2026-02-16T02:00:00Z');
    expect(hours.buckets.map(({ start, orders, revenue }) => `${start} ${orders} ${revenue}`)).to.deep.equal([
      '2026-02-15T22:00:00.000000Z 1 0.10',
      '2026-02-15T23:00:00.000000Z 1 0.10',
      '2026-02-16T00:00:00.000000Z 1 0.10',
      '2026-02-16T01:00:00.000000Z 0 0.00',
    ]);
    const days = await statistics('since=2026-02-15T23:59:00Z&until=2026-02-16T00:00:01Z');
    expect(days).to.include({ since: '2026-02-15T00:00:00.000000Z', until: '2026-02-17T00:00:00.000000Z' });
    expect(days.buckets.map(({ start, revenue }) => `${start} ${revenue}`)).to.deep.equal([
      '2026-02-15T00:00:00.000000Z 0.20',
      '2026-02-16T00:00:00.000000Z 0.10',
    ]);
    expect(days.total.revenue).to.equal('0.30');
  });

  it('is exact beyond floats and safe integers', async () => {
    await writeHistory(service.database, {
      count: 12_000,
      from: '2026-02-03T00:00:00Z',
      everySeconds: 1,
      total: '9999999999.99',
    });
    await eventually('the history is in', async () => (await statistics(FEBRUARY)).total.orders === 12_000);
    expect((await statistics(FEBRUARY)).total.revenue).to.equal('119999999999880.00');
  });

  it('returns the time it includes while an older transaction is open, and catches up afterwards', async () => {
    const holder = new pg.Client({ connectionString: service.databaseUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN; SELECT pg_current_xact_id()');
      const order = await service.newUser().placed();
      const behind = await statistics();
      expect(behind.total.orders).to.equal(0);
      expect(behind.as_of).to.equal(order.created_at);
      await holder.query('COMMIT');
    } finally {
      await holder.end();
    }
    expect((await upToDate()).total.orders).to.equal(1);
  });

  it('counts everything once, however many updates run at a time while orders are made', async function () {
    this.timeout(60_000);
    const database = connect({ url: service.databaseUrl, maxConnections: 6, planCacheMode: 'auto' });
    try {
      const updating = createOrderStatistics(database);
      let writing = true;
      const folders = Array.from({ length: 4 }, async () => {
        while (writing) await updating.update(7);
      });
      await Promise.all(
        Array.from({ length: 6 }, async () => {
          const user = service.newUser();
          for (let round = 0; round < 5; round += 1) {
            await user.placed(undefined, ['confirmed', 'cancelled']);
            await user.placed(undefined, ['confirmed', 'shipped']);
          }
        }),
      ).finally(() => (writing = false));
      await Promise.all(folders);

      const { by_status, total } = await upToDate();
      expect(by_status).to.deep.equal({ pending: 0, confirmed: 0, shipped: 30, delivered: 0, cancelled: 30 });
      expect(total).to.include({ orders: 60, cancelled: 30 });
      const [sums] = await service.query<{ all: string; cancelled: string }>(
        `SELECT sum(total_amount) AS all, sum(total_amount) FILTER (WHERE status = 'cancelled') AS cancelled FROM orders`,
      );
      expect(total).to.include({ revenue: sums!.all, cancelled_amount: sums!.cancelled });
    } finally {
      await database.close();
    }
  });

  it('is updated without a request', async () => {
    await service.newUser().placed();
    await eventually('the order is in the figures', async () => {
      const [row] = await service.query<{ orders: string }>(
        "SELECT orders FROM order_status_counts WHERE status = 'pending'",
      );
      return row!.orders === '1';
    });
  });

  it('is only for operators', async () => {
    const { status, body } = await service.newUser().get<Problem>('/api/v1/stats');
    expect([status, body.code]).to.deep.equal([403, 'operator_required']);
    expect((await service.anonymous().get('/api/v1/stats')).status).to.equal(401);
  });

  for (const query of ['interval=week', 'since=yesterday', 'since=2030-01-01T00:00:00Z&until=2029-01-01T00:00:00Z']) {
    it(`refuses ${query}`, async () => {
      const { status, body } = await service.operator().get<Problem>(`/api/v1/stats?${query}`);
      expect([status, body.code]).to.deep.equal([422, 'validation_failed']);
    });
  }
});

describe('the statistics', () => {
  let service: TestService;
  let database: Database;

  before(async () => {
    service = await TestService.start({ replicas: 0 });
    database = connect({ url: service.databaseUrl, planCacheMode: 'auto' });
  });

  after(async () => {
    await database.close();
    await service.stop();
  });

  it('cost the same after tens of thousands of orders as after a few', async function () {
    this.timeout(60_000);
    const range = { interval: 'day', since: '2026-01-01T00:00:00Z', until: '2026-01-31T00:00:00Z' } as const;
    const costs: { update: number; read: number }[] = [];
    for (const count of [500, 50_000]) {
      await writeHistory(service.database, { count, from: '2026-01-01T00:00:00Z', everySeconds: 20 });
      await service.query('VACUUM ANALYZE');
      await updateFromEvents(createOrderStatistics(database), 2_000, NEVER);
      await writeHistory(service.database, { count: 10, from: '2026-01-30T00:00:00Z', everySeconds: 60 });
      costs.push({
        update: await blocksTouched(database, (runner) => createOrderStatistics(runner).update(2_000)),
        read: await blocksTouched(database, (runner) => createOrderStatistics(runner).read(range)),
      });
    }
    const [few, many] = costs;
    expect(many!.update).to.be.at.most(few!.update + 40);
    expect(many!.read).to.be.at.most(few!.read + 80); // one row per hour, for any number of orders
    const { total } = await createOrderStatistics(database).read(range);
    expect(total.orders).to.equal(50_520);
  });
});
