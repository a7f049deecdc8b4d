import { join } from 'node:path';
import { expect } from 'chai';
import { createClient } from '@order-service/sdk';
import { startTcpProxy, type TcpProxy } from '../../../server/src/testing/tcp-proxy.js';
import { listenOverCuts, makeEvents, type Listener } from '../support/listen-over-cuts.js';
import { runInProcess } from '../support/run-in-process.js';
import { createSandbox, type Sandbox } from '../support/sandbox.js';
import { newUser } from '../support/service.js';
import { startWebhookServer, type WebhookServer } from '../support/webhook-server.js';

const EVENTS = 240;
const CUTS = 5;

/** `npm run test:listen` does the same with 100,000 events, 50 cuts and processes that are killed. */
describe('orders listen, over cuts', () => {
  let sandbox: Sandbox;
  let webhooks: WebhookServer;
  let serviceProxy: TcpProxy;
  let consumerProxy: TcpProxy;

  before(async () => {
    sandbox = await createSandbox();
    webhooks = await startWebhookServer();
  });

  after(async () => {
    await Promise.all([serviceProxy.stop(), consumerProxy.stop(), webhooks.stop()]);
    await sandbox.remove();
  });

  it(`loses none of ${EVENTS} events over ${CUTS} cuts of the feed, of the consumer and of itself`, async () => {
    const { env, token } = await newUser();
    const { ORDERS_URL: url = '' } = env;
    await makeEvents(createClient({ baseUrl: url, token }), EVENTS);
    serviceProxy = await startTcpProxy(() => [{ port: Number(new URL(url).port) }]);
    consumerProxy = await startTcpProxy(() => [{ port: webhooks.port }]);
    const proxied = { ...env, ORDERS_URL: `http://127.0.0.1:${serviceProxy.port}` };
    const target = ['--forward-to', `http://127.0.0.1:${consumerProxy.port}/hooks`];
    const place = ['--since', '1h', '--cursor-file', join(sandbox.folder, 'cursor')];

    const start = (): Listener => {
      const interruption = new AbortController();
      const { signal } = interruption;
      const ended = runInProcess(sandbox, ['listen', ...target, ...place, '-o', 'ids'], { env: proxied, signal });
      return {
        ended,
        stop: () => {
          interruption.abort();
          return ended;
        },
      };
    };
    const options = { start, webhooks, serviceProxy, consumerProxy, events: EVENTS, cuts: CUTS, timeoutMs: 20_000 };
    const { taken, deliveries, disordered } = await listenOverCuts(options);
    expect({ taken, disordered }).to.deep.equal({ taken: EVENTS, disordered: 0 });
    expect(deliveries).to.be.at.least(EVENTS);
  });
});
