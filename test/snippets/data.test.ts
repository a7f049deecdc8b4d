import { parseOrderEvent, type Order } from '@order-service/sdk';
import { expect } from 'chai';
import pg from 'pg';
import { startRealService, type RealService } from '../../packages/sdk/test/support/real-service.js';
import { readCells } from '../../packages/server/src/lanes/cells-file.js';
import { createTestDatabase } from '../services/postgres.js';
import { BLOCKS, blocksIn, type Block } from './blocks.js';

/** Blocks that run elsewhere, with the test that runs them as they stand in their document. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/backups.md#After a restore': 'packages/server/test/integration/stale-cursors.test.ts',
  'docs/events.md#Order and redelivery': 'packages/sdk/test/integration/recipes.test.ts',
  'docs/operations.md#Configuration': 'packages/server/test/integration/grants.test.ts',
};

describe('the data, requests and SQL of the documents', function () {
  this.timeout(60_000);
  const names = blocksIn('json', 'http', 'sql').map(({ name }) => name);
  const used = new Set(Object.keys(RUN_ELSEWHERE));
  let service: RealService;

  before(async () => {
    service = await startRealService();
  });
  after(() => service.stop());

  /** Uses a block by a test of its own. */
  function example(name: string, check: (block: Block) => unknown): void {
    used.add(name);
    it(name, async () => {
      const block = BLOCKS.find((one) => one.name === name);
      expect(block, `${name} is not there any more`).not.to.equal(undefined);
      await check(block!);
    });
  }

  it('are used whole: each block has a test', () => {
    expect(names.filter((name) => !used.has(name))).to.deep.equal([]);
    expect([...used].filter((name) => !names.includes(name))).to.deep.equal([]);
  });

  for (const name of names.filter((one) => one.startsWith('docs/events.md#RabbitMQ'))) {
    example(name, async ({ code }) => {
      const shown = parseOrderEvent(code);
      const client = service.client(1);
      const { id } = await client.orders.create({ items: [{ product_id: 1, quantity: 2 }] });
      await client.orders.updateStatus(id, 'confirmed');
      const sent = (await client.events.list()).items.find(({ event_type: type }) => type === shown.event_type);
      if (!sent)
        expect(shown.event_type).to.equal('order.erased'); // Sent after an erasure only.
      else expect([shown, shown.data].map(Object.keys)).to.deep.equal([sent, sent.data].map(Object.keys));
    });
  }

  example('docs/scaling.md#Cells (2)', ({ code }) => {
    const cells = readCells(
      'cells.json',
      () => [],
      () => code,
    );
    expect([...cells.databases.keys()]).to.deep.equal([0, 1]);
    expect(cells).to.deep.include({ map: '/etc/haproxy/lanes.map', sockets: ['/run/haproxy/admin.sock'] });
  });

  example('packages/cli/README.md#For an assistant', ({ code }) => {
    const { mcpServers } = JSON.parse(code) as { mcpServers: { orders: { command: string; args: string[] } } };
    expect(mcpServers.orders).to.deep.equal({ command: 'orders', args: ['mcp', '--allow', 'create,status'] });
  });

  example('docs/order-states.md#Changing the status', async ({ code }) => {
    const { id } = await service.client(1).orders.create({ items: [{ product_id: 1, quantity: 2 }] });
    const [head = '', body = ''] = code.split('\n\n');
    const [requestLine = '', ...lines] = head.split('\n');
    const [method = '', path = ''] = requestLine.split(' ');
    const response = await fetch(service.url + path.replace('10753', String(id)), {
      method,
      body,
      headers: [
        ...lines.map((line) => line.split(': ') as [string, string]),
        ['authorization', `Bearer ${service.token(1)}`],
      ],
    });
    expect(response.status).to.equal(200);
    expect((await response.json()) as Order).to.include({ status: 'confirmed', version: 2 });
  });

  for (const [name, prepare] of [
    ['docs/operations.md#Troubleshooting', ''],
    ['docs/moving-in.md#In place (3)', 'CREATE SCHEMA replaced_service'],
  ] as const) {
    example(name, async ({ code }) => {
      const database = await createTestDatabase();
      const owner = new pg.Client({ connectionString: database.url });
      await owner.connect();
      try {
        if (prepare !== '') await owner.query(prepare);
        await owner.query(code);
      } finally {
        await owner.end();
        await database.drop();
      }
    });
  }
});
