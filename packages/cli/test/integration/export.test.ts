import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Order } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { runInProcess } from '../support/run-in-process.js';
import type { RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';

describe('orders export', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;
  let placed: number[];

  const run = (...args: string[]): Promise<RunResult> => runInProcess(sandbox, args, { env });
  const path = (name: string): string => join(sandbox.folder, name);
  const idsIn = (ndjson: string): number[] =>
    ndjson
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as Order).id);

  const totalOf = async (id: string): Promise<string> =>
    (JSON.parse((await run('get', id, '-o', 'json')).stdout) as Order).total_amount;

  before(async () => {
    sandbox = await createSandbox();
    env = (await newUser()).env;
    placed = [];
    for (const quantity of ['1', '2', '3']) {
      const { stdout } = await run('create', '--item', `7:${quantity}`, '--metadata', 'gift=yes, "now"', '-o', 'ids');
      placed.push(Number(stdout));
    }
  });

  after(() => sandbox.remove());

  it('writes every order to stdout or to a file, oldest first, and leaves only that file', async () => {
    const { stdout, stderr, exitCode } = await run('export');
    expect([idsIn(stdout), stderr, exitCode]).to.deep.equal([placed, 'Exported 3 orders.\n', 0]);
    await run('export', path('all.csv'));
    expect(await readFile(path('all.csv'), 'utf8')).to.equal(
      (await run('list', '--all', '--sort', 'created', '-o', 'csv')).stdout,
    );
    expect((await readdir(sandbox.folder)).filter((name) => name.startsWith('all.csv'))).to.deep.equal(['all.csv']);
  });

  it('takes the filters of orders list', async () => {
    await run('status', String(placed[0]), 'cancelled', '--yes');
    expect(idsIn((await run('export', '--status', 'pending')).stdout)).to.deep.equal(placed.slice(1));
    let changed: number[] = []; // read from the search, which follows the orders
    await eventually('the search has every order', async () => {
      changed = idsIn((await run('export', '--updated-since', '1h')).stdout);
      return changed.length >= placed.length;
    });
    expect(changed).to.have.members(placed);
    expect(idsIn((await run('export', '--until', '2020-01-01')).stdout)).to.deep.equal([]);
    expect(idsIn((await run('export', '--id', String(placed[1]))).stdout)).to.deep.equal([placed[1]]);
  });

  it('writes the fields that are named, as orders list and orders get do', async () => {
    const id = String(placed[2]);
    const chosen = ['--fields', 'total,id'];
    const ndjson = `{"total_amount":"${await totalOf(id)}","id":${id}}\n`;
    expect((await run('export', '--id', id, ...chosen)).stdout).to.equal(ndjson);
    expect((await run('list', '--id', id, ...chosen, '-o', 'ndjson')).stdout).to.equal(ndjson);
    expect((await run('get', id, ...chosen, '-o', 'ndjson')).stdout).to.equal(ndjson);
    expect((await run('get', id, ...chosen, '-o', 'json')).stdout).to.equal(
      `${JSON.stringify(JSON.parse(ndjson), null, 2)}\n`,
    );
    const csv = `total_amount,id\n${await totalOf(id)},${id}\n`;
    expect((await run('export', '--id', id, ...chosen, '-o', 'csv')).stdout).to.equal(csv);
    expect((await run('get', id, ...chosen, '-o', 'csv')).stdout).to.equal(csv);
  });

  for (const name of ['again.ndjson', 'again.csv']) {
    it(`writes a ${name.replace('again', '')} file that orders create -f takes`, async () => {
      await run('export', path(name));
      const another = await newUser();
      const created = await runInProcess(sandbox, ['create', '-f', path(name), '--yes', '--concurrency', '1'], {
        env: another.env,
      });
      expect(created.exitCode, created.stderr).to.equal(0);
      const { stdout } = await runInProcess(sandbox, ['export'], { env: another.env });
      const orders = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Order);
      expect(orders.map(({ metadata }) => metadata)).to.deep.equal(Array(3).fill({ gift: 'yes, "now"' }));
      expect(orders.map(({ items }) => items[0]!.quantity)).to.deep.equal([1, 2, 3]);
    });
  }

  it('goes on with a file where it was interrupted, without the page that was cut', async () => {
    const all = (await run('export')).stdout;
    const first = all.slice(0, all.indexOf('\n') + 1);
    const link = (await run('api', 'GET', '/api/v1/orders?limit=1&sort=created_at', '-i')).stdout;
    const [, cursor] = /cursor=([\w-]+)/.exec(link) ?? [];
    const kept = {
      url: env.ORDERS_URL,
      format: 'ndjson',
      filters: { sort: 'created_at' },
      cursor,
      orders: 1,
      bytes: Buffer.byteLength(first),
    };
    await writeFile(path('cut.ndjson'), `${first}{"id":9,"sta`);
    await writeFile(path('cut.ndjson.resume'), JSON.stringify(kept));
    const { stderr, exitCode } = await run('export', path('cut.ndjson'), '--resume');
    expect([stderr, exitCode]).to.deep.equal([`Exported 3 orders to ${path('cut.ndjson')}.\n`, 0]);
    expect(await readFile(path('cut.ndjson'), 'utf8')).to.equal(all);
    const complete = await run('export', path('cut.ndjson'), '--resume');
    expect([complete.exitCode, complete.stderr.includes('is complete')]).to.deep.equal([1, true]);
    expect(idsIn((await run('export', '--after', cursor!)).stdout)).to.deep.equal(placed.slice(1));
  });

  it('replaces no file, and rejects what it cannot go on with', async () => {
    await writeFile(path('mine.csv'), 'mine');
    const { exitCode, stderr } = await run('export', path('mine.csv'));
    expect([exitCode, stderr.includes('--resume')]).to.deep.equal([1, true]);
    expect(await readFile(path('mine.csv'), 'utf8')).to.equal('mine');
    for (const args of [
      ['--resume'],
      ['x.csv', '--after', 'MTc0'],
      ['x.csv', '--resume', '--status', 'pending'],
      ['-o', 'yaml'],
      ['--everyone', '--user', '7'],
    ]) {
      expect((await run('export', ...args)).exitCode, args.join(' ')).to.equal(2);
    }
  });
});
