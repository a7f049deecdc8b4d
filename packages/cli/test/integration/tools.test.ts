import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import type { RunResult } from '../support/run-orders.js';
import { createSandbox, LAUNCHER, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';
import { Terminal } from '../support/terminal.js';

describe('orders api, open, doctor and completion', () => {
  let sandbox: Sandbox;
  let user: Awaited<ReturnType<typeof newUser>>;

  const run = (args: readonly string[], input = ''): Promise<RunResult> =>
    runInProcess(sandbox, args, { env: user.env, input });

  beforeEach(async () => {
    sandbox = await createSandbox();
    user = await newUser();
  });

  afterEach(() => sandbox.remove());

  describe('api', () => {
    it('sends a request with the token, and prints the answer', async () => {
      const placed = await run(
        ['api', 'POST', '/api/v1/orders', '-d', '@-'],
        '{"items":[{"product_id":1,"quantity":1}]}',
      );
      expect(JSON.parse(placed.stdout)).to.include({ user_id: user.id, status: 'pending' });
      const listed = await run(['api', 'get', '/api/v1/orders?limit=1', '--include']);
      expect(listed.stdout).to.match(/^HTTP 200 OK\n(?:.+\n)*x-request-id: \S+\n(?:.+\n)*\n\[\n/);
    });

    it('prints an error response, and ends with its exit code', async () => {
      const { stdout, stderr, exitCode } = await run(['api', 'GET', '/api/v1/orders/9007199254740991']);
      expect(JSON.parse(stdout)).to.include({ code: 'order_not_found' });
      expect({ stderr, exitCode }).to.deep.equal({ stderr: 'error: The service answered 404.\n', exitCode: 4 });
    });

    it('takes no token from the command line', async () => {
      const { stderr, exitCode } = await run(['api', 'GET', '/', '-H', 'Authorization: Bearer x']);
      expect(stderr).to.include('can be seen by others');
      expect(exitCode).to.equal(2);
    });
  });

  describe('open', () => {
    it('prints the address without a terminal', async () => {
      expect((await run(['open', 'docs'])).stdout).to.equal(`${(await testService()).url}/docs\n`);
      expect((await run(['open', 'sesame'])).exitCode).to.equal(2);
    });

    it('starts the browser on a terminal, or prints the address without a browser', async () => {
      const browser = join(sandbox.folder, 'browser');
      const seen = join(sandbox.folder, 'seen');
      await writeFile(browser, `#!/bin/sh\necho "$1" > '${seen}.new'\nmv '${seen}.new' '${seen}'\n`);
      await chmod(browser, 0o755);
      const opened = Terminal.open(sandbox, ['open', 'docs'], { env: { ...user.env, BROWSER: browser } });
      expect(await opened.ended()).to.equal(0);
      expect(opened.text).to.equal('');
      const printed = Terminal.open(sandbox, ['open', 'docs'], { env: { ...user.env, BROWSER: `${browser}.missing` } });
      await printed.sees('/docs');
      expect(await printed.ended()).to.equal(0);
    });
  });

  describe('doctor', () => {
    it('reports no problem of a healthy service', async () => {
      const { stdout, exitCode } = await run(['doctor', '-o', 'json']);
      const checks = JSON.parse(stdout) as { name: string; state: string }[];
      expect(checks.map(({ name }) => name)).to.deep.equal([
        ...['URL', 'Token', 'Service', 'Clock', 'Versions', 'Contract', 'Sign-in'],
      ]);
      expect(checks.filter(({ state }) => state !== 'ok')).to.be.empty;
      expect(exitCode).to.equal(0);
    });

    it('checks database, broker and outbox for an operator', async () => {
      const { env } = await newUser({ role: 'operator' });
      const { stdout } = await runInProcess(sandbox, ['doctor'], { env });
      expect(stdout)
        .to.match(/^Database\tok\t/m)
        .and.match(/^Broker\twarning\t/m)
        .and.match(/^Outbox\t(ok|failed)\t/m); // other tests leave events that failed
    });

    it('reports problems, with what to do', async () => {
      const env = { ORDERS_URL: 'http://127.0.0.1:1', ORDERS_TOKEN: 'a.b.c' };
      const { stdout, stderr, exitCode } = await runInProcess(sandbox, ['doctor'], { env });
      expect(stdout).to.match(/^Service\tfailed\tCould not reach .*\tCheck --url/m);
      expect(stderr).to.equal('error: 1 check failed.\n');
      expect(exitCode).to.equal(1);
    });

    for (const columns of [40, 80, 200]) {
      it(`stays within ${columns} columns`, async () => {
        const { text, exitCode } = await printOnTerminal(sandbox, ['doctor'], { columns, env: user.env });
        expect(text).to.include('✓ Sign-in');
        expect(exitCode).to.equal(0);
        for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(columns);
      });
    }
  });

  describe('completion', () => {
    const complete = async (...words: string[]): Promise<string[]> =>
      (await run(['__complete', ...words])).stdout.split('\n').filter(Boolean);

    it('completes commands, options, and values', async () => {
      expect(await complete('lo')).to.deep.equal([
        'login\tStore a token for a service',
        'logout\tRemove a stored token',
      ]);
      expect(await complete('list', '--si')).to.have.length(1);
      expect(await complete('list', '--status', 'c')).to.deep.equal(['confirmed\t', 'cancelled\t']);
      expect(await complete('list', '-o', 'nd')).to.deep.equal(['ndjson\t']);
    });

    it('completes ids, and the possible statuses of an order', async () => {
      const id = (await run(['create', '--item', '1:2', '-o', 'ids'])).stdout.trim();
      expect(await complete('get', '')).to.deep.equal([`${id}\tpending, 59.98`]);
      const statuses = ['confirmed\tfrom pending', 'cancelled\tfrom pending'];
      expect(await complete('status', id, '')).to.deep.equal(statuses);
      const other = (await run(['create', '--item', '1:2', '-o', 'ids'])).stdout.trim();
      expect(await complete('status', id, '')).to.deep.equal([...statuses, `${other}\tpending, 59.98`]);
      expect(await complete('status', id, other, '')).to.deep.equal(statuses);
      expect(await complete('status', id, other, 'confirmed', '')).to.deep.equal([]);
    });

    it('completes profiles', async () => {
      await runInProcess(sandbox, ['login', '--profile', 'staging', '--token-stdin'], {
        env: { ORDERS_URL: user.env.ORDERS_URL! },
        input: user.token,
      });
      expect(await complete('list', '--profile', 's')).to.deep.equal([`staging\t${user.env.ORDERS_URL}`]);
    });

    it('prints nothing when the service does not answer', async () => {
      const env = { ORDERS_URL: 'http://127.0.0.1:1', ORDERS_TOKEN: 'a' };
      const result = await runInProcess(sandbox, ['__complete', 'get', ''], { env });
      expect(result).to.deep.equal({ stdout: '', stderr: '', exitCode: 0 });
    });

    it('works in bash', async () => {
      const { stdout: script } = await run(['completion', 'bash']);
      const ask = [
        `orders() { '${process.execPath}' '${LAUNCHER}' "$@"; }`,
        script,
        'COMP_WORDS=(orders list --status p) COMP_CWORD=3',
        '_orders_complete',
        'echo "${COMPREPLY[@]}"',
      ].join('\n');
      const bash = spawn('bash', ['-c', ask], { env: sandbox.environment(), stdio: ['ignore', 'pipe', 'inherit'] });
      expect(await text(bash.stdout)).to.equal('pending\n');
    });

    it('has scripts for zsh and fish, too', async () => {
      expect((await run(['completion', 'zsh'])).stdout).to.include('compdef _orders orders');
      expect((await run(['completion', 'fish'])).stdout).to.include('complete -c orders');
      expect((await run(['completion', 'tcsh'])).exitCode).to.equal(2);
    });
  });
});
