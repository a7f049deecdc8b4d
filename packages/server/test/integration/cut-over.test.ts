import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { startExistingService, type ExistingService } from '../support/existing-service.js';
import { createExistingShop, type ExistingShop } from '../support/existing-shop.js';
import { runImport } from '../support/run-import.js';
import { startSwitchableFront, type SwitchableFront } from '../support/switchable-front.js';
import { TestService } from '../support/test-service.js';

const ORDERS_BEFORE = 50;
const SHOPPERS = 3;
/** Long enough for a client not to flood a front that answers 503. */
const RETRY_MS = 20;

/** What both services answer. */
interface OrderAnswer {
  readonly id: number;
  readonly total_amount: string;
}

interface Acknowledged {
  readonly userId: number;
  readonly total: string;
  status: string;
}

describe('a cut-over from the existing service', function () {
  this.timeout(120_000);
  let shop: ExistingShop;
  let existing: ExistingService;
  let front: SwitchableFront;
  let service: TestService;
  let folder: string;
  const acknowledged = new Map<number, Acknowledged>();
  const unavailable = { answers: 0 };
  let shoppers: Promise<unknown>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-cut-over-'));
    shop = await createExistingShop();
    await shop.addOrders(1, ORDERS_BEFORE);
    front = await startSwitchableFront();
    service = await TestService.start({ replicas: 0 });
    existing = await startExistingService({
      ...{ databaseUrl: shop.url, secret: service.secret, productServiceUrl: service.catalogue.url },
    });
  });
  after(async () => {
    await front.stop();
    await existing.stop();
    await service.stop();
    await shop.drop();
    await rm(folder, { recursive: true });
  });

  /** Places orders and moves every other one, until it is ended. An attempt that is not acknowledged is made again. */
  async function shopUntil(userId: number, signal: AbortSignal): Promise<void> {
    const headers = { authorization: `Bearer ${service.token({ userId })}`, 'content-type': 'application/json' };
    const answerTo = async (method: string, path: string, body: object): Promise<OrderAnswer> => {
      for (;;) {
        const answer = await fetch(`${front.url}/api/v1/orders${path}`, {
          method,
          headers,
          body: JSON.stringify(body),
        });
        const text = await answer.text();
        if (answer.ok) return JSON.parse(text) as OrderAnswer;
        expect([502, 503], text).to.include(answer.status);
        unavailable.answers += 1;
        await delay(RETRY_MS);
      }
    };
    for (let turn = 1; !signal.aborted; turn += 1) {
      const items = [{ product_id: 1 + (turn % 2), quantity: 1 + (turn % 3) }];
      const { id, total_amount: total } = await answerTo('POST', '', { items });
      expect(acknowledged.has(id), `order ${id} is acknowledged once`).to.equal(false);
      const order: Acknowledged = { userId, total, status: 'pending' };
      acknowledged.set(id, order);
      if (turn % 2 === 0) continue;
      const status = turn % 4 === 1 ? 'confirmed' : 'cancelled';
      await answerTo('PATCH', `/${id}/status`, { status });
      order.status = status;
    }
  }

  const more = async (count: number): Promise<void> => {
    const until = acknowledged.size + count;
    const enough = eventually(`${count} more orders are acknowledged`, () => acknowledged.size >= until, 60_000);
    await Promise.race([enough, shoppers]); // which end before only if one fails
  };

  /** Orders and their amounts by status, of either service. */
  const TOTALS = `
    SELECT lower(status::text) AS status, count(*)::int AS orders, sum(total_amount)::text AS amount
    FROM orders GROUP BY 1 ORDER BY 1`;

  it('loses no order that was acknowledged, and makes none twice', async () => {
    const ending = new AbortController();
    front.switchTo(existing.url);
    shoppers = Promise.all(
      Array.from({ length: SHOPPERS }, (_, at) => shopUntil(service.newUserId() + at, ending.signal)),
    );
    await more(20);

    // 1. Most orders are copied while the existing service runs.
    const urls = { databaseUrl: service.databaseUrl, sourceUrl: shop.url };
    const first = await runImport(folder, urls);
    expect(first.equal, first.printed).to.equal(true);
    await more(20);

    // 2. It is stopped, and 3. the rest is copied.
    front.switchTo(undefined);
    await existing.stop();
    const second = await runImport(folder, urls);
    expect(second.equal, second.printed).to.equal(true);
    expect(second.printed).to.match(/\n[1-9]\d* orders were imported\.\n/);
    expect(await service.query(TOTALS)).to.deep.equal(await shop.query(TOTALS));

    // 4. This service takes over.
    await service.addReplica();
    front.switchTo(service.url);
    await more(20);
    ending.abort();
    await shoppers;

    expect(unavailable.answers).to.be.above(0);
    const stored = await service.query<{ id: number; userId: number; total: string; status: string }>(
      `SELECT id::int, user_id::int AS "userId", total_amount::text AS total, status FROM orders
       WHERE id > ${ORDERS_BEFORE} ORDER BY id`,
    );
    expect(stored).to.deep.equal(
      [...acknowledged].map(([id, order]) => ({ id, ...order })).sort((one, other) => one.id - other.id),
    );
    const incomplete = await service.query(
      'SELECT id FROM orders o WHERE version <> (SELECT count(*) FROM order_events e WHERE e.order_id = o.id)',
    );
    expect(incomplete).to.deep.equal([]);
  });
});
