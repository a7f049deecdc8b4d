import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type pg from 'pg';
import { createConnectedDatabase, type ConnectedDatabase } from '../../../../test/services/postgres.js';
import { eventually } from '../../../../test/services/eventually.js';
import { createExistingShop, type ExistingShop } from '../support/existing-shop.js';
import { OrderServiceProcess } from '../support/order-service-process.js';
import { runImport } from '../support/run-import.js';

const ORDERS = 2_500;
const KILLS = 3;

/** Everything that an import stores, apart from ids of events and of transactions; events in the order of their ids. */
const CONTENTS = `
  SELECT (SELECT md5(string_agg((to_jsonb(o) - 'transaction_id')::text, ',' ORDER BY id)) FROM orders o) AS orders,
         (SELECT md5(string_agg(to_jsonb(i)::text, ',' ORDER BY order_id, line_number)) FROM order_items i) AS items,
         (SELECT md5(string_agg((to_jsonb(e) - '{id,event_id,transaction_id}'::text[])::text, ',' ORDER BY id))
          FROM order_events e) AS events`;

const ROWS = 'SELECT ((SELECT count(*) FROM orders) + (SELECT count(*) FROM order_events))::int AS rows';

describe('order-service import: killed', function () {
  this.timeout(300_000);
  let shop: ExistingShop;
  let folder: string;
  const databases: ConnectedDatabase[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-import-'));
    shop = await createExistingShop();
    await shop.addOrders(1, ORDERS);
    await shop.query('UPDATE orders SET total_amount = total_amount + 1 WHERE id % 100 = 0');
    for (let count = 0; count < 2; count += 1) databases.push(await createConnectedDatabase());
  });
  after(async () => {
    for (const database of databases) await database.drop();
    await shop.drop();
    await rm(folder, { recursive: true });
  });

  it('leaves, once it has run to its end, what an import that was not killed leaves', async () => {
    const [once, often] = databases;
    await runImport(folder, { databaseUrl: once!.url, sourceUrl: shop.url });
    const { rows: total } = (await once!.client.query<{ rows: number }>(ROWS)).rows[0]!;

    const moments = Array.from({ length: KILLS }, () => Math.ceil(Math.random() * total * 0.9)).sort((a, b) => a - b);
    for (const moment of moments) {
      const env = { DATABASE_URL: often!.url, IMPORT_DATABASE_URL: shop.url };
      const program = new OrderServiceProcess(['import'], { folder, env });
      await eventually(
        `${moment} of ${total} rows are imported`,
        async () => (await often!.client.query<{ rows: number }>(ROWS)).rows[0]!.rows >= moment,
        200_000,
      );
      expect(await program.end('SIGKILL')).to.equal(null);
    }
    const { printed, equal } = await runImport(folder, { databaseUrl: often!.url, sourceUrl: shop.url });
    expect(equal, printed).to.equal(true);
    const contents = async (client: pg.Client): Promise<unknown> => (await client.query<object>(CONTENTS)).rows[0];
    expect(await contents(often!.client), `killed at ${moments.join()} rows`).to.deep.equal(
      await contents(once!.client),
    );
  });
});
