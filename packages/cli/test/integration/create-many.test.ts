import { expect } from 'chai';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Order } from '@order-service/sdk';
import { runInProcess } from '../support/run-in-process.js';
import { startOrders, type RunResult } from '../support/run-orders.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

describe('orders create -f', () => {
  let sandbox: Sandbox;
  let env: Readonly<Record<string, string>>;

  const run = (args: readonly string[], input = ''): Promise<RunResult> => runInProcess(sandbox, args, { env, input });
  const idsOf = (text: string): Set<string> => new Set(text.split('\n').filter(Boolean));
  const placedIds = async (): Promise<Set<string>> => idsOf((await run(['list', '--all', '-o', 'ids'])).stdout);
  const numbered = (count: number): string =>
    Array.from({ length: count }, (_, n) => `{"items":"7","metadata":{"n":"${n}"}}\n`).join('');
  const file = async (name: string, text: string | Uint8Array): Promise<string> => {
    const path = join(sandbox.folder, name);
    await writeFile(path, text);
    return path;
  };

  beforeEach(async () => {
    sandbox = await createSandbox();
    env = (await newUser()).env;
  });

  afterEach(() => sandbox.remove());

  it('places every order of a CSV file, and prints them as they are placed', async () => {
    const path = await file('orders.csv', 'items,metadata.channel\n1:2 7,web\n2,\n2,\n');
    const { stdout, stderr, exitCode } = await run(['create', '-f', path, '-o', 'ids']);
    expect(idsOf(stdout)).to.have.property('size', 3);
    expect({ stderr, exitCode }).to.deep.equal({ stderr: 'Placed 3 of 3 orders; 0 failed.\n', exitCode: 0 });
    const [, , channels] = JSON.parse((await run(['list', '-o', 'json', '--sort', 'metadata'])).stdout) as object[];
    expect(channels).to.have.deep.property('metadata', { channel: 'web' });
  });

  it('places no order twice when it is run again, and reports that', async () => {
    const first = await run(['create', '-f', '-', '-o', 'ids'], numbered(5));
    const second = await run(['create', '-f', '-', '-o', 'ids'], numbered(7));
    expect(second.stderr).to.equal('Placed 7 of 7 orders, 5 of them before this run; 0 failed.\n');
    expect([...idsOf(first.stdout)].every((id) => idsOf(second.stdout).has(id))).to.be.true;
    expect(await placedIds()).to.have.property('size', 7);
    await run(['create', '-f', '-', '--batch', 'tuesday'], numbered(5));
    expect(await placedIds()).to.have.property('size', 12);
  });

  it('continues after a rejected line, reports the reason, and writes it to the failures file', async () => {
    const failures = join(sandbox.folder, 'failures.ndjson');
    const { stderr, exitCode } = await run(
      ['create', '-f', '-', '--failures', failures],
      '{"items":"1"}\n{"items":"999999"}\n{"items":"1:9999"}\n{"items":"2"}\n',
    );
    expect(stderr).to.match(/line 2: Product 999999 .*\(request id \S+\)\n/);
    expect(stderr).to.include('line 3: 9999 of product 1').and.include('Placed 2 of 4 orders; 2 failed.');
    expect(stderr).to.include('Correct these lines').and.not.include('same command again');
    expect(exitCode).to.equal(1);
    const written = (await readFile(failures, 'utf8')).trimEnd().split('\n');
    const lines = written.map((line) => JSON.parse(line) as { line: number; problem: { code: string } });
    expect(lines.map(({ line, problem }) => [line, problem.code]).sort()).to.deep.equal([
      [2, 'product_not_found'],
      [3, 'insufficient_stock'],
    ]);
  });

  it('sends nothing of a file that has one bad line', async () => {
    const { stderr, exitCode } = await run(['create', '-f', '-'], '{"items":"1"}\n{"items":"1:x"}\n');
    expect(stderr).to.include('nothing was sent').and.include('line 2: ');
    expect(exitCode).to.equal(2);
    expect(await placedIds()).to.have.property('size', 0);
  });

  it('sends nothing of a file in another encoding, and reports the offset of the first invalid byte', async () => {
    const files: Readonly<Record<string, string>> = {
      'windows-1252.csv': 'items,metadata.note\r\n1:2,Café Müller\r\n',
      'latin1.ndjson': '{"items":"1:2","metadata":{"note":"Café"}}\n',
    };
    for (const [name, text] of Object.entries(files)) {
      const path = await file(name, Buffer.from(text, 'latin1'));
      const { stderr, exitCode } = await run(['create', '-f', path]);
      expect(stderr).to.match(/is not UTF-8 text: byte \d+, in line \d, is 0xE9; nothing was sent\./);
      expect(exitCode).to.equal(2);
    }
    expect(await placedIds()).to.have.property('size', 0);
  });

  it('reads what spreadsheets save: UTF-16, byte order marks, semicolons', async () => {
    const files: Readonly<Record<string, Buffer>> = {
      'utf-16.csv': Buffer.from('\ufeffitems\tmetadata.note\r\n1:2\tCafé\r\n', 'utf16le'),
      'semicolons.csv': Buffer.from('\ufeffitems;metadata.note\r\n1:2;Café\r\n'),
      'bom.ndjson': Buffer.from('\ufeff{"items":"1:2","metadata":{"note":"Café"}}\r\n'),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const args = ['create', '-f', await file(name, bytes), '--batch', name, '-o', 'ndjson'];
      expect(JSON.parse((await run(args)).stdout), name).to.have.deep.property('metadata', { note: 'Café' });
    }
  });

  it('places the orders of a listing again', async () => {
    await run(['create', '--item', '1:2', '--item', '7', '--metadata', 'note=a "b", c']);
    const listing = await run(['list', '-o', 'csv']);
    const { stdout, stderr, exitCode } = await run(['create', '-f', '-', '-o', 'ndjson'], listing.stdout);
    const { items, metadata } = JSON.parse(stdout) as Order;
    expect(items.map(({ product_id: id, quantity }) => [id, quantity])).to.deep.equal([
      [1, 2],
      [7, 1],
    ]);
    expect(metadata).to.deep.equal({ note: 'a "b", c' });
    expect(stderr).to.include('Ignored columns, which a new order does not have: id, status, ');
    expect(exitCode).to.equal(0);
  });

  it('stops at once when the token is rejected', async () => {
    env = { ...env, ORDERS_TOKEN: 'a.b.c' };
    const { stderr, exitCode } = await run(['create', '-f', '-'], numbered(500));
    expect(stderr).to.include('Placed 0 of 500 orders').and.include('Stopped, because the others would fail too');
    expect(exitCode).to.equal(1);
  });

  it('is interrupted at any time, and resumed: every order is placed once', async () => {
    const count = 300;
    const path = await file('orders.ndjson', numbered(count));
    for (const lines of [5, 60, 140]) {
      const child = startOrders(sandbox, ['create', '-f', path, '-o', 'ids'], env);
      let printed = 0;
      let stderr = '';
      child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
      child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
        printed += chunk.split('\n').length - 1;
        // Once: whoever presses Ctrl-C twice gets no summary.
        if (printed >= lines && !child.killed) child.kill('SIGINT');
      });
      const [exitCode] = (await once(child, 'close')) as [number | null];
      expect(exitCode, stderr).to.equal(130);
      expect(stderr).to.include('Run the same command again');
      const account = /^Placed (\d+) of 300 orders.*; (\d+) failed, (\d+) not finished\.$/m.exec(stderr);
      const [placed = 0, failed = 0, unfinished = 0] = account?.slice(1).map(Number) ?? [];
      expect({ sum: placed + failed + unfinished, failed }, stderr).to.deep.equal({ sum: count, failed: 0 });
      expect(printed).to.equal(placed);
    }
    const { stderr, exitCode } = await run(['create', '-f', path, '-o', 'ids']);
    expect(stderr).to.include(`Placed ${count} of ${count} orders`);
    expect(exitCode).to.equal(0);
    expect(await placedIds()).to.have.property('size', count);
  });

  it('finishes the requests in flight when its output is closed', async () => {
    const child = startOrders(sandbox, ['create', '-f', '-', '-o', 'json'], env);
    child.stdin!.end(numbered(60));
    child.stdout!.once('data', () => child.stdout!.destroy());
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(exitCode).to.equal(0);
    expect(await placedIds()).to.have.property('size', 60);
  });

  it('shows progress on a terminal, and removes it before the summary', async () => {
    const path = await file('orders.ndjson', numbered(40));
    const terminal = Terminal.open(sandbox, ['create', '-f', path], { env });
    await terminal.sees('/40');
    await terminal.sees('Placed 40 of 40 orders; 0 failed.');
    expect(await terminal.ended()).to.equal(0);
    expect(terminal.raw).to.include('\u001b[KPlaced 40');
  });

  describe('against a service that does not answer', () => {
    let server: Server;

    before(async () => {
      server = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });

    after(async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    });

    it('ends at Ctrl-C in its progress', async () => {
      const { port } = server.address() as AddressInfo;
      const path = await file('orders.ndjson', numbered(40));
      const request = once(server, 'request');
      const terminal = Terminal.open(sandbox, ['create', '-f', path, '--url', `http://127.0.0.1:${port}`], { env });
      await request;
      terminal.type(KEYS.interrupt);
      await terminal.sees('Placed 0 of 40 orders; 0 failed, 40 not finished.');
      expect(await terminal.ended()).to.equal(130);
    });
  });
});
