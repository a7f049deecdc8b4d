/**
 * `npm run test:listen`: 100,000 events of a real service reach a consumer over 50 cuts, of the connection to the service, of
 * that to the consumer, and of `orders listen` itself, which is killed. EVENTS and CUTS set other numbers.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
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
/** For the events between two cuts. */
const TIMEOUT_MS = 600_000;
const REPORTED_CUTS = 5;

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
  let listenerPid: number | undefined;
  let maxListenerMb = 0;
  const start = (): Listener => {
    const child = startOrders(sandbox, ['listen', ...target, ...place, '-o', 'ids'], env, TIMEOUT_MS);
    child.stdout?.resume();
    child.stderr?.resume();
    listenerPid = child.pid;
    const ended = once(child, 'close');
    return {
      ended,
      stop: () => {
        child.kill('SIGKILL');
        return ended;
      },
    };
  };
  const listeningMs = performance.now();
  const onCut = async (cut: number, taken: number): Promise<void> => {
    maxListenerMb = Math.max(maxListenerMb, await peakMemoryMb(listenerPid));
    if (cut % REPORTED_CUTS === 0) report(`${taken} events taken, ${cut} cuts`, listeningMs);
  };
  const options = {
    ...{ start, webhooks, serviceProxy, consumerProxy, onCut },
    ...{ events: EVENTS, cuts: CUTS, timeoutMs: TIMEOUT_MS },
  };
  const { taken, deliveries, disordered } = await listenOverCuts(options);
  report(`${taken} of ${EVENTS} events taken over ${CUTS} cuts in ${deliveries} deliveries`, listeningMs);
  process.stdout.write(`lost: ${EVENTS - taken}, out of order: ${disordered}, again: ${deliveries - taken}\n`);
  const ownMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  process.stdout.write(
    `at most ${maxListenerMb} MB for orders listen, ${ownMb} MB for service, consumer and this run\n`,
  );
  process.exitCode = taken === EVENTS && disordered === 0 ? 0 : 1;
} finally {
  await Promise.all([serviceProxy.stop(), consumerProxy.stop(), webhooks.stop()]);
  await service.stop();
  await sandbox.remove();
}

/** The most that a process had in memory so far; 0 where the system does not tell. */
async function peakMemoryMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024);
}

function report(what: string, sinceMs: number): void {
  process.stdout.write(`${what}, ${Math.round((performance.now() - sinceMs) / 1_000)} s\n`);
}
