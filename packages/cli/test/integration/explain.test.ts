import { expect } from 'chai';
import pg from 'pg';
import type { Order, OrderExplanation } from '@order-service/sdk';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';

type Env = Readonly<Record<string, string>>;

describe('orders explain', () => {
  let sandbox: Sandbox;
  let owner: Env;
  let operator: Env;
  let database: pg.Client;
  let id: string;

  const page = async (env: Env): Promise<string> =>
    (await printOnTerminal(sandbox, ['explain', id], { columns: 200, env })).text;

  before(async () => {
    sandbox = await createSandbox();
    owner = (await newUser()).env;
    operator = (await newUser({ role: 'operator' })).env;
    database = new pg.Client({ connectionString: (await testService()).databaseUrl });
    await database.connect();
  });

  after(async () => {
    await database.end();
    await sandbox.remove();
  });

  /** An order of two versions, neither of which is published: the service has no broker. */
  beforeEach(async () => {
    const { stdout } = await runInProcess(sandbox, ['create', '--item', '7', '-o', 'json'], { env: owner });
    id = String((JSON.parse(stdout) as Order).id);
    await runInProcess(sandbox, ['status', id, 'confirmed', '--reason', 'Paid', '--yes'], { env: operator });
  });

  it('shows what an order waits for, who may move it where, and what became of each version', async () => {
    const text = await page(owner);
    expect(text).to.match(/^Status +confirmed, since /m);
    expect(text).to.match(/^Waits for +somebody to move it\n +the broker, which is disabled \(orders health\)$/m);
    expect(text).to.match(
      /^Can become +shipped: by its owner or an operator\n +cancelled: by its owner or an operator$/m,
    );
    expect(text).to.match(/^Version 1 +pending by user:\d+, committed .*; not confirmed by the broker yet$/m);
    expect(text).to.match(/^Version 2 +confirmed by user:\d+ \(Paid\), .*; waits until version 1 is published$/m);
  });

  it('shows what the broker said of a dead letter, and of what was published when', async () => {
    await database.query(
      "UPDATE outbox SET dead_lettered_at = now(), attempts = 5, last_error = '406 no' WHERE order_id = $1 AND version = 1",
      [id],
    );
    const deadLettered = await page(operator);
    expect(deadLettered).to.match(/^ +an operator: an event is dead-lettered \(orders outbox\)$/m);
    expect(deadLettered).to.match(/^Version 1 .*; dead-lettered .* after 5 failed attempts; the broker said: 406 no$/m);

    await database.query(
      `WITH gone AS (DELETE FROM outbox WHERE order_id = $1 RETURNING *)
       INSERT INTO event_deliveries (order_id, version, attempts, confirmed_at, replayed_at, replay_confirmed_at)
       SELECT g.order_id, g.version, 0, e.occurred_at + interval '1.25 s', e.occurred_at + interval '1 h',
              e.occurred_at + interval '2 h'
       FROM gone g JOIN order_events e USING (order_id, version)`,
      [id],
    );
    expect(await page(owner)).to.match(
      /^Version 2 .*; published .*, after 1\.250 s; replayed .*, published again .*$/m,
    );
  });

  it('prints everything for programs', async () => {
    const { stdout } = await runInProcess(sandbox, ['explain', id, '-o', 'json'], { env: owner });
    const { order, waits_for: waitsFor, versions } = JSON.parse(stdout) as OrderExplanation;
    expect([String(order.id), waitsFor]).to.deep.equal([id, ['transition', 'broker']]);
    expect(versions.map(({ delivery }) => delivery.state)).to.deep.equal(['waiting', 'held']);
    const row = await runInProcess(sandbox, ['explain', id, '-o', 'tsv'], { env: owner });
    expect(row.stdout).to.include('deliveries\t1:waiting,2:held\n');
  });

  it('does not show an order of another user', async () => {
    const { stderr, exitCode } = await runInProcess(sandbox, ['explain', id], { env: (await newUser()).env });
    expect(exitCode).to.not.equal(0);
    expect(stderr).to.include(`${id} does not exist`);
  });
});
