import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import knexFactory, { type Knex } from 'knex';
import { createClient, EventAheadError } from '@order-service/sdk';
import { freePorts } from '../../../../test/services/free-port.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/services/postgres.js';
import { createSpendingProjection, createSpendingTables } from '../../../sdk/examples/knex-projection.js';
import { plantedConsumers } from '../support/planted-consumers.js';
import { runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { startWebhookServer } from '../support/webhook-server.js';

const FORGETFUL = fileURLToPath(new URL('../support/forgetful-consumer.mjs', import.meta.url));
const HASTY = fileURLToPath(new URL('../support/hasty-consumer.mjs', import.meta.url));

/** With this seed, the only crash comes in the middle of the work for the last of four events. */
const SEED = '51';

interface VerdictLine {
  readonly verdict: string;
  readonly sequence: readonly { readonly fault: string | null }[] | null;
}

describe('orders listen --verify, with consumers of other kinds', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    sandbox = await createSandbox();
    const user = await newUser();
    env = user.env;
    const { orders } = createClient({ baseUrl: env.ORDERS_URL!, token: user.token });
    const { id } = await orders.create({ items: [{ product_id: 7, quantity: 1 }] });
    for (const status of ['confirmed', 'shipped', 'delivered'] as const) await orders.updateStatus(id, status);
  });
  after(() => sandbox.remove());

  async function verify(url: string, ...flags: string[]) {
    const args = [
      'listen',
      '--forward-to',
      url,
      '--since',
      '1h',
      '--count',
      '4',
      '--seed',
      SEED,
      '-o',
      'json',
      ...flags,
    ];
    const { stdout, exitCode } = await runInProcess(sandbox, args, { env });
    return { verdict: JSON.parse(stdout.trim().split('\n').at(-1)!) as VerdictLine, exitCode };
  }

  it('kills a process while it works, and finds that it has forgotten an event', async () => {
    const [port] = await freePorts(1);
    const state = plantedConsumers(sandbox.folder);
    const { verdict, exitCode } = await verify(
      `http://127.0.0.1:${port}/hooks`,
      ...['--chaos', 'crash-before-ack', '--settle', '100ms'],
      ...['--consumer', `'${process.execPath}' '${FORGETFUL}' ${port} '${sandbox.folder}'`],
      ...['--verify', state.verify, '--reset', state.reset],
    );
    expect(verdict.verdict).to.equal('differs');
    expect(verdict.sequence!.map(({ fault }) => fault)).to.deep.equal(['crash-before-ack', null]);
    expect(exitCode).to.equal(1);
  });

  it('kills a process that has acknowledged an event before its work', async () => {
    const [port] = await freePorts(1);
    const state = plantedConsumers(sandbox.folder);
    const { verdict } = await verify(
      `http://127.0.0.1:${port}/hooks`,
      ...['--chaos', 'crash-after-ack', '--settle', '300ms'],
      ...['--consumer', `'${process.execPath}' '${HASTY}' ${port} '${sandbox.folder}'`],
      ...['--verify', state.verify, '--reset', state.reset],
    );
    expect(verdict.verdict).to.equal('differs');
    expect(verdict.sequence!.map(({ fault }) => fault)).to.deep.equal(['crash-after-ack']);
  });

  describe("the SDK's example with Knex", () => {
    let database: TestDatabase;
    let knex: Knex;

    before(async () => {
      database = await createTestDatabase({ migrated: false });
      knex = knexFactory({ client: 'pg', connection: database.url, pool: { min: 0, max: 4 } });
      await createSpendingTables(knex);
    });
    after(async () => {
      await knex.destroy();
      await database.drop();
    });

    it('agrees with the service under every fault', async () => {
      const project = createSpendingProjection(knex);
      const webhooks = await startWebhookServer(async ({ event }) => {
        try {
          await project(event);
          return 204;
        } catch (error) {
          return error instanceof EventAheadError ? 409 : 500;
        }
      });
      const state = createServer((_, response) => {
        void knex('spending_orders').then((orders) => response.end(JSON.stringify(orders)));
      }).listen(0, '127.0.0.1');
      await once(state, 'listening');
      const { port } = state.address() as AddressInfo;
      const print = `fetch('http://127.0.0.1:${port}').then(async (answer) => console.log(await answer.text()))`;
      const { verdict, exitCode } = await verify(
        webhooks.url,
        ...['--chaos', 'all', '--verify', `'${process.execPath}' -e "${print}"`],
      );
      expect(verdict).to.include({ verdict: 'agrees', events: 4 });
      expect(exitCode).to.equal(0);
      await webhooks.stop();
      state.closeAllConnections();
      await once(state.close(), 'close');
    });
  });
});
