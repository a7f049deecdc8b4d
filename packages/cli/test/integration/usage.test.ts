import { expect } from 'chai';
import { COMMANDS } from '../../src/command-list.js';
import { runInProcess } from '../support/run-in-process.js';
import { runOrders, runShell, type RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';

describe('orders, before anything is sent', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await createSandbox();
  });

  after(() => sandbox.remove());

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<RunResult> =>
    runInProcess(sandbox, args, { env });

  for (const args of [[], ['--help'], ['-h'], ['help'], ['-o', 'json', '--help']]) {
    it(`prints all commands and exit codes for 'orders ${args.join(' ')}'`, async () => {
      const { stdout, stderr, exitCode } = await runOrders(sandbox, args);
      expect(stdout)
        .to.include('orders <command> [options]')
        .and.match(/ 5 +the service rejected/);
      expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 });
    });
  }

  for (const args of [
    ['create', '--help'],
    ['help', 'create'],
  ]) {
    it(`explains a command with examples for 'orders ${args.join(' ')}'`, async () => {
      const { stdout, exitCode } = await run(args);
      expect(stdout).to.include('Usage: orders create').and.include('orders create --item 1:2 --item 7');
      expect(exitCode).to.equal(0);
    });
  }

  for (const { name, summary } of COMMANDS) {
    it(`explains '${name}' in lines that fit a terminal`, async () => {
      const { stdout, stderr, exitCode } = await run([name, '--help']);
      expect(stdout).to.include(`Usage: orders ${name}`).and.include(summary);
      for (const line of stdout.split('\n')) expect(line.length, line).to.be.at.most(80);
      expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 });
    });
  }

  it('reports output that cannot be written', async () => {
    const { stderr, exitCode } = await runShell(sandbox, 'completion bash > /dev/full');
    expect(stderr).to.include('cannot be written').and.include('ENOSPC');
    expect(exitCode).to.equal(1);
  });

  for (const args of [
    ['help', 'nosuch'],
    ['nosuch', '--help'],
  ]) {
    it(`does not explain what is no command: 'orders ${args.join(' ')}'`, async () => {
      const { stdout, stderr, exitCode } = await run(args);
      expect(stderr).to.include("Unknown command 'nosuch'").and.include('Try: orders --help');
      expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 2 });
    });
  }

  it('prints its version', async () => {
    expect((await runOrders(sandbox, ['--version'])).stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  const mistakes: readonly (readonly [string[], string])[] = [
    [['lits'], "Unknown command 'lits'.\nDid you mean list?"],
    [['frobnicate'], "Unknown command 'frobnicate'."],
    [['list', '--statsu', 'pending'], "Unknown option '--statsu'.\nDid you mean --status?"],
    [['list', '--status', 'pendin'], 'Did you mean pending?'],
    [['list', '--limit', 'abc'], "not 'abc'"],
    [['list', '--since', 'soon'], "not 'soon'"],
    [['list', '--since', '2026-02-31T10:00'], "not '2026-02-31T10:00'"],
    [['list', '--until', '2025-02-29T00:00:00Z'], "not '2025-02-29T00:00:00Z'"],
    [['stats', '--since', '2026-04-31T00:00:00+02:00'], "not '2026-04-31"],
    [['stats', '--until', '2026-06-31 09:00'], "not '2026-06-31"],
    [['watch', '--since', '2026-02-30'], "not '2026-02-30'"],
    [['events', 'replay', '--since', '2026-02-30T00:00Z'], "not '2026-02-30"],
    [['events', 'replay', '--since', '2d', '--until', '2026-02-30T00:00Z'], "not '2026-02-30"],
    [['list', '--all', '--limit', '5'], 'not both'],
    [['list', '--user', '1', '--everyone'], 'not both'],
    [['list', '-o', 'xml'], "not 'xml'"],
    [['create', '--item', '0:1'], 'A product id is a whole number'],
    [['create', '--item', '1:0'], 'A quantity is a whole number'],
    [['create', '--item', '1', '--metadata', 'novalue'], '--metadata takes key=value'],
    [['create', '--item', '1', '--idempotency-key', 'two words'], '--idempotency-key'],
    [['get'], "Missing required argument 'id'"],
    [['get', 'abc'], "not 'abc'"],
    [['get', '1', '2'], 'Too many arguments'],
    [['status', '42', 'paid'], "'paid' is not a status"],
    [['status', '42', 'cancelled', '--reason', ''], '--reason takes 1 to 500 characters'],
    [['list', '--url', 'ftp://host'], 'not the URL of a service'],
    [['list', '--profile', 'nobody'], "There is no profile 'nobody'"],
  ];
  for (const [args, message] of mistakes) {
    it(`rejects 'orders ${args.join(' ')}' with the exit code for usage`, async () => {
      const { stdout, stderr, exitCode } = await run(args);
      expect(stderr).to.include(message);
      const known = COMMANDS.some(({ name }) => name === args[0]);
      expect(stderr).to.match(known ? new RegExp(`orders ${args[0]} --help\n$`) : /orders --help\n$/);
      expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 2 });
    });
  }

  it('prints a usage error as JSON with -o json', async () => {
    const { stderr, exitCode } = await run(['get', 'abc', '-o', 'json']);
    expect(JSON.parse(stderr)).to.deep.include({ code: 'usage' });
    expect(exitCode).to.equal(2);
  });

  it('requires a login without a token', async () => {
    const { stderr, exitCode } = await run(['list']);
    expect(stderr).to.include('There is no token for http://localhost:8002').and.include('Try: orders login');
    expect(exitCode).to.equal(3);
  });

  it("reports a service that does not answer, with the request's id", async () => {
    const env = { ORDERS_URL: 'http://127.0.0.1:1', ORDERS_TOKEN: 'abc' };
    const { stderr, exitCode } = await run(['list'], env);
    expect(stderr).to.include('http://127.0.0.1:1').and.include('Request id: ');
    expect(exitCode).to.equal(6);
  });

  it('never prompts without a terminal', async () => {
    const env = { ORDERS_TOKEN: 'abc' };
    const { stderr, exitCode } = await run(['create'], env);
    expect(stderr).to.include('Try: orders create --item');
    expect(exitCode).to.equal(2);
    expect((await run(['login'])).exitCode).to.equal(2);
  });
});
