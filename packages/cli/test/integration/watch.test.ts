import { expect } from 'chai';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { OrderEvent } from '@order-service/sdk';
import { runInProcess } from '../support/run-in-process.js';
import { startOrders } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

describe('orders watch', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  const place = async (): Promise<string> =>
    (await runInProcess(sandbox, ['create', '--item', '7', '-o', 'ids'], { env })).stdout.trim();
  const move = (id: string, status: string) => runInProcess(sandbox, ['status', id, status], { env });

  beforeEach(async () => {
    sandbox = await createSandbox();
    env = (await newUser()).env;
  });

  afterEach(() => sandbox.remove());

  /** Resolves when the stream is open: only what happens from then on is sure to be seen. */
  async function watching(child: ChildProcess): Promise<void> {
    for await (const line of createInterface({ input: child.stderr! })) if (line.startsWith('debug: 200')) return;
  }

  it('prints each event as one JSON document, as it happens', async () => {
    const child = startOrders(sandbox, ['watch', '-o', 'json', '--debug'], env);
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const next = async (): Promise<OrderEvent> => JSON.parse((await lines.next()).value as string) as OrderEvent;
    await watching(child);
    const id = await place();
    expect(await next()).to.have.nested.include({ event_type: 'order.created', 'data.order_id': Number(id) });
    await move(id, 'confirmed');
    expect(await next()).to.have.nested.include({ 'data.old_status': 'pending', 'data.new_status': 'confirmed' });
    child.kill('SIGINT');
    expect(await once(child, 'close')).to.deep.equal([130, null]);
  });

  it('leaves out events that do not match the flags', async () => {
    const child = startOrders(sandbox, ['watch', '--status', 'shipped,cancelled', '--debug'], env);
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    await watching(child);
    const id = await place();
    await move(id, 'confirmed');
    await move(id, 'shipped');
    expect(((await lines.next()).value as string).split('\t').slice(1, 4)).to.deep.equal([id, 'confirmed', 'shipped']);
    child.kill('SIGINT');
    await once(child, 'close');
  });

  it('begins at --since, and continues with new events', async () => {
    const id = await place();
    const child = startOrders(sandbox, ['watch', '--since', '1h', '-o', 'ids'], env);
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    expect((await lines.next()).value).to.equal(id);
    const later = await place();
    expect((await lines.next()).value).to.equal(later);
    child.kill('SIGINT');
    await once(child, 'close');
    const { stderr, exitCode } = await runInProcess(sandbox, ['watch', '--since', '1h', '--after', 'abc'], { env });
    expect([stderr.includes('not both'), exitCode]).to.deep.equal([true, 2]);
  });

  it('prints a table on a terminal, and the command that continues after Ctrl-C', async () => {
    const terminal = Terminal.open(sandbox, ['watch', '--debug'], { env });
    await terminal.sees('debug: 200');
    const id = await place();
    await terminal.sees('WHEN');
    await terminal.sees(id);
    await terminal.sees('pending');
    terminal.type(KEYS.interrupt);
    await terminal.sees('orders watch --after ');
    expect(await terminal.ended()).to.equal(130);

    const [, cursor] = /--after (\S+)/.exec(terminal.text)!;
    await move(id, 'cancelled');
    const resumed = Terminal.open(sandbox, ['watch', '--after', cursor!], { env });
    await resumed.sees('cancelled');
    resumed.type(KEYS.interrupt);
    await resumed.ended();
    expect(resumed.text.match(/user:/g)).to.have.length(1);
  });
});
