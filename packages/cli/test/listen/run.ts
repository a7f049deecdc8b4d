/**
 * `npm run test:listen`: 100,000 events of a real service reach a consumer over 50 cuts, of the connection to the service, of
 * that to the consumer, and of `orders listen` itself, which is killed. EVENTS and CUTS set other numbers.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { createClient } from '@order-service/sdk';
import { startOrderService } from '@order-service/server';
import { startTcpProxy } from '../../../server/src/testing/tcp-proxy.js';
import { listenOverCuts, makeEvents, type Listener } from '../support/listen-over-cuts.js';
import { startOrders } from '../support/run-orders.js';
import { createSandbox } from '../support/sandbox.js';
import { startWebhookServer } from '../support/webhook-server.js';

const EVENTS = Number(process.env.EVENTS ?? 100_000);
const CUTS = Number(process.env.CUTS ?? 50);
const TIMEOUT_MS = 600_000;

const service = await startOrderService();
const webhooks = await startWebhookServer();
const sandbox = await createSandbox();
const serviceProxy = await startTcpProxy(() => [{ port: Number(new URL(service.url).port) }]);
const consumerProxy = await startTcpProxy(() => [{ port: webhooks.port }]);
try {
  const token = service.token({ userId: 1 });
  const makingMs = performance.now();
  await makeEvents(createClient({ baseUrl: service.url, token }), EVENTS);
  report(`made ${EVENTS} events`, makingMs);

  const env = { ORDERS_URL: `http://127.0.0.1:${serviceProxy.port}`, ORDERS_TOKEN: token };
  const target = ['--forward-to', `http://127.0.0.1:${consumerProxy.port}/hooks`, '--concurrency', '16'];
  const place = ['--since', '1d', '--cursor-file', join(sandbox.folder, 'cursor')];
  const start = (): Listener => {
    const child = startOrders(sandbox, ['listen', ...target, ...place, '-o', 'ids'], env, TIMEOUT_MS);
    child.stdout?.resume();
    child.stderr?.resume();
    const closed = once(child, 'close');
    return {
      stop: () => {
        child.kill('SIGKILL');
        return closed;
      },
    };
  };
  const listeningMs = performance.now();
  const options = { start, webhooks, serviceProxy, consumerProxy, events: EVENTS, cuts: CUTS, timeoutMs: TIMEOUT_MS };
  const { taken, deliveries, disordered } = await listenOverCuts(options);
  report(`${taken} of ${EVENTS} events taken over ${CUTS} cuts in ${deliveries} deliveries`, listeningMs);
  process.stdout.write(`lost: ${EVENTS - taken}, out of order: ${disordered}, again: ${deliveries - taken}\n`);
  process.exitCode = taken === EVENTS && disordered === 0 ? 0 : 1;
} finally {
  await Promise.all([serviceProxy.stop(), consumerProxy.stop(), webhooks.stop()]);
  await service.stop();
  await sandbox.remove();
}
function report(what: string, sinceMs: number): void {
  process.stdout.write(`${what}, ${Math.round((performance.now() - sinceMs) / 1_000)} s\n`);
}
