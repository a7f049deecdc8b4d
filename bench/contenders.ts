import { fileURLToPath } from 'node:url';
import { freePorts } from '../test/services/free-port.js';
import type { BenchBroker } from './broker.js';
import type { BenchDatabase } from './database.js';
import { load } from './load/load.js';
import { pgbench } from './pgbench.js';
import { pgbenchScript, type PlainCase, type StatementOwner } from './pgbench-scripts.js';
import { cpuOfMachine, readTree, startCommand, startServerProcess, type Server } from './processes.js';
import { TRANSITION_SHARE, type Case, type Workload } from './workload.js';

/** The environment that all contenders share. */
export interface Environment {
  readonly database: BenchDatabase;
  readonly workload: Workload;
  readonly orders: number;
  readonly secret: string;
  readonly productsUrl: string;
  readonly broker: BenchBroker;
}

export interface Turn {
  readonly case: Case;
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second; unlimited if absent. */
  readonly rate?: number;
}

export interface Figures {
  readonly perSecond: number;
  readonly failed: number;
  readonly refused?: number | undefined;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly p999Ms?: number | undefined;
  /** Processor time per request, user and system, in microseconds. */
  readonly serverCpuUs?: number;
  readonly databaseCpuUs: number;
  /** The same for the whole machine, including the load generator, the product stub and the broker. */
  readonly machineCpuUs: number;
  readonly rssMb?: number;
}

/** A running contender. Only the database, the product stub and the broker run beside it. */
export interface Running {
  measure(turn: Turn): Promise<Figures>;
  readonly url?: string;
  stop(): Promise<void>;
}

export interface Contender {
  readonly name: string;
  readonly label: string;
  /** Variants are measured only at the middle number of connections. */
  readonly variant: boolean;
  /** Whether the contender supports this case. */
  takes(turn: Turn): boolean;
  start(environment: Environment): Promise<Running>;
}

const PEER = fileURLToPath(new URL('peers/fastify.ts', import.meta.url));
const SERVICE = fileURLToPath(new URL('../packages/server/bin/order-service.js', import.meta.url));
/** More than any contender answers in a second: requests are generated before they are sent. */
const MAX_PER_SECOND = 12_000;
/** pgbench's clients progress at different speeds, each on its own orders. */
const UNEVEN = 2;
/** Requests that do not change the database may be repeated. */
const MAX_READS = 20_000;

function pgbenchContender(name: string, label: string, owner: StatementOwner): Contender {
  return {
    name,
    label,
    variant: owner === 'peer',
    takes: (turn) => turn.case !== 'mix' && turn.rate === undefined,
    start: (environment) =>
      Promise.resolve({
        async measure({ case: name, connections, seconds }) {
          const { database, workload, orders } = environment;
          const most = Math.ceil(seconds * MAX_PER_SECOND);
          const script = pgbenchScript(name as PlainCase, owner, { workload, orders, clients: connections, most });
          const before = readTree(database.pid).cpuUs;
          const machineBefore = cpuOfMachine();
          const { requests, perSecond, failed } = await pgbench(database.url, script, { connections, seconds });
          if (name === 'transition') workload.returnPending(most - requests * UNEVEN);
          return {
            perSecond,
            failed,
            databaseCpuUs: (readTree(database.pid).cpuUs - before) / requests,
            machineCpuUs: (cpuOfMachine() - machineBefore) / requests,
          };
        },
        stop: () => forgetEvents(environment),
      }),
  };
}

function serverContender(
  name: string,
  label: string,
  start: (environment: Environment, port: number) => Promise<Server>,
  variant = false,
): Contender {
  return {
    name,
    label,
    variant,
    takes: () => true,
    async start(environment) {
      const [port = 0] = await freePorts(1);
      const server = await start(environment, port);
      return {
        url: server.url,
        measure: (turn) => measureServer(server, environment, turn),
        async stop() {
          await server.stop();
          await forgetEvents(environment);
        },
      };
    },
  };
}

async function measureServer(server: Server, { database, workload }: Environment, turn: Turn): Promise<Figures> {
  const { case: name, connections, seconds, rate } = turn;
  const most = Math.ceil(seconds * (rate === undefined ? MAX_PER_SECOND : rate * 1.2));
  const requests = workload.requests(name, name === 'transition' || name === 'mix' ? most : Math.min(most, MAX_READS));
  const cpu = () => [readTree(server.pid).cpuUs, readTree(database.pid).cpuUs, cpuOfMachine()] as const;
  const [serverBefore, databaseBefore, machineBefore] = cpu();
  const result = await load(requests, { url: server.url, connections, seconds, ...(rate !== undefined && { rate }) });
  const [serverAfter, databaseAfter, machineAfter] = cpu();
  workload.returnPending((requests.length - result.requests - connections) * (TRANSITION_SHARE[name] ?? 0) - 1);
  return {
    perSecond: result.perSecond,
    failed: result.failed,
    refused: result.refused,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    p999Ms: result.p999Ms,
    serverCpuUs: (serverAfter - serverBefore) / result.requests,
    databaseCpuUs: (databaseAfter - databaseBefore) / result.requests,
    machineCpuUs: (machineAfter - machineBefore) / result.requests,
    rssMb: readTree(server.pid).rssBytes / 2 ** 20,
  };
}

