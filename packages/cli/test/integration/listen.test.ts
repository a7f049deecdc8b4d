import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { createClient, type OrderServiceClient } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { runInProcess } from '../support/run-in-process.js';
import { startOrders } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { startWebhookServer, type WebhookServer } from '../support/webhook-server.js';

interface DeliveryLine {
  readonly order_id: number;
  readonly order_version: number;
  readonly attempt: number;
  readonly outcome: string;
  readonly answer: string;
}

describe('orders listen', () => {
  let sandbox: Sandbox;
  let consumer: WebhookServer;
  let env: Readonly<Record<string, string>>;
  let client: OrderServiceClient;

  beforeEach(async () => {
    sandbox = await createSandbox();
    consumer = await startWebhookServer();
    const user = await newUser();
    env = user.env;
    client = createClient({ baseUrl: env.ORDERS_URL!, token: user.token });
  });

  afterEach(async () => {
    await consumer.stop();
    await sandbox.remove();
  });

  async function placeConfirmed(): Promise<number> {
    const { id } = await client.orders.create({ items: [{ product_id: 7, quantity: 1 }] });
    await client.orders.updateStatus(id, 'confirmed');
    return id;
  }

  const listen = async (...flags: string[]) => {
    const args = ['listen', '--forward-to', consumer.url, '-o', 'json', ...flags];
    const result = await runInProcess(sandbox, args, { env });
    const lines = result.stdout.split('\n').filter((line) => line !== '');
    return { ...result, deliveries: lines.map((line) => JSON.parse(line) as DeliveryLine) };
  };
  const arrived = (): string[] => consumer.received.map(({ event }) => `${event.data.order_id} ${event.order_version}`);

  it('signs each event so that the library of Standard Webhooks verifies it', async () => {
    const id = await placeConfirmed();
    const { deliveries, stderr, exitCode } = await listen('--since', '1h', '--count', '2');
    const [secret = ''] = /whsec_\S+(?=\.)/.exec(stderr) ?? [];
    for (const { headers, body, event } of consumer.received) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).to.deep.equal(event);
      expect(headers['webhook-id']).to.equal(event.event_id);
    }
    expect(arrived()).to.deep.equal([`${id} 1`, `${id} 2`]);
    expect(deliveries.map(({ outcome, answer }) => `${outcome} ${answer}`)).to.deep.equal(['taken 204', 'taken 204']);
    expect(exitCode).to.equal(0);
  });

  it('signs with a given secret, and does not print it', async () => {
    await placeConfirmed();
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const { stderr } = await listen('--since', '1h', '--count', '1', '--secret', secret);
    const [{ headers, body } = consumer.received[0]!] = consumer.received;
    new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(stderr).not.to.include(secret);
  });

  it('sends an event again until it is taken, before the next one of its order, while other orders go on', async () => {
    const [stuck, other] = [await placeConfirmed(), await placeConfirmed()];
    const answers = [500, 'cut', 302, 404] as const;
    let failures = 0;
    consumer.handle = ({ event }) => {
      if (event.data.order_id === stuck && failures < answers.length) return answers[failures++];
      return 204;
    };
    const { deliveries } = await listen('--since', '1h', '--count', '4');
    expect(arrived().filter((arrival) => arrival.startsWith(`${stuck} `))).to.deep.equal([
      ...Array<string>(5).fill(`${stuck} 1`),
      `${stuck} 2`,
    ]);
    expect(arrived().indexOf(`${other} 2`)).to.be.below(arrived().indexOf(`${stuck} 2`));
    const retried = deliveries.filter(({ order_id: id, order_version: v }) => id === stuck && v === 1);
    expect(retried.map(({ attempt, answer }) => [attempt, answer])).to.deep.equal([
      [1, '500'],
      [2, 'UND_ERR_SOCKET'],
      [3, '302'],
      [4, '404'],
      [5, '204'],
    ]);
  });

  it('selects orders and types of events', async () => {
    const [first, second] = [await placeConfirmed(), await placeConfirmed()];
    await listen('--since', '1h', '--order', String(second), '--events', 'order.status.updated', '--count', '1');
    expect(arrived()).to.deep.equal([`${second} 2`]);
    expect(first).not.to.equal(second);
  });

  it('goes on where it was, by a file that keeps the place', async () => {
    const first = await placeConfirmed();
    const place = ['--cursor-file', join(sandbox.folder, 'cursor')];
    await listen('--since', '1h', '--count', '1', ...place);
    const second = await placeConfirmed();
    await listen('--count', '3', ...place);
    expect(arrived()).to.deep.equal([`${first} 1`, `${first} 2`, `${second} 1`, `${second} 2`]);
    const kept = JSON.parse(await readFile(join(sandbox.folder, 'cursor'), 'utf8')) as Record<string, string>;
    expect(kept).to.have.all.keys('url', 'cursor').and.include({ url: env.ORDERS_URL });
    const elsewhere = await runInProcess(
      sandbox,
      ['listen', '--forward-to', consumer.url, '--url', 'http://127.0.0.1:9', ...place],
      { env },
    );
    expect(elsewhere.exitCode).not.to.equal(0);
  });

  it('ends by Ctrl-C, and prints how to go on', async () => {
    const child = startOrders(sandbox, ['listen', '--forward-to', consumer.url, '-o', 'ids'], env);
    const talk = createInterface({ input: child.stderr! })[Symbol.asyncIterator]();
    expect((await talk.next()).value).to.match(/^Forwarding to .* whsec_/);
    const id = await placeConfirmed();
    await eventually('both events are taken', () => consumer.received.length === 2);
    child.kill('SIGINT');
    expect(await once(child, 'close')).to.deep.equal([130, null]);
    let hints = '';
    for (let line = await talk.next(); !line.done; line = await talk.next()) hints += line.value;
    const [, cursor] = /--after (\S+)/.exec(hints)!;

    await client.orders.updateStatus(id, 'shipped');
    await listen('--after', cursor!, '--count', '1');
    expect(arrived()).to.deep.equal([`${id} 1`, `${id} 2`, `${id} 3`]);
  });

  it('refuses flags that contradict each other', async () => {
    const cursor = 'NDgyMCw0MDI1';
    const mistakes: readonly (readonly [string[], string])[] = [
      [['--since', '1h', '--after', cursor], 'not both'],
      [['--after', cursor, '--cursor-file', 'x'], 'not both'],
      [['--seed', '7'], '--seed belongs to --chaos'],
      [['--reset', 'x'], '--reset belongs to --verify'],
      [['--chaos', 'lightning'], "not 'lightning'"],
      [['--secret', 'whsec_short'], '24 to 64 bytes'],
      [['--chaos', 'all', '--verify', 'x', '--consumer', 'y'], 'give --reset'],
      [['--chaos', 'all', '--cursor-file', 'x'], 'without --chaos'],
    ];
    for (const [flags, sentence] of mistakes) {
      const { stderr, exitCode } = await listen(...flags);
      expect(stderr, flags.join(' ')).to.include(sentence);
      expect(exitCode).to.equal(2);
    }
  });
});
