import { setTimeout as pause } from 'node:timers/promises';
import { withService, type Environment } from './contenders.js';
import { load } from './load/load.js';
import type { BenchOptions } from './options.js';
import { median, type EventFigures, type LoadRow } from './results.js';
import { throughput, type Log } from './run-load.js';

const EVENTS = 30_000;
const POLL_MS = 20;
const DEADLINE_MS = 120_000;
const LAG_POLL_MS = 100;
const LAG_CONNECTIONS = 32;
const LAG_LOAD = 0.7;

/** The relay's rate from a full outbox compared with a bare channel, and its lag behind incoming orders. */
export async function measureEvents(
  environment: Environment,
  rows: readonly LoadRow[],
  { rounds, seconds }: BenchOptions,
  log: Log,
): Promise<EventFigures> {
  const barePerSecond: number[] = [];
  const relayPerSecond: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    barePerSecond.push(await environment.broker.barePerSecond(EVENTS));
    await environment.broker.purge();
    relayPerSecond.push(await emptyOutbox(environment));
    log(`events: bare ${barePerSecond.at(-1)?.toFixed(0)}/s, relay ${relayPerSecond.at(-1)?.toFixed(0)}/s`);
  }
  const lag = await measureLag(environment, throughput(rows, 'service', 'create'), seconds * 2);
  log(
    `events: at most ${lag.greatestLagSeconds.toFixed(2)} s behind ${lag.createsPerSecond.toFixed(0)} orders a second`,
  );
  return { barePerSecond, relayPerSecond, ...lag };
}

/** Events per second from a full outbox, from the first to the last in the queue. */
async function emptyOutbox(environment: Environment): Promise<number> {
  const { database, broker } = environment;
  await database.query(
    `INSERT INTO outbox (order_id, version, event_id)
     SELECT order_id, version, event_id FROM order_events WHERE version = 1 ORDER BY id LIMIT $1`,
    [EVENTS],
  );
  return await withService(environment, async () => {
    let first: { at: number; count: number } | undefined;
    for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline;) {
      const count = await broker.queued();
      const at = performance.now();
      if (count > 0) first ??= { at, count };
      if (first && count >= EVENTS) return ((count - first.count) / (at - first.at)) * 1000;
      await pause(POLL_MS);
    }
    throw new Error('The relay did not empty the outbox in time');
  });
}

async function measureLag(
  environment: Environment,
  most: number,
  seconds: number,
): Promise<Pick<EventFigures, 'createsPerSecond' | 'greatestLagSeconds'>> {
  const rate = Number.isFinite(most) ? Math.round(most * LAG_LOAD) : 500;
  return await withService(environment, async ({ url }) => {
    const ages: number[] = [];
    const watching = { stopped: false };
    const watch = (async () => {
      while (!watching.stopped) {
        ages.push(await metric(url, 'outbox_oldest_age_seconds'));
        await pause(LAG_POLL_MS);
      }
    })();
    const requests = environment.workload.requests('create', rate * seconds);
    const result = await load(requests, { url, connections: LAG_CONNECTIONS, seconds, rate });
    watching.stopped = true;
    await watch;
    return { createsPerSecond: result.perSecond, greatestLagSeconds: Math.max(0, ...ages.filter(Number.isFinite)) };
  });
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? NaN);
}

/** The relay's rate as a fraction of the bare channel's. */
export function relayShare({ barePerSecond, relayPerSecond }: EventFigures): number {
  return median(relayPerSecond) / median(barePerSecond);
}
