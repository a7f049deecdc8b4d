import { freePorts } from '../services/free-port.js';
import { createTestDatabase } from '../services/postgres.js';
import { RestrictedContainer } from './restricted-container.js';

const SECRET_KEY = 'for-this-check-only, and long enough for production';
const PROGRAM = ['node', 'packages/server/bin/order-service.js'];

type Say = (line: string) => void;

/**
 * Migrates a database and serves orders with containers of the image: every health check, an order, profiles of memory and
 * processor time, and a stop within the grace period.
 */
export async function checkService(image: string, say: Say): Promise<void> {
  const database = await createTestDatabase({ migrated: false });
  const [port = 0, productsPort = 0] = await freePorts(2);
  const started: RestrictedContainer[] = [];
  const start = (name: string, env: Readonly<Record<string, string>>, ...command: readonly string[]) => {
    const container = RestrictedContainer.start(`orders-image-check-${process.pid}-${name}`, image, env, ...command);
    started.push(container);
    return container;
  };
  const env = {
    DATABASE_URL: database.url,
    SECRET_KEY,
    PRODUCT_SERVICE_URL: `http://127.0.0.1:${productsPort}`,
    RABBITMQ_URL: 'none',
    PORT: String(port),
  };
  try {
    RestrictedContainer.complete(image, env, 'migrate');
    say('migrate: done');
    start('catalogue', { PORT: String(productsPort) }, 'catalogue');
    for (const workers of ['1', '2']) {
      const service = start(`serve-${workers}`, { ...env, WORKERS: workers }, 'serve');
      await service.healthy();
      checkRights(service);
      await checkRequests(service, port);
      checkStop(service);
      say(
        `serve with WORKERS=${workers}, read-only, without capabilities: healthy, an order, profiles, stopped in time`,
      );
    }
  } finally {
    for (const container of started) container.remove();
    await database.drop();
  }
}

function checkRights(service: RestrictedContainer): void {
  const user = service.execute('id', '-un');
  if (user !== 'node') throw new Error(`It runs as ${user}.`);
  for (const folder of ['/app', '/tmp', '/home/node']) {
    if (service.succeeds('touch', `${folder}/written`)) throw new Error(`It can write to ${folder}.`);
  }
  if (!service.execute('cat', '/proc/1/cmdline').startsWith('node')) throw new Error('Process 1 is not the server.');
  const capabilities = /CapEff:\s+(\w+)/.exec(service.execute('cat', '/proc/1/status'))?.[1];
  if (!/^0+$/.test(capabilities ?? '')) throw new Error(`It has the capabilities ${capabilities}.`);
}

async function checkRequests(service: RestrictedContainer, port: number): Promise<void> {
  const token = service.execute(...PROGRAM, 'token', '--user', '1', '--role', 'operator');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ items: [{ product_id: 1, quantity: 1 }] });
  for (const [status, path, init] of [
    [200, '/health/live'],
    [200, '/health/ready'],
    [200, '/metrics'],
    [200, '/docs/swagger-ui-bundle.js'],
    [201, '/api/v1/orders', { method: 'POST', headers, body }],
    [200, '/api/v1/diagnostics/heap-profile?seconds=1', { headers }],
    [200, '/api/v1/diagnostics/cpu-profile?seconds=1', { headers }],
  ] as const) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const text = await response.text();
    if (response.status !== status || text === '') throw new Error(`${path} got ${response.status}: ${text}`);
  }
}

function checkStop(service: RestrictedContainer): void {
  const { exitCode, seconds, log } = service.stop();
  if (exitCode !== 0) throw new Error(`It ended with ${exitCode} after ${seconds.toFixed(1)} s:\n${log}`);
  if (!log.includes('stopped')) throw new Error(`Its log does not say that it has stopped:\n${log}`);
}
