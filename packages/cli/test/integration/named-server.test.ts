import { expect } from 'chai';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Order } from '@order-service/sdk';
import { runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser, testService } from '../support/service.js';
import { KEYS, Terminal } from '../support/terminal.js';

const NOWHERE = 'http://127.0.0.1:1';

describe('orders, where nobody named the server', () => {
  let sandbox: Sandbox;
  let user: Awaited<ReturnType<typeof newUser>>;
  let url: string;

  beforeEach(async () => {
    sandbox = await createSandbox();
    user = await newUser();
    url = (await testService()).url;
    // The last login was to the service; an `orders dev` of this folder, which is this process, is elsewhere.
    await writeInSandbox(sandbox.profilesFile, {
      current: 'shop',
      profiles: { shop: { url, token: user.token } },
    });
    await writeInSandbox(join(sandbox.folder, '.orders', 'dev.json'), { url: NOWHERE, token: 'dev', pid: process.pid });
  });

  afterEach(() => sandbox.remove());

  const writeInSandbox = async (path: string, content: object): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify(content), { mode: 0o600 });
  };
  const placed = async (): Promise<Order[]> =>
    JSON.parse((await runInProcess(sandbox, ['list', '-o', 'json'], { env: user.env })).stdout) as Order[];

  it('reports that it uses the last login and not the orders dev of this folder', async () => {
    const { stderr, exitCode } = await runInProcess(sandbox, ['list']);
    expect(stderr).to.equal(
      `note: this uses ${url} (profile 'shop'), not the orders dev of this folder (--url ${NOWHERE}).\n`,
    );
    expect(exitCode).to.equal(0);
  });

  it('says nothing where the profile or the server was named', async () => {
    expect((await runInProcess(sandbox, ['list', '--profile', 'shop'])).stderr).to.equal('');
    expect((await runInProcess(sandbox, ['list'], { env: user.env })).stderr).to.equal('');
  });

  it('orders nothing before it has been confirmed once', async () => {
    const refused = Terminal.open(sandbox, ['create', '--item', '1']);
    await refused.sees(`No server was named. Order from ${url} (profile 'shop')?`);
    refused.type(KEYS.enter);
    await refused.sees('Nothing was ordered.');
    expect(await refused.ended()).to.equal(130);
    expect(await placed()).to.be.empty;

    const file = join(sandbox.folder, 'orders.csv');
    await writeFile(file, 'items\n1:1\n1:2\n');
    const confirmed = Terminal.open(sandbox, ['create', '-f', file]);
    await confirmed.sees('No server was named.');
    confirmed.type(`y${KEYS.enter}`);
    await confirmed.sees('Placed 2 of 2 orders');
    expect(await confirmed.ended()).to.equal(0);
    expect(await placed()).to.have.length(2);
  });

  it('asks the same before the standard port is used for a token alone', async () => {
    await sandbox.remove();
    sandbox = await createSandbox();
    const terminal = Terminal.open(sandbox, ['create', '--item', '1'], { env: { ORDERS_TOKEN: user.token } });
    await terminal.sees('Order from http://localhost:8002 (the default)?');
    terminal.type(KEYS.enter);
    expect(await terminal.ended()).to.equal(130);
  });
});
