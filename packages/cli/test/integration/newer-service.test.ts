import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import {
  NEW_CODE,
  NEW_EVENT_TYPE,
  NEW_VALUE,
  startNewerService,
  type NewerService,
} from '../../../../test/services/newer-service.js';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import { startOrders } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';

const TOKEN = ['{}', '{"sub":"1"}', 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

describe('orders, with a service of a newer version', () => {
  let sandbox: Sandbox;
  let service: NewerService;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    sandbox = await createSandbox();
    service = await startNewerService();
    env = { ORDERS_URL: service.url, ORDERS_TOKEN: TOKEN };
  });
  after(async () => {
    await service.stop();
    await sandbox.remove();
  });

  for (const command of ['list', 'get 257', 'status 257', 'history 257', 'explain 257', 'outbox list', 'health']) {
    it(`shows unknown values as they are in 'orders ${command}'`, async () => {
      const formats = command === 'outbox list' ? ['csv', 'json'] : ['table', 'csv', 'json']; // Its table has no lists.
      for (const format of formats) {
        const args = [...command.split(' '), '-o', format, '--no-input'];
        const { text, exitCode } = await printOnTerminal(sandbox, args, { columns: 200, env });
        expect(exitCode, text).to.equal(0);
        expect(text).to.contain(NEW_VALUE);
      }
    });
  }

  it('shows members and events that it does not know', async () => {
    const { stdout } = await runInProcess(sandbox, ['get', '257', '-o', 'json'], { env });
    expect(JSON.parse(stdout)).to.deep.equal(service.answerTo('/api/v1/orders/{order_id}'));
    const feed = await runInProcess(sandbox, ['api', 'GET', '/api/v1/events'], { env });
    expect(feed.stdout).to.contain(NEW_EVENT_TYPE);
  });

  it('watches changes whose type or status it does not know', async () => {
    const child = startOrders(sandbox, ['watch', '-o', 'tsv'], env);
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const next = async () => ((await lines.next()).value as string).split('\t');
    expect((await next()).slice(1, 4)).to.deep.equal(['257', 'pending', NEW_VALUE]);
    expect((await next()).slice(1, 4)).to.deep.equal(['257', '', '']);
    child.kill('SIGINT');
    await once(child, 'close');
  });

  it('reports an unknown problem by its own sentence', async () => {
    const { stderr, exitCode } = await runInProcess(sandbox, ['create', '--item', '1', '-o', 'json'], { env });
    expect(exitCode).to.be.above(0);
    expect(stderr).to.contain('You have placed all orders of this month.').and.to.contain(NEW_CODE);
  });
});
