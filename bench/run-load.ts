import { CONTENDERS, givenPeer, type Contender, type Running, type Environment, type Turn } from './contenders.js';
import type { BenchOptions } from './options.js';
import { passEvents } from './pass-events.js';
import { median, type LatencyRow, type LoadRow } from './results.js';
import type { Case } from './workload.js';

const WARM_UP_SECONDS = 1;
const WARM_UP_REQUESTS = 3_000;
const MAX_WARM_UPS = 6;
const MIDDLE_CONNECTIONS = 32;
/** Fractions of the slowest server's throughput, as rates that all can sustain. */
const SHARES = [0.5, 0.7, 0.9];
/** The servers whose latency is compared: the peers and the service, without its variants. */
const COMPARED = /^(fastify|given|service$)/;

export type Log = (text: string) => void;

/** Every round runs every contender in turn, so that other load on the machine affects all of them. */
export async function runLoad(environment: Environment, options: BenchOptions, log: Log): Promise<LoadRow[]> {
  const { rounds, seconds, connections, cases } = options;
  const measured = chosenContenders(options);
  const rows: LoadRow[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    if (round > 1) await renew(environment);
    for (const contender of measured) {
      await withContender(contender, environment, async (running) => {
        for (const name of cases.filter((name) => isRelevant(contender, name))) {
          await warmUp(environment, contender, running, name);
          for (const count of connections) {
            const turn: Turn = { case: name, connections: count, seconds };
            if (!contender.takes(turn) || (contender.variant && count !== middleOf(connections))) continue;
            const row = { round, contender: contender.name, ...turn, ...(await running.measure(turn)) };
            rows.push(row);
            log(line(row));
          }
        }
      });
    }
  }
  return rows;
}

/** What is measured, in this order. */
export function chosenContenders({ contenders: names, peer }: Pick<BenchOptions, 'contenders' | 'peer'>): Contender[] {
  const known = [...CONTENDERS, ...(peer ? [givenPeer(peer)] : [])];
  for (const name of names ?? []) {
    if (known.some((contender) => contender.name === name)) continue;
    throw new Error(`${name} is not one of ${known.map((contender) => contender.name).join(', ')}`);
  }
  return known.filter(({ name }) => names?.has(name) ?? true);
}

/** Creates a fresh copy of the database, so that every round starts with the same data. */
async function renew({ database, workload }: Environment): Promise<void> {
  await database.renew();
  workload.renew();
}

/** The cases in which a variant can differ: with product look-ups, with events, or with one thread at its limit. */
const TELLING: Readonly<Partial<Record<string, readonly Case[]>>> = {
  'service-cache': ['create', 'mix'],
  'service-batch': ['create', 'mix'],
  'service-silent': ['create', 'transition', 'mix'],
  'service-workers': ['get', 'list'],
};

function isRelevant(contender: Contender, name: Case): boolean {
  return TELLING[contender.name]?.includes(name) ?? true;
}

/** Latency at the same rate for all servers, parts of the slowest one's throughput, measured from when requests are due. */
export async function runLatency(
  environment: Environment,
  options: BenchOptions,
  load: readonly LoadRow[],
  log: Log,
): Promise<LatencyRow[]> {
  const { seconds, cases, rounds } = options;
  const rows: LatencyRow[] = [];
  const servers = chosenContenders(options).filter(({ name }) => COMPARED.test(name));
  for (let round = 1; round <= rounds; round += 1) {
    await renew(environment);
    for (const contender of servers) {
      await withContender(contender, environment, async (running) => {
        for (const name of cases) {
          const slowest = Math.min(...servers.map((server) => throughput(load, server.name, name)));
          if (!Number.isFinite(slowest)) continue;
          await warmUp(environment, contender, running, name);
          for (const share of SHARES) {
            const rate = Math.round(slowest * share);
            const turn: Turn = { case: name, connections: MIDDLE_CONNECTIONS, seconds: seconds * 2, rate };
            const row = { round, contender: contender.name, ...turn, rate, share, ...(await running.measure(turn)) };
            rows.push(row);
            log(`${line(row)}  p50 ${row.p50Ms?.toFixed(1)} ms  p99 ${row.p99Ms?.toFixed(1)} ms`);
          }
        }
      });
    }
  }
  return rows;
}

export function throughput(rows: readonly LoadRow[], contender: string, name: Case, connections?: number): number {
  const wanted = rows.filter((row) => row.contender === contender && row.case === name);
  const counts = wanted.map((row) => row.connections);
  const count = connections ?? middleOf(counts);
  const rates = wanted.filter((row) => row.connections === count).map((row) => row.perSecond);
  return rates.length > 0 ? median(rates) : NaN;
}

/** Processor time of server and database per request, at the middle number of connections. */
export function cpuUs(rows: readonly LoadRow[], contender: string, name: Case): number {
  return timeUs(rows, contender, name, ({ serverCpuUs = 0, databaseCpuUs }) => serverCpuUs + databaseCpuUs);
}

/** The same of all processes of the machine, with the broker, the product service and the load generator. */
export function machineCpuUs(rows: readonly LoadRow[], contender: string, name: Case): number {
  return timeUs(rows, contender, name, (row) => row.machineCpuUs);
}

function timeUs(rows: readonly LoadRow[], contender: string, name: Case, read: (row: LoadRow) => number): number {
  const wanted = rows.filter((row) => row.contender === contender && row.case === name);
  const count = middleOf(wanted.map(({ connections }) => connections));
  const times = wanted
    .filter(({ connections }) => connections === count)
    .map(read)
    .filter(Number.isFinite);
  return times.length > 0 ? median(times) : NaN;
}

/** The number of connections for ratios: 32 if it was measured. */
export function middleOf(counts: readonly number[]): number {
  return counts.includes(MIDDLE_CONNECTIONS) ? MIDDLE_CONNECTIONS : Math.max(...counts);
}

export async function withContender(
  contender: Contender,
  environment: Environment,
  work: (running: Running) => Promise<void>,
): Promise<void> {
  const running = await contender.start(environment);
  try {
    await work(running);
  } finally {
    await running.stop();
  }
}

/**
 * Warms up by a number of requests instead of a time, so that code is compiled on a slow machine, too. What other contenders and
 * cases have written is passed first.
 */
export async function warmUp(
  environment: Environment,
  contender: Contender,
  running: Running,
  name: Case,
): Promise<void> {
  await passEvents(environment.database);
  const turn: Turn = { case: name, connections: MIDDLE_CONNECTIONS, seconds: WARM_UP_SECONDS };
  if (!contender.takes(turn)) return;
  let requests = 0;
  for (let turns = 0; turns < MAX_WARM_UPS && requests < WARM_UP_REQUESTS; turns += 1) {
    requests += (await running.measure(turn)).perSecond * WARM_UP_SECONDS;
  }
}

function line(row: LoadRow): string {
  const cpu = row.serverCpuUs === undefined ? '      –' : `${row.serverCpuUs.toFixed(0).padStart(4)} µs`;
  return [
    `${String(row.round)} ${row.contender.padEnd(14)} ${row.case.padEnd(10)} ${String(row.connections).padStart(3)} conn`,
    `${row.perSecond.toFixed(0).padStart(6)}/s  server ${cpu}  database ${row.databaseCpuUs.toFixed(0).padStart(4)} µs  all ${row.machineCpuUs.toFixed(0).padStart(4)} µs`,
    row.failed > 0 ? `  FAILED ${row.failed}` : '',
  ].join('  ');
}
