import * as testing from '@order-service/server/testing';
import { connect, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { expect } from 'chai';
import * as standardwebhooks from 'standardwebhooks';
import * as sdk from '../../packages/sdk/src/index.js';
import { rejection } from '../../packages/sdk/test/support/stub-service.js';
import { startRealService, type RealService } from '../../packages/sdk/test/support/real-service.js';
import { eventually } from '../services/eventually.js';
import { createTestDatabase, type TestDatabase } from '../services/postgres.js';
import { testRabbit, uniqueName } from '../services/rabbitmq.js';
import { BLOCKS, blocksIn, type Block } from './blocks.js';
import { runSuite } from './suite.js';
import { compilerErrors, runBlock } from './typescript.js';

/** Blocks that run elsewhere, with the test that runs them as they stand in their document. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'packages/sdk/README.md#Consumers (2)': 'packages/sdk/test/integration/recipes.test.ts',
  'packages/sdk/README.md#By a proxy': 'packages/sdk/test/integration/proxy.test.ts',
};

const TWO = { items: [{ product_id: 1, quantity: 2 }] };
const SEVEN = { items: [{ product_id: 7, quantity: 1 }] };
/** The id of the order that the documents show. */
const SHOWN_ID = '10753';

describe('the TypeScript of the documents', function () {
  this.timeout(180_000);
  const blocks = blocksIn('ts', 'js');
  const run = new Set(Object.keys(RUN_ELSEWHERE));
  const exchange = uniqueName('snippets');
  let service: RealService;
  let broker: ChannelModel;
  let brokerUrl: string;
  let lastUser = 0;

  before(async () => {
    ({ url: brokerUrl } = await testRabbit());
    broker = await connect(brokerUrl);
    const channel = await broker.createChannel();
    await channel.assertExchange(exchange, 'topic', { durable: true });
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, '#'); // Events that no queue takes would stay in the outbox.
    service = await startRealService({ broker: { url: brokerUrl, exchange } });
  });
  after(async () => {
    await service.stop();
    const channel = await broker.createChannel();
    await channel.deleteExchange(exchange);
    await broker.close();
  });

  it('compiles', () => {
    expect(compilerErrors(blocks)).to.deep.equal([]);
  });

  it('is run whole: each block has a test', () => {
    expect(blocks.map(({ name }) => name).filter((name) => !run.has(name))).to.deep.equal([]);
  });

  /** Runs a block by a test of its own. */
  function example(name: string, check: (block: Block) => Promise<void>): void {
    run.add(name);
    it(`runs: ${name}`, async () => {
      const block = BLOCKS.find((one) => one.name === name);
      expect(block, `${name} is not there any more`).not.to.equal(undefined);
      await check(block!);
    });
  }

  /** A client of a user whom no other block knows, and a module of the SDK whose clients are that user's. */
  function newUser(options: Partial<sdk.ClientOptions> & { role?: string } = {}) {
    const id = (lastUser += 1);
    const { role, ...rest } = options;
    const client = service.client(id, { ...rest, ...(role !== undefined && { role }) });
    const createClient = (given: sdk.ClientOptions) =>
      sdk.createClient({ ...given, baseUrl: service.url, token: service.token(id) });
    return { client, modules: { '@order-service/sdk': { ...sdk, createClient } } };
  }

  example('README.md#A first session (3)', async (block) => {
    const { modules, client } = newUser();
    const { printed } = await runBlock(block, { modules, given: { token: 'token' } });
    const [order] = (await client.orders.list()).items;
    expect(printed).to.deep.equal([`${order!.id} 59.98`]);
  });

  example('packages/sdk/README.md#The first call', async (block) => {
    const { modules, client } = newUser();
    const { printed } = await runBlock(block, { modules });
    const [order] = (await client.orders.list()).items;
    expect(printed).to.deep.equal([`${order!.id} pending 59.98`]);
    expect(order!.status).to.equal('confirmed');
  });

  example('packages/sdk/README.md#Lists', async (block) => {
    const { client } = newUser();
    const ids = [(await client.orders.create(TWO)).id, (await client.orders.create(SEVEN)).id].reverse();
    const { printed, values } = await runBlock(block, { given: { client } });
    expect(printed).to.deep.equal([...ids.map(String), '2']);
    expect((values.get('page.items') as sdk.Order[]).map(({ id }) => id)).to.deep.equal(ids);
    expect(values.get('page.hasNextPage()')).to.equal(false);
  });

  example('packages/sdk/README.md#Lists (2)', async (block) => {
    const { client } = newUser({ role: 'operator' });
    const { id } = await client.orders.create(SEVEN);
    const given = { client };
    let outcome = await runBlock(block, { given, declares: ['largest'] });
    // The index of searches follows the orders; nothing tells a client when it has caught up.
    while (!outcome.printed.includes(String(id))) outcome = await runBlock(block, { given, declares: ['largest'] });
    const largest = outcome.declared.largest as sdk.Order[];
    const totals = largest.map(({ total_amount: total }) => Number(total));
    expect(totals).to.deep.equal(totals.toSorted((a, b) => b - a)).and.not.be.empty;
  });

  example('packages/sdk/README.md#Options of a call', async (block) => {
    const { values } = await runBlock(block, { given: { client: newUser().client, order: TWO } });
    expect(values.get('response.requestId')).to.match(/^[\da-f-]{36}$/);
    expect(values.get('response.attempts')).to.equal(1);
    expect(values.get('response.status')).to.equal(201);
    expect(values.get("response.headers.get('etag')")).to.equal('"1"');
  });

  /** A client whose requests for the order that the documents show are for a new order, and which has a report. */
  async function clientWithShownOrder(): Promise<{ client: sdk.OrderServiceClient; order: sdk.Order }> {
    let id = SHOWN_ID;
    const { client } = newUser({
      middleware: [
        (request, next) =>
          request.url.includes('/api/v2/reports')
            ? Promise.resolve(Response.json({ orders: 1 }))
            : next({ ...request, url: request.url.replace(SHOWN_ID, id) }),
      ],
    });
    const order = await client.orders.create(TWO);
    id = String(order.id);
    return { client, order };
  }

  example('packages/sdk/README.md#Other requests', async (block) => {
    const { client } = await clientWithShownOrder();
    const { printed } = await runBlock(block, { given: { client } });
    expect(printed[0]).to.match(/^ready 59\.98 \[object Object\] # HELP /);
  });

  example('packages/sdk/README.md#Deciding on an order', async (block) => {
    for (const [paid, status] of [
      [true, 'confirmed'],
      [false, 'cancelled'],
    ] as const) {
      const { client, order } = await clientWithShownOrder();
      await runBlock(block, { given: { client, isPaid: () => paid } });
      expect(await client.orders.get(order.id)).to.include({ status });
    }
  });

  example('packages/sdk/README.md#Many orders', async (block) => {
    const { client } = newUser();
    await client.orders.create(TWO);
    await client.orders.create(SEVEN);
    const yesterday = new Date(Date.now() + 86_400_000); // The orders of this test count as old.
    const { printed } = await runBlock(block, { given: { client, yesterday } });
    expect(printed).to.deep.equal([]);
    expect((await client.orders.list()).items.map(({ status }) => status)).to.deep.equal(['cancelled', 'cancelled']);
  });

  example('packages/sdk/README.md#Middleware', async (block) => {
    const signed: string[] = [];
    const sign = (text: string) => Promise.resolve(`${signed.push(text)}`);
    const given = { baseUrl: '', token: '', sign };
    const { declared } = await runBlock(block, { modules: newUser().modules, given, declares: ['signing'] });
    await (declared.signing as sdk.OrderServiceClient).orders.create(TWO);
    expect(signed).to.deep.equal([JSON.stringify(TWO)]);
  });

  example('packages/sdk/README.md#A newer service', async (block) => {
    const modules = { '@order-service/sdk': sdk };
    const { declared } = await runBlock(block, { modules, declares: ['label'] });
    const label = declared.label as (order: { status: string }) => string;
    expect(['pending', 'shipped', 'cancelled', 'returned'].map((status) => label({ status }))).to.deep.equal([
      ...['in preparation', 'on its way', 'cancelled', 'returned'],
    ]);
  });

  example('packages/sdk/README.md#Errors', async (block) => {
    const heard: unknown[] = [];
    const offerFewer = (productId: number, available: number) => void heard.push([productId, available]);
    const show = (errors: sdk.ApiErrorOf<'validation_failed'>['errors']) => void heard.push(errors[0]?.pointer);
    const { client } = newUser();
    const tooMany = { items: [{ product_id: 9, quantity: 3 }] };
    for (const order of [tooMany, { items: [] }]) {
      await runBlock(block, { modules: { '@order-service/sdk': sdk }, given: { client, order, offerFewer, show } });
    }
    expect(heard).to.deep.equal([[9, 2], '/items']);
  });

  example('packages/sdk/README.md#Live', async (block) => {
    const { client } = newUser();
    const { nextCursor } = await client.events.list();
    const order = await client.orders.create(TWO);
    await client.orders.updateStatus(order.id, 'confirmed');
    const shown: string[] = [];
    const cursors: unknown[] = [];
    const enough = new Error('enough');
    const given = {
      client,
      lastCursor: () => Promise.resolve(nextCursor),
      show: ({ event_type: type }: sdk.OrderEvent) => void shown.push(type),
      keepCursor: (cursor: unknown) => (cursors.push(cursor) === 2 ? Promise.reject(enough) : Promise.resolve()),
    };
    const error = await runBlock(block, { given }).catch((reason: unknown) => reason);
    expect(error).to.equal(enough);
    expect(shown).to.deep.equal(['order.created', 'order.status.updated']);
    expect((await client.events.list({ cursor: cursors[0] as string })).items).to.have.lengthOf(1);
  });

  example('packages/sdk/README.md#Consumers', async (block) => {
    const channel = await broker.createChannel();
    const { outbox } = service.client(99, { role: 'operator' });
    await eventually('the events of other blocks are published', async () => (await outbox.status()).depth === 0);
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, '#');
    let acknowledged = 0;
    const given = {
      channel: {
        consume: (_: string, handle: (message: ConsumeMessage | null) => void) => channel.consume(queue, handle),
        ack(message: ConsumeMessage) {
          channel.ack(message);
          acknowledged += 1;
        },
      },
    };
    const { printed } = await runBlock(block, { modules: { '@order-service/sdk': sdk }, given });
    const { client } = newUser();
    const { id } = await client.orders.create(TWO);
    await client.orders.updateStatus(id, 'confirmed');
    await eventually('both events are acknowledged', () => acknowledged === 2);
    expect(printed).to.deep.equal(['1', 'pending → confirmed']);
    await channel.close();
  });

  example('packages/sdk/README.md#Consumers (3)', async (block) => {
    const { client } = newUser();
    const versions = new Map<number, number>([[257, 1]]);
    const given = {
      client,
      lastVersion: (orderId: number) => Promise.resolve(versions.get(orderId)),
      save: ({ data, order_version: version }: sdk.OrderEvent) =>
        Promise.resolve(void versions.set(data.order_id, version)),
    };
    const { declared } = await runBlock(block, {
      modules: { '@order-service/sdk': sdk },
      given,
      declares: ['patient'],
    });
    const { id } = await client.orders.create(TWO);
    const [placed] = (await client.events.list()).items.filter(({ data }) => data.order_id === id);
    const patient = declared.patient as (event: sdk.OrderEvent) => Promise<string>;
    expect([await patient(placed!), await patient(placed!)]).to.deep.equal(['saved', 'repeated']);
  });

  example('docs/consumers.md#Requests', async (block) => {
    const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
    const body = JSON.stringify({ event_type: 'order.created' });
    const now = new Date();
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new standardwebhooks.Webhook(secret).sign('msg_1', now, body),
    };
    const options = { modules: { standardwebhooks }, declares: ['event'] };
    const { declared } = await runBlock(block, { ...options, given: { secret, body, request: { headers } } });
    expect(declared.event).to.deep.equal({ event_type: 'order.created' });
    const forged = runBlock(block, { ...options, given: { secret, body: '{}', request: { headers } } });
    expect(await rejection(forged)).to.have.property('message', 'No matching signature found');
  });

  describe('of the test service', () => {
    const databases: TestDatabase[] = [];
    const started: Promise<testing.TestOrderService>[] = [];
    after(async () => {
      for (const one of started) await (await one).stop();
      for (const database of databases) await database.drop();
    });

    /** The test service on PostgreSQL of this run, where the block names no other, and with this run's broker. */
    const startOrderService = ({ broker, ...options }: testing.TestOrderServiceOptions = {}) => {
      const start = async () => {
        const database = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
        if (database) databases.push(database);
        return testing.startOrderService({
          ...(database && { databaseUrl: database.url }),
          ...options,
          ...(broker && { broker: { url: brokerUrl, exchange } }),
        });
      };
      const service = start();
      started.push(service);
      return service;
    };
    const modules = { '@order-service/sdk': sdk, '@order-service/server/testing': { ...testing, startOrderService } };

    example("packages/server/README.md#In other teams' tests (2)", async (block) => {
      const results = await runSuite((given) => runBlock(block, { modules, given: { ...given, expect } }));
      expect(results).to.deep.equal(['returns the available quantity']);
    });

    example('packages/server/docs/testing.md#Tests against a real order service (2)', async (block) => {
      const results = await runSuite(async (given) => {
        await runBlock(block, { modules, given });
        given.it('is in a suite', () => undefined);
      });
      expect(results).to.deep.equal(['is in a suite']);
    });

    example('packages/server/docs/testing.md#Events', async (block) => {
      const { declared } = await runBlock(block, { modules, declares: ['service'] });
      expect((declared.service as testing.TestOrderService).url).to.match(/^http/);
    });

    example('packages/server/docs/testing.md#Many services', async (block) => {
      const { declared } = await runBlock(block, { modules, declares: ['postgres', 'first', 'second'] });
      const { postgres, first, second } = declared as Record<string, { url: string; stop(): Promise<void> }>;
      expect(first!.url).not.to.equal(second!.url);
      await Promise.all([first!.stop(), second!.stop()]);
      await postgres!.stop();
    });
  });
});
