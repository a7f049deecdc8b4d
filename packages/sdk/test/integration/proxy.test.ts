import { once } from 'node:events';
import { createServer as createHttpsServer, type Server } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type * as Undici from 'undici';
import * as sdk from '../../src/index.js';
import { makeCertificate } from '../../../../test/services/certificate.js';
import { BLOCKS } from '../../../../test/snippets/blocks.js';
import { runBlock } from '../../../../test/snippets/typescript.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { rejection } from '../support/stub-service.js';

const block = BLOCKS.find(({ name }) => name === 'packages/sdk/README.md#By a proxy')!;

/** The version that the README names is a dependency of the command line. */
const undici = createRequire(new URL('../../../cli/package.json', import.meta.url))('undici') as typeof Undici;

/** Calls the service with the client that the README shows, while the environment has these variables. */
async function withDocumentedClient(
  baseUrl: string,
  variables: Readonly<Record<string, string>>,
  use: (client: sdk.OrderServiceClient) => Promise<void>,
  ca?: string,
): Promise<void> {
  const before = process.env;
  process.env = { ...before, HTTP_PROXY: '', HTTPS_PROXY: '', NO_PROXY: '', ...variables };
  try {
    const { declared } = await runBlock(block, {
      modules: { '@order-service/sdk': sdk, undici: { ...undici, EnvHttpProxyAgent: trusting(ca) } },
      given: { baseUrl, token: 'of-the-service' },
      declares: ['client', 'dispatcher'],
    });
    await use(declared.client as sdk.OrderServiceClient);
    await (declared.dispatcher as Undici.Dispatcher).destroy();
  } finally {
    process.env = before;
  }
}

/** The agent, which also accepts the certificates of a test, as one would with NODE_EXTRA_CA_CERTS. */
function trusting(ca: string | undefined): typeof Undici.EnvHttpProxyAgent {
  return class extends undici.EnvHttpProxyAgent {
    constructor() {
      super({ ...(ca !== undefined && { requestTls: { ca } }) } as Undici.EnvHttpProxyAgent.Options);
    }
  };
}

describe('the client behind a proxy, as the README shows', () => {
  let folder: string;
  let proxy: Proxy;
  let service: Server;
  let certificate: string;
  const tokens: (string | undefined)[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sdk-proxy-'));
    const { key, cert } = await makeCertificate(folder, 'orders.invalid');
    certificate = cert;
    service = createHttpsServer({ key, cert }, (request, response) => {
      tokens.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
  });
  after(async () => {
    service.closeAllConnections();
    await once(service.close(), 'close');
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    proxy = await startProxy();
  });
  afterEach(() => proxy.stop());

  const noOrders = async (client: sdk.OrderServiceClient) => {
    expect((await client.orders.list()).items).to.deep.equal([]);
  };

  it('opens a tunnel for https:, and tells the proxy its own password but not the token', async () => {
    const tunnels = await startProxy((service.address() as AddressInfo).port);
    const variables = { HTTPS_PROXY: tunnels.url.replace('//', '//user:secret@') };
    await withDocumentedClient('https://orders.invalid', variables, noOrders, certificate);
    await tunnels.stop();
    expect(tokens).to.deep.equal(['Bearer of-the-service']);
    expect(tunnels.requests).to.deep.equal(['CONNECT orders.invalid:443']);
    expect(tunnels.authorizations).to.deep.equal([`Basic ${btoa('user:secret')}`]);
  });

  it('sends http: by the proxy as well', async () => {
    await withDocumentedClient('http://orders.invalid', { HTTP_PROXY: proxy.url }, noOrders);
    expect(proxy.requests).to.deep.equal(['CONNECT orders.invalid:80']);
  });

  it('goes around the proxy to the hosts of NO_PROXY', async () => {
    const variables = { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
    await withDocumentedClient(proxy.serviceUrl, variables, noOrders);
    expect(proxy.requests).to.deep.equal([]);
  });

  it('fails with a ConnectionError when the proxy cannot be reached', async () => {
    const away = await startProxy();
    await away.stop();
    await withDocumentedClient('https://orders.invalid', { HTTPS_PROXY: away.url }, async (client) => {
      expect(await rejection(client.orders.list({}, { maxRetries: 0 }))).to.be.instanceOf(sdk.ConnectionError);
    });
  });
});
