import { expect } from 'chai';
import { createClient, type Statistics } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import type { RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';
import { Terminal } from '../support/terminal.js';

describe('orders stats and events replay, for operators', () => {
  let sandbox: Sandbox;
  let operator: Awaited<ReturnType<typeof newUser>>;
  let orderId: string;

  const run = (...args: string[]): Promise<RunResult> => runInProcess(sandbox, args, { env: operator.env });

  before(async () => {
    sandbox = await createSandbox();
    operator = await newUser({ role: 'operator' });
    orderId = (await run('create', '--item', '1:2', '-o', 'ids')).stdout.trim();
    const client = createClient({ baseUrl: (await testService()).url, token: operator.token });
    const isCounted = async (): Promise<boolean> => (await client.stats()).by_status.pending > 0;
    await eventually('the order is counted', isCounted);
  });

  after(() => sandbox.remove());

  it("prints the contract's statistics as JSON, and a row for each bucket as CSV", async () => {
    const stats = JSON.parse((await run('stats', '-o', 'json')).stdout) as Statistics;
    expect(stats.buckets).to.have.length.within(30, 32);
    expect(stats.by_status.pending).to.be.above(0);
    const rows = (await run('stats', '-o', 'csv', '--by', 'hour', '--since', '3h')).stdout.trimEnd().split('\n');
    expect(rows[0]).to.equal('start,orders,revenue,cancelled,cancelled_amount');
    expect(rows).to.have.length.within(4, 6);
  });

  for (const columns of [40, 80, 200]) {
    it(`draws them within ${columns} columns`, async () => {
      const terminal = Terminal.open(sandbox, ['stats', '--since', '3d'], { columns, env: operator.env });
      await terminal.sees('All orders, by status');
      await terminal.sees('█');
      await terminal.sees('Orders and revenue by day (UTC)');
      expect(await terminal.ended()).to.equal(0);
      for (const line of terminal.text.split('\n')) expect(line.length, line).to.be.at.most(columns);
    });
  }

  it('is for operators only', async () => {
    const { env } = await newUser();
    for (const args of [['stats'], ['events', 'replay', '--order', orderId]]) {
      const { stderr, exitCode } = await runInProcess(sandbox, args, { env });
      expect(stderr).to.include('role is operator');
      expect(exitCode).to.equal(3);
    }
  });

  it('replays one order without a confirmation, and a span of time with one', async () => {
    expect((await run('events', 'replay', '--order', orderId, '-o', 'json')).stdout).to.match(/"queued": \d+/);
    const refused = await run('events', 'replay', '--since', '1h');
    expect(refused.stderr).to.include('add --yes');
    expect(refused.exitCode).to.equal(2);
    expect((await run('events', 'replay', '--since', '1h', '--yes')).exitCode).to.equal(0);
  });

  it('says why nothing was queued of an order whose events wait for a broker', async () => {
    const args = ['events', 'replay', '--order', orderId];
    const { text, exitCode } = await printOnTerminal(sandbox, args, { columns: 120, env: operator.env });
    expect([text.includes('Nothing was queued: events in the outbox'), exitCode]).to.deep.equal([true, 0]);
  });

  it('reports an order that does not exist', async () => {
    expect((await run('events', 'replay', '--order', '9007199254740991')).exitCode).to.equal(4);
    const { stderr, exitCode } = await run('events');
    expect(stderr).to.include('replay').and.include('Name one of these commands.');
    expect(exitCode).to.equal(2);
  });

  it('completes the subcommands of events', async () => {
    expect((await run('__complete', 'events', '')).stdout).to.match(/^replay\t/);
    expect((await run('__complete', 'events', 'replay', '--o')).stdout).to.include('--order\t');
  });
});
