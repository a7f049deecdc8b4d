import { expect } from 'chai';
import { createClient, type OrderServiceClient, type OrderStatus } from '@order-service/sdk';
import { UNKNOWN_TYPE } from '../../src/commands/listen/chaos/alter-events.js';
import { plantedConsumers, type PlantedConsumers } from '../support/planted-consumers.js';
import { runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { startWebhookServer, type Handle, type WebhookServer } from '../support/webhook-server.js';

interface SequenceStep {
  readonly order_version: number;
  readonly cause: string | null;
  readonly fault: string | null;
}

interface VerdictLine {
  readonly verdict: 'agrees' | 'differs';
  readonly events: number;
  readonly deliveries: number;
  readonly differences: readonly { readonly member: string }[];
  readonly sequence: readonly SequenceStep[] | null;
  readonly reproduced: boolean;
}

const ORDERS = 4;
const MOVES: readonly OrderStatus[] = ['confirmed', 'shipped', 'delivered'];

describe('orders listen --chaos --verify', () => {
  let sandbox: Sandbox;
  let webhooks: WebhookServer;
  let planted: PlantedConsumers;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    sandbox = await createSandbox();
    planted = plantedConsumers(sandbox.folder);
    webhooks = await startWebhookServer();
    const user = await newUser();
    env = user.env;
    await placeOrders(createClient({ baseUrl: env.ORDERS_URL!, token: user.token }));
  });

  after(async () => {
    await webhooks.stop();
    await sandbox.remove();
  });

  async function placeOrders({ orders }: OrderServiceClient): Promise<void> {
    const placed: number[] = [];
    for (let index = 0; index < ORDERS; index += 1) {
      placed.push((await orders.create({ items: [{ product_id: 7, quantity: 1 }] })).id);
    }
    for (const status of MOVES) for (const id of placed) await orders.updateStatus(id, status);
  }

  const run = (handle: Handle, seed: number, ...flags: string[]) => {
    webhooks.handle = handle;
    webhooks.received.length = 0;
    const bound = ['--since', '1h', '--count', String(ORDERS * 4), '--settle', '100ms'];
    const commands = ['--verify', planted.verify, '--reset', planted.reset];
    const chaos = ['--chaos', 'all', '--seed', String(seed)];
    const args = ['listen', '--forward-to', webhooks.url, ...bound, ...chaos, ...commands, ...flags];
    return runInProcess(sandbox, args, { env });
  };

  async function verify(handle: Handle, seed: number, ...flags: string[]) {
    const { stdout, stderr, exitCode } = await run(handle, seed, '-o', 'json', ...flags);
    const verdict = JSON.parse(stdout.trim().split('\n').at(-1)!) as VerdictLine;
    return { verdict, stderr, exitCode };
  }

  it("finds nothing to object to in a consumer that is written as the SDK's examples are", async () => {
    for (const seed of [7, 42]) {
      const { verdict, exitCode } = await verify(planted.correct, seed);
      expect(verdict).to.include({ verdict: 'agrees', events: ORDERS * 4 });
      expect(verdict.deliveries).to.be.above(ORDERS * 4);
      expect(exitCode).to.equal(0);
    }
  });

  it('finds a consumer that does its work twice, by one event and its redelivery', async () => {
    const { verdict, stderr, exitCode } = await verify(planted.repeats, 7);
    expect(verdict).to.include({ verdict: 'differs', reproduced: true });
    expect(verdict.sequence!.map(({ order_version: version }) => version)).to.deep.equal([1, 1]);
    expect(exitCode).to.equal(1);
    expect(stderr).to.include('consumer_differs').and.include('--seed 7');
  });

  it('finds a consumer that remembers an event before its work is done', async () => {
    const { verdict } = await verify(planted.forgets, 7);
    expect(verdict).to.include({ verdict: 'differs', reproduced: true });
    const faults = verdict.sequence!.map(({ fault }) => fault);
    expect(faults.filter((fault) => fault !== null)).to.deep.equal(['crash-before-ack']);
    expect(verdict.sequence).to.have.length.at.most(4);
  });

  it('finds a consumer for which the last arrival wins, by an older event after a newer one', async () => {
    const { verdict } = await verify(planted.lastWins, 7);
    expect(verdict).to.include({ verdict: 'differs', reproduced: true });
    expect(verdict.sequence!.map(({ order_version: version }) => version)).to.deep.equal([1, 2, 1]);
  });

  it('finds a consumer that compares times, by two events with the same', async () => {
    const { stderr, exitCode } = await run(planted.clock, 7);
    expect(stderr).to.match(/version 1: order\.created\n2\. .*version 2: pending to confirmed, at the same time\n/);
    expect(exitCode).to.equal(1);
  });

  it('finds a consumer that rejects types of a newer service', async () => {
    const { verdict } = await verify(planted.strict, 7);
    expect(verdict).to.include({ verdict: 'differs', reproduced: true });
    expect(verdict.differences[0]).to.include({ member: 'delivery', expected: UNKNOWN_TYPE });
    expect(verdict.sequence!.map(({ order_version: version }) => version)).to.deep.equal([1, 0]);
    expect(
      (await verify(planted.strict, 7, '--events', 'order.created,order.status.updated')).verdict.verdict,
    ).to.equal('agrees');
  });

  it('delivers the same again for the same seed, and something else for another', async () => {
    const order = async (seed: number): Promise<string[]> => {
      await verify(planted.correct, seed, '--chaos', 'duplicate,delay,reorder,drop-response');
      return webhooks.received.map(({ event }) => event.event_id);
    };
    const first = await order(7);
    expect(await order(7)).to.deep.equal(first);
    expect(await order(8)).not.to.deep.equal(first);
  });

  it('says to a person what differs, and by which deliveries', async () => {
    const { stderr } = await run(planted.repeats, 7);
    expect(stderr).to.match(/order \d+: events is \d, and should be 4/);
    expect(stderr).to.match(/shortest sequence.*:\n1\. order \d+, version 1: order.created.*\n2\. .* again \(/s);
    expect(stderr).to.match(/Try: orders listen .*--count 16 --chaos .* --seed 7/);
  });
});
