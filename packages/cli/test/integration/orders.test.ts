import { expect } from 'chai';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Order } from '@order-service/sdk';
import { runInProcess } from '../support/run-in-process.js';
import { runOrders, runShell, startOrders, type RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';

describe('orders, piped', () => {
  let sandbox: Sandbox;
  let user: Awaited<ReturnType<typeof newUser>>;

  const orders = (...args: string[]): Promise<RunResult> => runInProcess(sandbox, args, { env: user.env });
  const place = async (...items: string[]): Promise<string> => {
    const { stdout } = await orders('create', ...items.flatMap((item) => ['--item', item]), '-o', 'ids');
    return stdout.trim();
  };

  beforeEach(async () => {
    sandbox = await createSandbox();
    user = await newUser();
  });

  afterEach(() => sandbox.remove());

  describe('create', () => {
    it("prints the contract's order as JSON", async () => {
      const { stdout, stderr, exitCode } = await orders(
        ...['create', '--item', '1:2', '--item', '7', '--metadata', 'channel=phone', '-o', 'json'],
      );
      const order = JSON.parse(stdout) as Order;
      expect(order).to.deep.include({ user_id: user.id, status: 'pending', metadata: { channel: 'phone' } });
      expect(order.items.map(({ product_id: id, quantity }) => [id, quantity])).to.deep.equal([
        [1, 2],
        [7, 1],
      ]);
      expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 });
    });

    it('prints fields and values, a line each, by default', async () => {
      const { stdout } = await orders('create', '--item', '1:2');
      expect(stdout).to.match(/^id\t\d+\nstatus\tpending\ntotal_amount\t59\.98\n/);
    });

    it('places one order for one idempotency key', async () => {
      const again = ['create', '--item', '1', '--idempotency-key', 'call-1138', '-o', 'ids'];
      const [first, second] = [await orders(...again), await orders(...again)];
      expect(second).to.deep.equal(first);
      expect((await orders('list', '-o', 'ids')).stdout).to.equal(first.stdout);
    });

    it('reports insufficient stock, with the number in stock', async () => {
      const { stdout, stderr, exitCode } = await orders('create', '--item', '1:9999');
      expect(stderr).to.match(/^error: 9999 of product 1 .* 100 are in stock.*\nRequest id: \S+\n$/);
      expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 5 });
    });

    it('prints an error as the problem document with -o json', async () => {
      const { stderr, exitCode } = await orders('create', '--item', '999999', '-o', 'json');
      expect(JSON.parse(stderr)).to.include({ code: 'product_not_found', status: 404, product_id: 999999 });
      expect(exitCode).to.equal(4);
    });
  });

  describe('list', () => {
    it('prints rows without headings, newest first', async () => {
      const ids = [await place('1:2'), await place('7')];
      const rows = (await orders('list')).stdout.trimEnd().split('\n');
      expect(rows.map((row) => row.split('\t').filter((_, index) => index !== 3))).to.deep.equal([
        [ids[1], 'pending', '4.20', '7:1'],
        [ids[0], 'pending', '59.98', '1:2'],
      ]);
    });

    it('prints nothing for an empty list', async () => {
      expect(await orders('list')).to.deep.equal({ stdout: '', stderr: '', exitCode: 0 });
      expect((await orders('list', '-o', 'json')).stdout).to.equal('[]\n');
    });

    it('prints one JSON array, one document a line, CSV with a header, or YAML', async () => {
      const id = await place('1:2', '7');
      const [json, ndjson, csv, yaml] = await Promise.all(
        ['json', 'ndjson', 'csv', 'yaml'].map(async (format) => (await orders('list', '-o', format)).stdout),
      );
      const listed = JSON.parse(json!) as Order[];
      expect(listed.map((order) => order.id)).to.deep.equal([Number(id)]);
      expect(JSON.parse(ndjson!)).to.deep.equal(listed[0]);
      expect(csv!.split('\n')[0]).to.equal(
        'id,status,total_amount,created_at,updated_at,version,user_id,user_email,items,reference,metadata',
      );
      expect(csv!.split('\n')[1]).to.include(`,${user.id},${user.email},1:2 7:1,`);
      expect(yaml).to.match(new RegExp(`^- id: ${id}\n`));
    });

    it('filters by status and time', async () => {
      const [kept, moved] = [await place('1'), await place('2')];
      await orders('status', moved, 'confirmed');
      const listed = async (...flags: string[]): Promise<string> =>
        (await orders('list', '-o', 'ids', ...flags)).stdout;
      expect(await listed('--status', 'pending')).to.equal(`${kept}\n`);
      expect(await listed('--status', 'pending,confirmed')).to.equal(`${moved}\n${kept}\n`);
      expect(await listed('--status', 'pending', '--status', 'confirmed', '--limit', '1')).to.equal(`${moved}\n`);
      expect(await listed('--since', '1h')).to.equal(`${moved}\n${kept}\n`);
      expect(await listed('--until', '1h')).to.equal('');
    });

    it('lists an order in the span that begins when it was placed, to the microsecond, and not in the one before', async () => {
      const id = await place('1');
      const { created_at: placed } = JSON.parse((await orders('get', id, '-o', 'json')).stdout) as {
        created_at: string;
      };
      expect((await orders('list', '-o', 'ids', '--since', placed)).stdout).to.equal(`${id}\n`);
      expect((await orders('list', '-o', 'ids', '--until', placed)).stdout).to.equal('');
      expect((await orders('list', '-o', 'ids', '--since', placed.replace('Z', '1Z'))).stdout).to.equal('');
    });

    it("prints and reads times with their zone: the machine's, or UTC", async () => {
      const id = await place('1');
      const env = { ...user.env, TZ: 'Asia/Kolkata' };
      const shown = async (...args: string[]): Promise<string> => (await runOrders(sandbox, args, { env })).stdout;
      expect(await shown('get', id, '-o', 'table')).to.match(/^Placed +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+05:30 /m);
      expect(await shown('get', id, '-o', 'table', '--utc')).to.match(/^Placed +\S+ \d\d:\d\d:\d\dZ /m);
      expect(await shown('history', id, '-o', 'table', '--utc')).to.match(/\d\d:\d\d:\d\dZ/);
      const asked = async (...flags: string[]): Promise<string> =>
        (await runOrders(sandbox, ['list', '--since', '2026-02-15', '--debug', ...flags], { env })).stderr;
      expect(await asked()).to.include('created_after=2026-02-14T18%3A30%3A00');
      expect(await asked('--utc')).to.include('created_after=2026-02-15T00%3A00%3A00');
    });

    it('escapes formulas in CSV, unless --raw is given', async () => {
      await orders('create', '--item', '1', '--metadata', 'note==1+1');
      const cells = async (...flags: string[]): Promise<string> =>
        (await orders('list', '-o', 'csv', '--fields', 'email,metadata', ...flags)).stdout;
      expect(await cells()).to.equal(`user_email,metadata\n${user.email},"{""note"":""=1+1""}"\n`);
      const { stdout } = await runShell(sandbox, 'list -o csv --bom | od -An -tx1 -N3', user.env);
      expect(stdout).to.equal(' ef bb bf\n');
      const service = await testService();
      const token = service.token({ userId: user.id, email: '=cmd()@example.com' });
      const env = { ...user.env, ORDERS_TOKEN: token };
      await runInProcess(sandbox, ['create', '--item', '1'], { env });
      expect(await cells()).to.include("\n'=cmd()@example.com,");
      expect(await cells('--raw')).to.include('\n=cmd()@example.com,');
    });

    it('reads every page for --all, and only the necessary pages for --limit', async () => {
      const service = await testService();
      for (let count = 0; count < 130; count += 10) {
        await Promise.all(
          Array.from({ length: 10 }, () =>
            fetch(`${service.url}/api/v1/orders`, {
              method: 'POST',
              headers: {
                authorization: `Bearer ${service.token({ userId: user.id })}`,
                'content-type': 'application/json',
              },
              body: '{"items":[{"product_id":7,"quantity":1}]}',
            }),
          ),
        );
      }
      const count = async (...flags: string[]): Promise<number> =>
        new Set((await orders('list', '-o', 'ids', ...flags)).stdout.trimEnd().split('\n')).size;
      expect(await count('--all')).to.equal(130);
      expect(await count('--limit', '105')).to.equal(105);
      expect(await count()).to.equal(20);
      const { stderr } = await orders('list', '--limit', '100', '--debug');
      expect(stderr.match(/GET .*\/api\/v1\/orders/g)).to.have.length(1);
    });

    it("lists everyone's orders, or one user's, for operators only", async () => {
      const id = await place('1');
      const refused = await orders('list', '--everyone');
      expect(refused.stderr).to.include('operator');
      expect(refused.exitCode).to.equal(3);

      const operator = await newUser({ role: 'operator' });
      const asOperator = (...args: string[]): Promise<RunResult> => runInProcess(sandbox, args, { env: operator.env });
      expect((await asOperator('list', '--user', String(user.id), '-o', 'ids')).stdout).to.equal(`${id}\n`);
      expect((await asOperator('list', '--everyone', '--limit', '1')).stdout).to.include(`\t${user.email}\t`);
    });
  });

  describe('get', () => {
    it("prints the contract's order", async () => {
      const id = await place('1:2');
      const order = JSON.parse((await orders('get', id, '-o', 'json')).stdout) as Order;
      expect(order).to.deep.include({ id: Number(id), allowed_transitions: ['confirmed', 'cancelled'] });
    });

    it('ends with the exit code for an order that does not exist', async () => {
      const { stderr, exitCode } = await orders('get', '9007199254740991');
      expect(stderr).to.include('does not exist').and.include('Try: orders list');
      expect(exitCode).to.equal(4);
    });
  });

  describe('status', () => {
    it('prints the bare status, and the new one after a move', async () => {
      const id = await place('1');
      expect((await orders('status', id)).stdout).to.equal('pending\n');
      expect((await orders('status', id, 'confirmed')).stdout).to.equal('confirmed\n');
      expect(JSON.parse((await orders('status', id, '-o', 'json')).stdout)).to.include({ status: 'confirmed' });
    });

    it('reports an invalid transition, with the possible ones', async () => {
      const id = await place('1');
      const { stderr, exitCode } = await orders('status', id, 'delivered');
      expect(stderr).to.match(
        new RegExp(
          `^error: Order ${id} is pending and cannot become delivered\\. It can become confirmed or cancelled\\.\n` +
            `Try: orders status ${id} confirmed\n     orders status ${id} cancelled\nRequest id: `,
        ),
      );
      expect(exitCode).to.equal(5);
    });

    it('reports a final status', async () => {
      const id = await place('1');
      await orders('status', id, 'cancelled');
      const { stderr } = await orders('status', id, 'confirmed');
      expect(stderr).to.include(`Try: orders history ${id}`);
    });
  });

  it('keeps the reason of a move in the history', async () => {
    const id = await place('1');
    await orders('status', id, 'cancelled', '--reason', 'The customer changed their mind');
    const rows = (await orders('history', id)).stdout.trimEnd().split('\n');
    const fields = rows.map((row) =>
      row
        .split('\t')
        .filter((_, index) => index !== 1)
        .slice(0, 5),
    );
    expect(fields).to.deep.equal([
      ['1', '', 'pending', `user:${user.id}`, ''],
      ['2', 'pending', 'cancelled', `user:${user.id}`, 'The customer changed their mind'],
    ]);
  });

  it('prints the health of the service without a token', async () => {
    const { url } = await testService();
    const { stdout, exitCode } = await runInProcess(sandbox, ['health', '--url', url]);
    expect(stdout).to.include('status\thealthy\n').and.include('database\tconnected\n');
    expect(exitCode).to.equal(0);
  });

  it('never shows the token, and names each request under --debug', async () => {
    const { stdout, stderr } = await orders('list', '--debug');
    expect(stderr).to.match(/GET http.*\/api\/v1\/orders\S* request-id=\S+/);
    expect(stdout + stderr).not.to.include(user.token);
  });

  describe('with a reader that closes the pipe', () => {
    for (const command of ['list', 'get', 'status', 'history', 'health', 'whoami', 'doctor', 'api']) {
      it(`ends '${command}' without an error`, async () => {
        const id = await place('1');
        const tail =
          command === 'api' ? ['GET', '/openapi.json'] : ['get', 'status', 'history'].includes(command) ? [id] : [];
        const child = startOrders(sandbox, [command, ...tail], user.env);
        child.stdout!.destroy();
        const closed = once(child, 'close') as Promise<[number | null]>;
        const [stderr, [exitCode]] = await Promise.all([text(child.stderr!), closed]);
        expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 });
      });
    }
  });
});
