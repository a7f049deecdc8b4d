import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../packages/server/src/embedded/embedded-postgres.js';
import { SETTINGS } from './database.js';
import { createExistingOrders } from './existing-orders.js';
import { describeMachine } from './machine.js';
import { readProcess } from './processes.js';

const ORDER_SERVICE = fileURLToPath(new URL('../packages/server/bin/order-service.js', import.meta.url));
const SAMPLE_EVERY_MS = 500;

const log = (text: string): void => void process.stdout.write(`${text}\n`);

/** Measures an import of the existing service's orders: how long it takes, and how much memory it needs meanwhile. */
async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { orders: { type: 'string', default: '1000000' }, 'in-place': { type: 'boolean', default: false } },
  });
  const orders = Number(values.orders);
  const folder = await mkdtemp(join(tmpdir(), 'order-service-bench-'));
  const postgres = await startEmbeddedPostgres({
    ...{ dataDirectory: join(folder, 'postgres'), settings: SETTINGS, temporary: true },
  });
  try {
    log(describeMachine());
    const existing = await postgres.createDatabase('existing');
    await fill(existing, orders);
    if (values['in-place'])
      await measure(['migrate', '--adopt-existing'], { DATABASE_URL: existing }, { orders, folder });
    else await measureImport(postgres, existing, { orders, folder });
    log(`load average at the end: ${describeMachine().split('load ')[1]}`);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly orders: number;
  readonly folder: string;
}

async function measureImport(postgres: EmbeddedPostgres, existing: string, run: Run): Promise<void> {
  const env = {
    DATABASE_URL: await postgres.createDatabase('orders'),
    IMPORT_DATABASE_URL: existing,
    IMPORT_USERS_DATABASE_URL: existing,
  };
  await measure(['migrate'], env, { ...run, orders: 0 });
  await measure(['import'], env, run);
  log('\nand again, with nothing to do:');
  await measure(['import'], env, run);
}

async function fill(url: string, orders: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await createExistingOrders(client, orders);
  await client.end();
  log(`${orders.toLocaleString('en-US')} orders in the other database`);
}

/** Runs a command to its end; prints what it reports, with the seconds and the memory of that moment. */
async function measure(args: string[], env: NodeJS.ProcessEnv, { orders, folder }: Run): Promise<void> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [ORDER_SERVICE, ...args], {
    env: { PATH: process.env.PATH, ...env },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(1);
  let maxBytes = 0;
  const rss = (): number => {
    const bytes = readProcess(child.pid ?? 0)?.rssBytes ?? 0;
    maxBytes = Math.max(maxBytes, bytes);
    return bytes;
  };
  const sampling = setInterval(rss, SAMPLE_EVERY_MS);
  createInterface(child.stderr).on('line', (line) => log(`${seconds().padStart(7)} s  ${megabytes(rss())}  ${line}`));
  createInterface(child.stdout).on('line', (line) => log(`${seconds().padStart(7)} s  ${megabytes(rss())}  ${line}`));
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(sampling);
  if (code !== 0) throw new Error(`order-service ${args.join(' ')} ended with ${code}`);
  const rate = Math.round(orders / Number(seconds())).toLocaleString('en-US');
  log(`order-service ${args.join(' ')}: ${seconds()} s, ${rate} orders/s, at most ${megabytes(maxBytes)}`);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`.padStart(6);
}

await main(process.argv.slice(2));
