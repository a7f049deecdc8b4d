import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../test/services/free-port.js';
import { tearDown } from '../test/services/teardown.js';
import type { Environment } from './contenders.js';
import { measureAnonymous } from './anonymous.js';
import { BenchBroker } from './broker.js';
import { BenchPostgres } from './database.js';
import { measureDay, verdicts } from './day.js';
import { measureStarts } from './command-line.js';
import { measureEndurance } from './endurance.js';
import { measureEvents } from './events.js';
import { measureGrowth } from './growth.js';
import { GENERATOR } from './load/load.js';
import { describeCommit, describeMachine } from './machine.js';
import { measureOverload } from './overload.js';
import { readOptions, type BenchOptions } from './options.js';
import { startServerProcess } from './processes.js';
import { profileService } from './profile.js';
import { report, reportBudget } from './report.js';
import type { Results } from './results.js';
import { chosenContenders, runLatency, runLoad } from './run-load.js';
import { firstPending } from './seed.js';
import { measureStreams } from './streams.js';
import { Workload } from './workload.js';

const PRODUCT_STUB = fileURLToPath(new URL('product-stub.ts', import.meta.url));

const log = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (!options) return;
  const results: Results = {
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    startedAt: new Date().toISOString(),
    machine: describeMachine(),
    generator: GENERATOR,
    commit: await describeCommit(),
    orders: options.orders,
    lines: options.lines,
    contenders: chosenContenders(options),
    load: [],
    latency: [],
    overload: [],
    cli: [],
    growth: [],
    endurance: [],
    anonymous: [],
    streams: [],
    day: [],
  };
  log(`${results.machine}; load by ${GENERATOR}`);
  const postgres = await BenchPostgres.start(log);
  try {
    if (options.parts.has('growth')) results.growth = await measureGrowth(postgres, options.growthOrders, log);
    if (needsService(options)) await measureService(postgres, options, results);
  } finally {
    await postgres.stop();
    await tearDown();
  }
  if (options.check) process.exitCode = (await reportBudget(results)) ? 0 : 1;
  else await report(results, { write: options.write });
  if (results.streams.some(({ received, expected }) => received !== expected)) process.exitCode = 1;
  if (results.day.length > 0 && verdicts(results.day).some(({ kept }) => !kept)) process.exitCode = 1;
}

function needsService({ parts }: BenchOptions): boolean {
  return [...parts].some((part) => part !== 'growth');
}

async function measureService(postgres: BenchPostgres, options: BenchOptions, results: Results): Promise<void> {
  const { parts, orders } = options;
  const database = parts.has('day') ? await postgres.emptyDatabase() : await postgres.database(orders);
  const broker = await BenchBroker.start();
  const [port = 0] = await freePorts(1);
  const products = await startServerProcess(
    PRODUCT_STUB,
    { env: { PORT: String(port) }, execArgv: ['--import', 'tsx'] },
    port,
    '/api/v1/products/1',
  );
  try {
    const secret = randomBytes(32).toString('base64url');
    const environment: Environment = {
      database,
      workload: new Workload(secret, orders, firstPending(orders), options.lines),
      orders,
      secret,
      productsUrl: products.url,
      broker,
    };
    if (parts.has('load')) results.load = await runLoad(environment, options, log);
    if (parts.has('latency')) results.latency = await runLatency(environment, options, results.load, log);
    if (parts.has('overload')) results.overload = await measureOverload(environment, options, results.load, log);
    if (parts.has('events')) results.events = await measureEvents(environment, results.load, options, log);
    if (parts.has('endurance')) results.endurance = await measureEndurance(environment, options, log);
    if (parts.has('anonymous')) results.anonymous = await measureAnonymous(environment, options, log);
    if (parts.has('streams')) results.streams = await measureStreams(environment, log);
    if (parts.has('day')) results.day = await measureDay(environment, options, log);
    if (parts.has('cli')) results.cli = await measureStarts(environment, log);
    if (options.profile !== undefined) await profileService(environment, options, options.profile, log);
  } finally {
    await products.stop();
    await broker.stop();
    await database.drop();
  }
}

await main(process.argv.slice(2));