/** Deletes the outbox rows of one contender, so that the next contender's relay does not publish them. */
async function forgetEvents({ database, broker }: Environment): Promise<void> {
  await broker.purge();
  await database.query('TRUNCATE outbox');
  await database.query('CHECKPOINT');
}

type EnvOf = (environment: Environment) => NodeJS.ProcessEnv;

function service(name: string, label: string, env: NodeJS.ProcessEnv | EnvOf): Contender {
  const variant = typeof env === 'function' || Object.keys(env).length > 0;
  const start = (environment: Environment, port: number) =>
    startService(environment, port, typeof env === 'function' ? env(environment) : env);
  return serverContender(name, label, start, variant);
}

/** The built server with its defaults: the relay publishes, and the log is written. */
export function startService(
  environment: Environment,
  port: number,
  env: NodeJS.ProcessEnv = {},
  execArgv: readonly string[] = [],
): Promise<Server> {
  const config = { ...settingsOf(environment, port), ...env };
  return startServerProcess(SERVICE, { args: ['serve'], env: config, execArgv }, port, '/health/live');
}

/** Runs `work` with the service, and forgets the events that it has left. */
export async function withService<T>(environment: Environment, work: (server: Server) => Promise<T>): Promise<T> {
  const [port = 0] = await freePorts(1);
  const server = await startService(environment, port);
  try {
    return await work(server);
  } finally {
    await server.stop();
    await forgetEvents(environment);
  }
}

/** The peer; `publishing` says what becomes of its events. */
function peer(name: string, label: string, publishing: 'none' | 'after-commit' | 'outbox'): Contender {
  return serverContender(name, label, (environment, port) =>
    startServerProcess(
      PEER,
      { env: { ...settingsOf(environment, port), PUBLISHING: publishing }, execArgv: ['--import', 'tsx'] },
      port,
      '/health/live',
    ),
  );
}

/** What every server is given. */
function settingsOf({ database, secret, productsUrl, broker }: Environment, port: number): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: database.url,
    SECRET_KEY: secret,
    PRODUCT_SERVICE_URL: productsUrl,
    RABBITMQ_URL: broker.url,
  };
}

/** Any server of the same API: a command that starts it, and an address of it that answers with 200 when it is ready. */
export interface GivenPeer {
  readonly command: string;
  readonly url: string;
}

export function givenPeer({ command, url }: GivenPeer): Contender {
  const { port } = new URL(url);
  return serverContender('given', `\`${command}\``, (environment) =>
    startCommand(command, { ...process.env, ...settingsOf(environment, Number(port)) }, url),
  );
}

/** The service with its defaults. */
export const PLAIN_SERVICE = service('service', 'this service', {});

export const CONTENDERS: readonly Contender[] = [
  pgbenchContender('pgbench', 'pgbench, our statement', 'service'),
  pgbenchContender('pgbench-joined', "pgbench, the peer's statement", 'peer'),
  peer('fastify', 'Fastify, raw pg', 'none'),
  peer('fastify-publishing', '… that publishes after its commit', 'after-commit'),
  peer('fastify-outbox', '… with an outbox and a relay that polls it', 'outbox'),
  PLAIN_SERVICE,
  service('service-cache', '… `PRODUCT_CACHE_MS=1000`', { PRODUCT_CACHE_MS: '1000' }),
  service('service-batch', '… `PRODUCT_BATCH_PATH`: the products of an order in one request', {
    PRODUCT_BATCH_PATH: '/api/v1/products?ids={ids}',
  }),
  service('service-silent', '… `RABBITMQ_URL=none`: no events published, like the peer', { RABBITMQ_URL: 'none' }),
  service('service-workers', '… `WORKERS=2`', { WORKERS: '2' }),
  service('service-apart', '… `MAX_GROUP_COMMIT=1`', { MAX_GROUP_COMMIT: '1' }),
  service('service-traced', '… traces of 10 % of the requests', ({ productsUrl }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: productsUrl,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  })),
];
