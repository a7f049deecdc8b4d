import { expect } from 'chai';
import { once } from 'node:events';
import { readFile, rm, utimes } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../../../../test/services/eventually.js';
import { printOnTerminal, runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';

const COMMAND = ['completion', 'bash'];
const NEWEST = '99.1.0';
const ON = { NO_UPDATE_NOTIFIER: '' };

/** A registry of npm whose newest version of the command line is from the future. */
async function startRegistry(): Promise<{
  readonly url: string;
  readonly requests: string[];
  readonly server: Server;
}> {
  const requests: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    const name = '@order-service/cli';
    const version = { name, version: NEWEST, dist: { tarball: 'http://registry.invalid/cli.tgz', shasum: '0' } };
    const packument = { name, 'dist-tags': { latest: NEWEST }, versions: { [NEWEST]: version } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests, server };
}

describe('orders, when a newer version is available', () => {
  let sandbox: Sandbox;
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let env: Readonly<Record<string, string>>;
  let file: string;

  beforeEach(async () => {
    sandbox = await createSandbox();
    registry = await startRegistry();
    file = join(sandbox.folder, '.cache', 'orders', 'latest-version');
    env = { ...ON, npm_config_registry: registry.url, npm_config_cache: join(sandbox.folder, 'npm') };
  });

  afterEach(async () => {
    registry.server.closeAllConnections();
    await once(registry.server.close(), 'close');
    // npm may still be closing its cache.
    await rm(sandbox.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const onTerminal = (variables: Readonly<Record<string, string>> = {}) =>
    printOnTerminal(sandbox, COMMAND, { columns: 80, env: { ...env, ...variables } });
  const lookedUp = (): Promise<void> =>
    eventually('npm writes the version', async () => (await readFile(file, 'utf8').catch(() => '')) !== '');
  const aDayPasses = (): Promise<void> => utimes(file, 0, 0);

  it('looks it up once a day in the configured registry, and says so the next day', async () => {
    expect((await onTerminal()).text).not.to.include(NEWEST);
    await lookedUp();
    expect((await onTerminal()).text).not.to.include(NEWEST);
    expect(registry.requests).to.deep.equal(['/@order-service%2fcli']);
    await aDayPasses();
    const { text, exitCode } = await onTerminal();
    expect(text).to.include(`note: orders ${NEWEST} is available`).and.include('ORDERS_NO_UPDATE_NOTICE=1');
    expect(exitCode).to.equal(0);
    await lookedUp();
    await aDayPasses();
    expect((await runInProcess(sandbox, COMMAND, { env })).stderr, 'in a pipe').to.equal('');
    for (const name of ['ORDERS_NO_UPDATE_NOTICE', 'NO_UPDATE_NOTIFIER', 'CI']) {
      expect((await onTerminal({ [name]: '1' })).text, name).not.to.include(NEWEST);
    }
    expect(registry.requests).to.have.length(2);
  });

  it('disturbs no command where there is no npm, or nowhere to keep the answer', async () => {
    for (const variables of [{ PATH: sandbox.folder }, { XDG_CACHE_HOME: '/dev/null' }]) {
      const { text, exitCode } = await onTerminal(variables);
      expect([text.includes('_orders_complete'), exitCode]).to.deep.equal([true, 0]);
    }
  });
});
