import { expect } from 'chai';
import type { Erasure, ErasurePlan, Order } from '@order-service/sdk';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import type { RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

const WHY = 'Request of 15 February, case 881';

describe('orders erase', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  const run = (...args: string[]): Promise<RunResult> => runInProcess(sandbox, args, { env });
  const json = async <Value>(...args: string[]): Promise<Value> =>
    JSON.parse((await run(...args, '-o', 'json')).stdout) as Value;

  before(async () => {
    sandbox = await createSandbox();
    env = (await newUser({ role: 'operator' })).env;
  });

  after(() => sandbox.remove());

  /** A user with orders that have metadata. */
  async function userWithOrders(count: number): Promise<{ userId: string; orderIds: number[] }> {
    const user = await newUser();
    const orderIds: number[] = [];
    for (let placed = 0; placed < count; placed += 1) {
      const args = ['create', '--item', '7', '--metadata', 'name=Ann Example', '-o', 'json'];
      orderIds.push((JSON.parse((await runInProcess(sandbox, args, { env: user.env })).stdout) as Order).id);
    }
    return { userId: String(user.id), orderIds };
  }

  it('shows the plan, and erases nothing, with --dry-run', async () => {
    const { userId, orderIds } = await userWithOrders(2);
    const plan = await json<ErasurePlan>('erase', '--user', userId, '--dry-run');
    expect(plan).to.deep.include({ orders: 2, events: 2, erasures: [] });
    const { stdout } = await run('erase', '--user', userId, '--dry-run', '-o', 'table');
    expect(stdout).to.match(/^Orders\s+2$/m);
    expect((await json<Order>('get', String(orderIds[0]))).metadata).to.deep.equal({ name: 'Ann Example' });
  });

  it('erases, shows it in orders and their histories, and keeps who did it', async () => {
    const { userId, orderIds } = await userWithOrders(2);
    const { stdout, stderr, exitCode } = await run('erase', '--user', userId, '--reason', WHY, '--yes', '-o', 'json');
    expect([exitCode, stderr]).to.deep.equal([
      0,
      `User ${userId} has 2 orders with 2 events, and 2 idempotency keys.\n`,
    ]);
    const erasure = JSON.parse(stdout) as Erasure;
    expect(erasure).to.include({ state: 'complete', orders: 2, reason: WHY });
    const order = await json<Order>('get', String(orderIds[0]));
    expect([order.user_email, order.metadata]).to.deep.equal(['', {}]);
    expect((await run('get', String(orderIds[0]), '-o', 'table')).stdout).to.match(/^Erased\s/m);
    const { text } = await printOnTerminal(sandbox, ['history', String(orderIds[0])], { columns: 80, env });
    expect(text).to.match(/0 .* erased /);
    expect((await json<ErasurePlan>('erase', '--user', userId, '--dry-run')).erasures).to.deep.equal([erasure]);
    const past = await run('erase', '--user', userId, '--dry-run', '-o', 'table');
    expect(past.stdout).to.include(`complete: ${WHY}`);
  });

  it('goes on with an erasure that is not complete', async () => {
    const { userId } = await userWithOrders(3);
    const body = { erasure_id: '0199f0c2-9a0f-7d10-8a51-0c7c3d2e1f00', reason: 'the first reason', limit: 1 };
    await run('api', 'POST', `/api/v1/users/${userId}/erasure`, '-d', JSON.stringify(body));
    const { stdout, stderr } = await run('erase', '--user', userId, '--reason', WHY, '--yes', '-o', 'json');
    expect(stderr).to.match(/The erasure that user:\d+ began at .* goes on: the first reason/);
    expect(JSON.parse(stdout)).to.include({ erasure_id: body.erasure_id, state: 'complete', orders: 3 });
  });

  it('asks for the reason and for the id on a terminal, and erases nothing for another answer', async () => {
    const { userId } = await userWithOrders(1);
    const declined = Terminal.open(sandbox, ['erase', '--user', userId], { env });
    await declined.sees('Why is this user erased?');
    declined.type(`${WHY}${KEYS.enter}`);
    await declined.sees(`Type ${userId} `);
    declined.type(`yes${KEYS.enter}`);
    await declined.sees('Nothing was erased.');
    expect(await declined.ended()).to.equal(130);

    const typed = Terminal.open(sandbox, ['erase', '--user', userId, '--reason', WHY], { env });
    await typed.sees(`Type ${userId} `);
    await typed.sees('(ORDERS_URL)');
    typed.type(`${userId}${KEYS.enter}`);
    await typed.sees(`User ${userId} is erased: 1 order changed.`);
    expect(await typed.ended()).to.equal(0);
  });

  it('rejects what it cannot carry out without a terminal, before it asks the service', async () => {
    for (const [args, message] of [
      [['--user', '7'], 'Say why the user is erased'],
      [['--user', '7', '--reason', WHY], 'add --yes'],
      [['--reason', WHY], '--user'],
      [['--user', 'ann'], 'A user id is a whole number'],
      [['--user', '7', '--user', '8'], 'give --user once'],
    ] as const) {
      const { stderr, exitCode } = await run('erase', ...args);
      expect(stderr).to.include(message);
      expect(exitCode, message).to.equal(2);
    }
  });

  it('is for operators only', async () => {
    const { env: ofUser } = await newUser();
    const { stderr, exitCode } = await runInProcess(sandbox, ['erase', '--user', '7', '--dry-run'], { env: ofUser });
    expect(exitCode).to.equal(3);
    expect(stderr).to.include('operator');
  });
});
