import { expect } from 'chai';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInProcess } from '../support/run-in-process.js';
import { startOrders, type RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

describe('orders status, for many orders', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;
  let ids: string[];

  const run = (args: readonly string[], input = ''): Promise<RunResult> => runInProcess(sandbox, args, { env, input });
  const statuses = async (): Promise<string[]> =>
    (await run(['list', '-o', 'tsv', '--fields', 'status', '--sort', 'id'])).stdout.trimEnd().split('\n');

  const recordsIn = async (path: string): Promise<object[]> =>
    (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => {
        const { id, problem } = JSON.parse(line) as { id: number; problem: { code: string } };
        return { id, code: problem.code };
      });

  beforeEach(async () => {
    sandbox = await createSandbox();
    env = (await newUser()).env;
    const { stdout } = await run(['create', '-f', '-', '-o', 'ids'], 'items\n1\n2\n3\n');
    ids = stdout
      .trimEnd()
      .split('\n')
      .sort((a, b) => Number(a) - Number(b));
    await run(['status', ids[2]!, 'cancelled']);
  });

  afterEach(() => sandbox.remove());

  it('moves what another command lists', async () => {
    const listed = await run(['list', '--status', 'pending', '-o', 'ids']);
    const { stdout, stderr, exitCode } = await run(['status', '-', 'confirmed', '--yes', '-o', 'ids'], listed.stdout);
    expect(stdout.trimEnd().split('\n')).to.have.members(ids.slice(0, 2));
    expect(stderr).to.equal('2 orders can become confirmed.\nMoved 2 of 2 orders to confirmed.\n');
    expect(exitCode).to.equal(0);
    expect(await statuses()).to.deep.equal(['confirmed', 'confirmed', 'cancelled']);
  });

  it('reports orders that cannot move or do not exist, moves the rest, and fails', async () => {
    const list = join(sandbox.folder, 'ids.txt');
    await writeFile(list, [...ids, '9007199254740991'].join('\n'));
    const file = join(sandbox.folder, 'failures.ndjson');
    const args = ['status', '--from-list', list, 'confirmed', '--yes', '--failures', file];
    const { stderr, exitCode } = await run(args);
    expect(await recordsIn(file)).to.have.deep.members([
      { id: 9007199254740991, code: 'order_not_found' },
      { id: Number(ids[2]), code: 'invalid_transition' },
    ]);
    expect(stderr).to.include(`1 order cannot, being cancelled: that is final (${ids[2]}).`);
    expect(stderr).to.include('order 9007199254740991: ').and.include('Moved 2 of 4 orders to confirmed; 2 failed.');
    expect(stderr).to.include('error: 2 orders could not be moved.');
    expect(exitCode).to.equal(1);
    const again = await run(['status', '--from-list', list, 'confirmed', '--yes']);
    expect(again.stderr).to.include('Moved 0 of 4 orders to confirmed; 2 were confirmed already; 2 failed.');
    expect(await statuses()).to.deep.equal(['confirmed', 'confirmed', 'cancelled']);
  });

  it('shows the plan and moves nothing in a dry run', async () => {
    const args = ['status', '--where', 'status=pending|cancelled', 'confirmed', '--dry-run', '-o', 'csv'];
    const { stdout, stderr, exitCode } = await run(args);
    expect(stdout.trimEnd().split('\n')).to.have.members([
      'id,status,verdict',
      `${ids[2]},cancelled,cannot move`,
      `${ids[1]},pending,can move`,
      `${ids[0]},pending,can move`,
    ]);
    expect(stderr).to.include('2 orders can become confirmed.');
    expect(exitCode).to.equal(0);
    expect(await statuses()).to.deep.equal(['pending', 'pending', 'cancelled']);
  });

  it('plans, confirms and moves orders that are named one by one as those of a list', async () => {
    const unconfirmed = await run(['status', ...ids, 'confirmed']);
    expect(unconfirmed.exitCode).to.equal(2);
    expect(unconfirmed.stderr).to.include('Move 2 orders to confirmed at').and.to.include('add --yes');
    const { stderr, stdout, exitCode } = await run(['status', ids.join(','), 'confirmed', '--yes', '-o', 'ids']);
    expect(stdout.trimEnd().split('\n')).to.have.members(ids.slice(0, 2));
    expect(stderr).to.include(`1 order cannot, being cancelled: that is final (${ids[2]}).`);
    expect(stderr).to.include('Moved 2 of 3 orders to confirmed; 1 failed.');
    expect(exitCode).to.equal(1);
  });

  it('stores the reason with each', async () => {
    await run(['status', '--where', 'status=pending', 'cancelled', '--reason', 'Never paid', '--yes']);
    expect((await run(['history', ids[0]!])).stdout).to.include('\tNever paid\t');
    expect((await run(['history', ids[1]!])).stdout).to.include('\tNever paid\t');
  });

  it('accounts for every order when it is interrupted, and is resumed', async () => {
    const placed = await run(['create', '-f', '-', '-o', 'ids'], `items\n${'7\n'.repeat(97)}`);
    const list = join(sandbox.folder, 'ids.txt');
    await writeFile(list, `9007199254740991\n${ids.join('\n')}\n${placed.stdout}`);
    const args = ['status', '--from-list', list, 'confirmed', '--yes', '-o', 'ids'];
    const child = startOrders(sandbox, [...args, '--concurrency', '2'], env);
    let printed = '';
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      if (!child.killed) child.kill('SIGINT');
    });
    expect(await once(child, 'close'), stderr).to.deep.equal([130, null]);
    const account = /^Moved (\d+) of 101 orders to confirmed; (\d+) failed; (\d+) not finished\.$/m.exec(stderr);
    const [moved = 0, failed = 0, unfinished = 0] = account?.slice(1).map(Number) ?? [];
    expect({ sum: moved + failed + unfinished, failed }, stderr).to.deep.equal({ sum: 101, failed: 2 });
    expect(printed.trimEnd().split('\n')).to.have.length(moved);
    expect(unfinished).to.be.above(0);

    const again = await run(args);
    const [, movedLater, before] =
      /^Moved (\d+) of 101 orders to confirmed; (\d+) were confirmed already; 2 failed\.$/m.exec(again.stderr) ?? [];
    expect(Number(movedLater) + Number(before), again.stderr).to.equal(99);
    // A request that was interrupted may have moved its order.
    expect(Number(before)).to.be.at.least(moved);
  });

  it('succeeds when no order matches', async () => {
    const { stderr, exitCode } = await run(['status', '--where', 'status=pending,older-than=1d', 'cancelled', '--yes']);
    expect(stderr).to.match(
      /^0 orders can become cancelled\.\nOnly your own orders .* --everyone .*\nMoved 0 of 0 orders to cancelled\.\n$/,
    );
    expect(exitCode).to.equal(0);
  });

  it('moves only what meets all conditions when --where is given twice', async () => {
    const conditions = ['--where', 'status=pending', '--where', `id=${ids[0]}|${ids[2]}`];
    const { stdout } = await run(['status', ...conditions, 'cancelled', '--dry-run', '-o', 'ids']);
    expect(stdout).to.equal(`${ids[0]}\n`);
  });

  it('moves nothing without a terminal and without --yes', async () => {
    const { stderr, exitCode } = await run(['status', '--where', 'status=pending', 'confirmed']);
    expect(stderr).to.include('add --yes');
    expect(exitCode).to.equal(2);
    expect(await statuses()).to.deep.equal(['pending', 'pending', 'cancelled']);
  });

  const answers: readonly (readonly [string, string, number, string])[] = [
    ['moves them after a yes', `y${KEYS.enter}`, 0, 'confirmed'],
    ['moves nothing after a no', KEYS.enter, 130, 'pending'],
    ['moves nothing after Ctrl-C', KEYS.interrupt, 130, 'pending'],
  ];
  for (const [what, keys, exitCode, status] of answers) {
    it(`asks on a terminal, and ${what}`, async () => {
      const terminal = Terminal.open(sandbox, ['status', '--where', 'status=pending', 'confirmed'], { env });
      await terminal.sees('2 orders can become confirmed.');
      await terminal.sees(`Move 2 orders to confirmed at ${env.ORDERS_URL}`);
      terminal.type(keys);
      expect(await terminal.ended()).to.equal(exitCode);
      expect(await statuses()).to.deep.equal([status, status, 'cancelled']);
    });
  }

  const changes: readonly (readonly [string, string, number, string])[] = [
    ['takes one that has got there since for one that was there', 'confirmed', 0, '1 was confirmed already'],
    ['reports one that has got elsewhere since', 'cancelled', 1, '1 failed'],
  ];
  for (const [what, status, exitCode, account] of changes) {
    it(`moves what is as it was in the plan, and ${what}`, async () => {
      const terminal = Terminal.open(sandbox, ['status', '--where', 'status=pending', 'confirmed'], { env });
      await terminal.sees(`Move 2 orders to confirmed at ${env.ORDERS_URL}`);
      await run(['status', ids[0]!, status]);
      terminal.type(`y${KEYS.enter}`);
      expect(await terminal.ended()).to.equal(exitCode);
      await terminal.sees(`Moved 1 of 2 orders to confirmed; ${account}.`);
    });
  }
});
