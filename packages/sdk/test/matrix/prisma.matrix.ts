import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { startPostgres } from '../../../server/src/testing/index.js';
import { createProject, type ConsumerProject } from './consumer-project.js';

const TOOLS = ['prisma@7', '@prisma/client@7', '@prisma/adapter-pg@7', 'typescript@5.9', 'tsx@4', '@types/node@20'];

/** The model of the inbox, as the example has it. */
const MODEL = /model Inbox \{[\s\S]*?\n \* {3}\}/
  .exec(readFileSync(new URL('../../examples/inbox-prisma.ts', import.meta.url), 'utf8'))![0]
  .replaceAll(/^ \* ?/gm, '');

const SCHEMA = `generator client {
  provider     = "prisma-client"
  output       = "./generated"
  moduleFormat = "esm"
}

datasource db {
  provider = "postgresql"
}

${MODEL}

model Notice {
  id       Int    @id @default(autoincrement())
  order_id BigInt
  version  Int
}
`;

const CONFIGURATION = `import { defineConfig } from 'prisma/config';
export default defineConfig({ schema: 'schema.prisma' });\n`;

/**
 * Delivers each event of twelve orders twice at the same time, in a wrong order, until all are processed; every fifth
 * transaction fails after it has written. Prints the versions of each order in the order in which they had an effect.
 */
const PROGRAM = `import { PrismaPg } from '@prisma/adapter-pg';
import type { OrderEvent } from '@order-service/sdk';
import { PrismaClient } from './generated/client.js';
import { createInbox } from './inbox-prisma.js';

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) });
await prisma.$executeRaw\`CREATE TABLE inbox (order_id bigint PRIMARY KEY, version integer NOT NULL)\`;
await prisma.$executeRaw\`CREATE TABLE "Notice" (id serial PRIMARY KEY, order_id bigint NOT NULL, version integer NOT NULL)\`;

let count = 0;
const receive = createInbox(prisma, async (event, transaction) => {
  const { order_version: version, data: { order_id } } = event;
  await transaction.notice.create({ data: { order_id, version } });
  count += 1;
  if (count % 5 === 0) throw new Error('fails after it has written');
});

const event = (order_id: number, order_version: number): OrderEvent => ({
  event_type: 'order.status.updated', event_id: order_id + '-' + order_version, order_version,
  timestamp: '2026-02-15T17:28:44.927636Z', traceparent: null,
  data: { order_id, user_id: 1, user_email: '', old_status: 'pending', new_status: 'confirmed', updated_by: 'user:1' },
});
const deliver = async (given: OrderEvent): Promise<void> => {
  let failure: unknown;
  for (let attempt = 0; attempt < 200; attempt += 1) { // As a broker does after any failure.
    try { await receive(given); return; } catch (error) { failure = error; }
  }
  throw failure;
};
const orders = Array.from({ length: 12 }, (_, index) => index + 1);
for (const pair of [0, 1, 2, 3, 4, 5]) {
  const two = orders.slice(2 * pair, 2 * pair + 2);
  const events = [3, 1, 2].flatMap((version) => two.map((order) => event(order, version)));
  await Promise.all([...events, ...events].map(deliver));
}
const notices = await prisma.notice.findMany({ orderBy: { id: 'asc' } });
const effects: Record<string, number[]> = {};
for (const { order_id, version } of notices) (effects[String(order_id)] ??= []).push(version);
console.log(JSON.stringify(effects));
await prisma.$disconnect();
`;

const COMPILER_OPTIONS = {
  ...{ module: 'nodenext', target: 'es2023', strict: true, exactOptionalPropertyTypes: true },
  ...{ noEmit: true, skipLibCheck: true, types: ['node'] },
};

describe('A consumer with Prisma', function () {
  this.timeout(300_000);
  let project: ConsumerProject;

  before('install Prisma, which needs no engine with a driver adapter, and generate its client', async () => {
    project = await createProject(['sdk'], TOOLS, { type: 'module' });
    await project.write({
      'schema.prisma': SCHEMA,
      'prisma.config.ts': CONFIGURATION,
      'program.mts': PROGRAM,
      'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['program.mts'] }),
    });
    await project.copy(new URL('../../examples/inbox-prisma.ts', import.meta.url));
    // The command would download its engine for migrations, which generating does not use, if no other were named.
    await project.tool('prisma', ['generate'], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
  });
  after(() => project.remove());

  it('compiles the inbox with the generated client', async () => {
    await project.tool('tsc', ['--project', '.']);
  });

  it('has the effect of every event once, and in order', async () => {
    const postgres = await startPostgres();
    try {
      const printed = await project.tool('tsx', ['program.mts'], {
        DATABASE_URL: await postgres.createDatabase('notices'),
      });
      const expected = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [index + 1, [1, 2, 3]]));
      expect(JSON.parse(printed)).to.deep.equal(expected);
    } finally {
      await postgres.stop();
    }
  });
});
