import { parseArgs } from 'node:util';
import { REFERENCES } from './budget.js';
import type { GivenPeer } from './contenders.js';
import { CASES, type Case } from './workload.js';

export interface BenchOptions {
  readonly parts: ReadonlySet<Part>;
  readonly orders: number;
  /** Of an order that is created. */
  readonly lines: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: readonly number[];
  readonly cases: readonly Case[];
  /** Names of the contenders to measure; undefined for all. */
  readonly contenders: ReadonlySet<string> | undefined;
  /** A server that is measured beside the contenders. */
  readonly peer: GivenPeer | undefined;
  /** How long an hour of the shortened day takes, and how many orders are placed in it. */
  readonly hourSeconds: number;
  readonly hourOrders: number;
  /** How many requests --endurance sends. */
  readonly enduranceRequests: number;
  /** Numbers of orders of the databases for the growth measurements. */
  readonly growthOrders: readonly number[];
  /** Whether to compare the costs with the published ones, instead of showing them. */
  readonly check: boolean;
  /** Whether to write the results into docs/benchmarks.md. */
  readonly write: boolean;
  /** Directory for CPU profiles of the service; undefined for none. */
  readonly profile: string | undefined;
}

const PARTS = [
  'load',
  'latency',
  'overload',
  'events',
  'cli',
  'growth',
  'endurance',
  'anonymous',
  'streams',
  'day',
] as const;
export type Part = (typeof PARTS)[number];

/** The contenders that the goals refer to. */
const QUICK_CONTENDERS = 'pgbench,fastify,service,service-cache';
const CHECKED_CONTENDERS = [...REFERENCES, 'service'].join();

const USAGE = `npm run bench -- [options]
  --quick                 one short round on fewer orders, in under two minutes
  --check                 compare the processor time of each case with docs/benchmarks/service.json, as ratios to pgbench
                          and the peer of the same run; exit with 1 when a case costs over 15 % more
  --growth                measure how costs grow with the tables, instead of the load
  --anonymous             measure orders beside anonymous clients, instead of the load
  --streams               measure live streams, up to 5,000, instead of the load
  --day                   let a day of a shop pass in minutes, and measure the size of each table, instead of the load
  --endurance             measure memory over many requests, instead of the load
  --parts a,b             parts to run, of ${PARTS.join(', ')}
  --orders n              orders in the database (1000000; 200000 for --quick)
  --lines n               lines of every order that is created, but for pgbench's (3)
  --rounds n              rounds, each with every contender in turn (3)
  --seconds n             seconds of each measurement (4)
  --connections a,b       numbers of connections (1,8,32,128)
  --cases a,b             cases to run, of ${CASES.join(', ')}
  --contenders a,b        contenders to run, of pgbench, pgbench-joined, fastify, fastify-publishing,
                          fastify-outbox, service and its variants (all; a few for --quick)
  --peer command          also measure the server that this command starts, with PORT, DATABASE_URL, SECRET_KEY,
                          PRODUCT_SERVICE_URL and RABBITMQ_URL in its environment; as contender its name is given
  --peer-url url          an address of it that answers with 200 when it is ready; its port is PORT
  --hour-seconds n        how long an hour of --day takes (10)
  --hour-orders n         orders of such an hour (1000)
  --endurance-requests n  requests of --endurance (1000000)
  --growth-orders a,b     sizes that --growth compares (10000,1000000)
  --profile folder        also write a CPU profile of the service for each case
  --write                 write the results into docs/benchmarks.md
`;

/** Parses the command line; prints help and returns undefined if it is requested. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      endurance: { type: 'boolean', default: false },
      anonymous: { type: 'boolean', default: false },
      day: { type: 'boolean', default: false },
      streams: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      parts: text,
      orders: text,
      lines: text,
      rounds: text,
      seconds: text,
      connections: text,
      cases: text,
      contenders: text,
      'endurance-requests': text,
      'growth-orders': text,
      'hour-seconds': text,
      'hour-orders': text,
      peer: text,
      'peer-url': text,
      profile: text,
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return undefined;
  }
  const { quick, check } = values;
  const parts = values.parts ?? usualParts(values);
  const contenders = values.contenders ?? (check ? CHECKED_CONTENDERS : quick ? QUICK_CONTENDERS : undefined);
  return {
    parts: new Set(oneOf(parts, PARTS)),
    orders: numberOf(values.orders ?? (quick ? '200000' : '1000000')),
    lines: numberOf(values.lines ?? '3'),
    rounds: numberOf(values.rounds ?? (quick ? '1' : '3')),
    seconds: numberOf(values.seconds ?? (quick ? '2' : '4')),
    connections: (values.connections ?? (quick || check ? '32' : '1,8,32,128')).split(',').map(numberOf),
    cases: oneOf(values.cases ?? CASES.join(','), CASES),
    contenders: contenders === undefined ? undefined : new Set(contenders.split(',')),
    peer: peerOf(values.peer, values['peer-url']),
    hourSeconds: numberOf(values['hour-seconds'] ?? '10'),
    hourOrders: numberOf(values['hour-orders'] ?? '1000'),
    enduranceRequests: numberOf(values['endurance-requests'] ?? '1000000'),
    growthOrders: (values['growth-orders'] ?? '10000,1000000').split(',').map(numberOf),
    check,
    write: values.write,
    profile: values.profile,
  };
}

const ALONE = ['growth', 'endurance', 'anonymous', 'streams', 'day'] as const;

function usualParts({ quick, check, ...alone }: Record<(typeof ALONE)[number] | 'quick' | 'check', boolean>): string {
  if (check) return 'load';
  const chosen = ALONE.filter((part) => alone[part]);
  if (chosen.length > 0) return chosen.join();
  return quick ? 'load,cli' : 'load,latency,overload,events,cli';
}

function peerOf(command: string | undefined, url: string | undefined): GivenPeer | undefined {
  if (command === undefined && url === undefined) return undefined;
  if (command === undefined || !URL.canParse(url ?? '')) throw new Error('--peer and --peer-url are given together');
  return { command, url: url ?? '' };
}

function oneOf<T extends string>(list: string, known: readonly T[]): T[] {
  return list.split(',').map((name) => {
    const found = known.find((word) => word === name);
    if (found === undefined) throw new Error(`${name} is not one of ${known.join(', ')}`);
    return found;
  });
}

function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${text} is not a positive whole number`);
  return value;
}
