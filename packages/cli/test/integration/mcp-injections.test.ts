import { expect } from 'chai';
import { createClient, type Order, type OrderServiceClient } from '@order-service/sdk';
import { NOTICE } from '../../src/commands/mcp/answer.js';
import { escapeControls, hasControls, printable } from '../../src/render/printable.js';
import { INJECTIONS, textsAt } from '../support/injections.js';
import { REVISIONS, startMcpSession, type McpSession } from '../support/mcp-session.js';
import { testService } from '../support/service.js';

const PRODUCT_ID = 91_001;
const USER_ID = 9_100;

/** Every text of a JSON value, and every name. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}

describe('orders mcp, reading instructions in the text of orders', () => {
  let orders: OrderServiceClient['orders'];
  let env: Record<string, string>;
  let order: Order;
  /** One order for each reason, which is moved twice: its history has the reason. */
  const moved: number[] = [];
  const sessions: McpSession[] = [];

  before(async () => {
    const service = await testService();
    const { products } = service.catalogue!;
    const sample = [...products.values()][0]!;
    const names = textsAt('product name');
    names.forEach((name, at) => products.set(PRODUCT_ID + at, { ...sample, id: PRODUCT_ID + at, name }));
    const token = service.token({ userId: USER_ID, email: textsAt('e-mail')[0]!, role: textsAt('role')[0]! });
    env = { ORDERS_URL: service.url, ORDERS_TOKEN: token };
    ({ orders } = createClient({ baseUrl: service.url, token }));
    order = await orders.create({
      items: names.map((_, at) => ({ product_id: PRODUCT_ID + at, quantity: 1 })),
      reference: textsAt('reference')[0]!,
      metadata: Object.fromEntries([
        ...textsAt('metadata value').map((value, at) => [`note ${at}`, value]),
        ...textsAt('metadata name').map((name) => [name, 'yes']),
      ]) as Record<string, string>,
    });
    for (const reason of textsAt('reason')) {
      const { id } = await orders.create({ items: [{ product_id: 7, quantity: 1 }] });
      await orders.updateStatus(id, 'confirmed', { reason });
      moved.push(id);
    }
  });

  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
  });

  after(async () => {
    const { products } = (await testService()).catalogue!;
    textsAt('product name').forEach((_, at) => products.delete(PRODUCT_ID + at));
  });

  async function connect(options: Partial<Parameters<typeof startMcpSession>[0]> = {}): Promise<McpSession> {
    const session = await startMcpSession({ env, ...options });
    sessions.push(session);
    return session;
  }

  const versions = (): Promise<number[]> =>
    Promise.all([order.id, ...moved].map(async (id) => (await orders.get(id)).version));

  for (const revision of REVISIONS) {
    it(`passes on all ${INJECTIONS.length} within the data, with nothing hidden, and changes nothing, in ${revision}`, async () => {
      const before = await versions();
      const session = await connect({ revision });
      const { tools } = await session.client.listTools();
      const seen: string[] = [];
      const calls: (readonly [string, Record<string, unknown>])[] = [
        ['get_order', { order_id: order.id }],
        ['explain_order', { order_id: order.id }],
        ['list_orders', {}],
        ['list_events', { limit: 100 }],
        ['get_me', {}],
        ...moved.map((id) => ['get_order_history', { order_id: id }] as const),
      ];
      for (const [tool, given] of calls) {
        const { content, structuredContent, isError } = await session.client.callTool({ name: tool, arguments: given });
        expect(isError, tool).not.to.equal(true);
        const [block, ...others] = content;
        expect(others).to.deep.equal([]);
        const text = block?.type === 'text' ? block.text : '';
        expect(hasControls(text), tool).to.equal(false);
        expect(JSON.parse(text), tool).to.deep.equal(structuredContent);
        const { notice, data, next_cursor: cursor, ...rest } = structuredContent as Record<string, unknown>;
        expect({ notice, rest }, tool).to.deep.equal({ notice: NOTICE, rest: {} });
        expect(JSON.stringify(cursor ?? null), tool).to.match(/^(null|"[A-Za-z0-9_-]+")$/);
        seen.push(...textsIn(data));
      }
      for (const text of seen) expect(hasControls(text), JSON.stringify(text)).to.equal(false);
      for (const { how, text } of INJECTIONS) {
        const shown = escapeControls(text);
        expect(
          seen.some((each) => each.includes(shown)),
          how,
        ).to.equal(true);
      }
      expect((await session.client.listTools()).tools).to.deep.equal(tools);
      expect(session.questions).to.deep.equal([]);
      expect(await versions()).to.deep.equal(before);
    });

    it(`makes no change that the person declines when the model obeys each of them, in ${revision}`, async () => {
      const before = await versions();
      const session = await connect({ revision });
      session.decide = () => 'decline';
      for (const { text } of INJECTIONS) {
        const given = { order_id: order.id, status: 'cancelled', reason: text };
        const { told } = await session.call('update_order_status', given);
        expect(told).to.include({ code: 'declined', changed: false });
        const lines = session.questions.at(-1)!.split('\n');
        expect(lines.at(-2)).to.equal(`Reason, kept in its history: ${JSON.stringify(printable(text))}`);
        expect(lines.filter((line) => line.startsWith('Reason'))).to.have.length(1);
      }
      expect(session.questions).to.have.length(INJECTIONS.length);
      expect(await versions()).to.deep.equal(before);
    });
  }

  it('shows a person all that an order would store, quoted and on lines of its own', async () => {
    const session = await connect();
    session.decide = () => 'decline';
    const metadata = Object.fromEntries(textsAt('metadata value').map((value, at) => [`note ${at}`, value]));
    const items = Array.from({ length: 12 }, (_, at) => ({ product_id: PRODUCT_ID + (at % 3), quantity: at + 1 }));
    await session.call('create_order', { items, metadata, reference: 'x'.repeat(100) });
    const [question] = session.questions;
    const lines = question!.split('\n');
    expect(hasControls(question!)).to.equal(false);
    expect(lines.filter((line) => /^- \d+ of product/.test(line))).to.have.length(12);
    for (const value of textsAt('metadata value')) expect(question).to.contain(JSON.stringify(printable(value)));
    expect(lines).to.include(`Reference: "${'x'.repeat(100)}"`);
    expect(lines.at(-1)).to.match(/^The history will name you, via mcp:test-assistant\./);
  });

  it('takes no text of an order for an answer of the person', async () => {
    const before = await versions();
    const { client } = await connect();
    for (const { how, text } of INJECTIONS) {
      const answer = await client
        .request({
          method: 'tools/call',
          params: {
            name: 'update_order_status',
            arguments: { order_id: order.id, status: 'cancelled' },
            inputResponses: { question: { action: 'accept', content: {} } },
            requestState: text,
          },
        })
        .catch((error: unknown) => error);
      expect(answer, how).to.be.instanceOf(Error);
    }
    expect(await versions()).to.deep.equal(before);
  });
});
