import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withService, type Environment } from './contenders.js';
import type { StreamOptions } from './load/stream-readers.js';
import { load } from './load/load.js';
import { readTree } from './processes.js';
import { median, type StreamsRow } from './results.js';
import type { Log } from './run-load.js';

const READERS = fileURLToPath(new URL('load/stream-readers.ts', import.meta.url));
/** As many as one user and one process may have. */
const STREAMS_PER_USER = 20;
const STREAMS = [200, 1_000, 5_000];
const ORDERS_PER_SECOND = 50;
const SECONDS = 20;
const SETTLE_MS = 2_000;

/** What live streams cost, and how long after a change its event arrives, while orders of all their users are placed. */
export async function measureStreams(environment: Environment, log: Log): Promise<StreamsRow[]> {
  const rows: StreamsRow[] = [];
  for (const streams of STREAMS) {
    const row = await measure(environment, streams);
    rows.push(row);
    log(JSON.stringify(row));
  }
  return rows;
}

async function measure(environment: Environment, streams: number): Promise<StreamsRow> {
  return await withService(environment, async ({ url, pid }) => {
    const users = Array.from({ length: streams / STREAMS_PER_USER }, (_, at) => environment.workload.tokenOf(at));
    const reading: StreamOptions = { url, users, streamsPerUser: STREAMS_PER_USER };
    const readers = fork(READERS, [JSON.stringify(reading)], { execArgv: ['--import', 'tsx'] });
    const cpuUs = (): number => readTree(pid).cpuUs;
    try {
      const startedMs = performance.now();
      await answerOf(readers);
      const openedMs = performance.now() - startedMs;
      await pause(SETTLE_MS);

      const restFromUs = cpuUs();
      await pause(SETTLE_MS);
      const idleCpuShare = (cpuUs() - restFromUs) / (SETTLE_MS * 1_000);

      const requests = environment.workload.requests('create', 2 * ORDERS_PER_SECOND * SECONDS, users.length);
      const [ordersBefore, fromUs] = [await ordersOf(environment), cpuUs()];
      await load(requests, { url, connections: 8, seconds: SECONDS, rate: ORDERS_PER_SECOND });
      await pause(SETTLE_MS);
      const busyUs = cpuUs() - fromUs;
      const rssMb = readTree(pid).rssBytes / 2 ** 20;

      readers.send('finish');
      const delaysMs = ((await answerOf(readers)) as number[]).sort((a, b) => a - b);
      return {
        ...{ streams, openedMs, idleCpuShare, rssMb },
        expected: ((await ordersOf(environment)) - ordersBefore) * STREAMS_PER_USER,
        received: delaysMs.length,
        eventCpuUs: busyUs / delaysMs.length,
        p50Ms: median(delaysMs),
        p99Ms: delaysMs[Math.floor(delaysMs.length * 0.99)] ?? NaN,
      };
    } finally {
      if (readers.connected) readers.disconnect();
    }
  });
}

async function ordersOf({ database }: Environment): Promise<number> {
  const [row] = await database.query<{ count: string }>('SELECT count(*) FROM orders');
  return Number(row?.count);
}

/** The next message of the readers' process. @throws Error if it ends instead */
async function answerOf(readers: ChildProcess): Promise<unknown> {
  const ended = once(readers, 'exit').then(() => Promise.reject(new Error('The readers of streams have failed')));
  const [message] = (await Promise.race([once(readers, 'message'), ended])) as [unknown];
  return message;
}
