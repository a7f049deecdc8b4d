import { startService, type Environment } from './contenders.js';
import { freePorts } from '../test/services/free-port.js';
import { load, type LoadResult } from './load/load.js';
import type { BenchOptions } from './options.js';
import { median, type AnonymousRow } from './results.js';
import type { Log } from './run-load.js';
import type { LoadRequest } from './workload.js';

const ANONYMOUS_CLIENTS = 30;
/** Customers who wait for their orders one after the other: more of them would hide the delay of each in their queue. */
const CUSTOMERS = 1;
const WARM_UP_SECONDS = 4;
/** Anonymous clients begin before the measurement and end after it. */
const MARGIN_SECONDS = 1;
const MAX_CREATES = 40_000;
const BAD_TOKENS = 5_000;
/** Larger than any body that the service reads. */
const LARGE_BODY_BYTES = 256 * 1024;

/** What clients without a valid token may ask for, by kind. */
const KINDS: Readonly<Record<string, readonly LoadRequest[]>> = {
  'health and readiness': ['/health', '/health/ready', '/health/live'].map(get),
  metrics: [get('/metrics')],
  'the page of documentation and its files': [
    ...['/docs', '/openapi.json', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css', '/docs/start.js'],
  ].map(get),
  'unknown paths': Array.from({ length: 1_000 }, (_, at) => get(`/nothing/${at}`)),
  'no token': [get('/api/v1/orders')],
  'bad tokens': Array.from({ length: BAD_TOKENS }, (_, at) => ({ ...get('/api/v1/orders'), token: badToken(at) })),
  'large bodies without a token': [{ method: 'POST', path: '/api/v1/orders', body: '1'.repeat(LARGE_BODY_BYTES) }],
};

/**
 * The latency of placing an order, alone and with anonymous clients of each kind that send as fast as they are answered. The
 * two are measured in turn, so that other load on the machine affects both.
 */
export async function measureAnonymous(
  environment: Environment,
  { rounds, seconds }: Pick<BenchOptions, 'rounds' | 'seconds'>,
  log: Log,
): Promise<AnonymousRow[]> {
  const [port = 0] = await freePorts(1);
  const server = await startService(environment, port);
  const creates = environment.workload.requests('create', MAX_CREATES);
  const place = (duration = seconds) => load(creates, { url: server.url, connections: CUSTOMERS, seconds: duration });

  async function placeBeside(requests: readonly LoadRequest[]): Promise<[LoadResult, anonymous: LoadResult]> {
    const beside = load(requests, {
      url: server.url,
      connections: ANONYMOUS_CLIENTS,
      seconds: seconds + 2 * MARGIN_SECONDS,
    });
    await new Promise((resolve) => setTimeout(resolve, MARGIN_SECONDS * 1_000));
    return [await place(), await beside];
  }

  try {
    await place(WARM_UP_SECONDS);
    const rows: AnonymousRow[] = [];
    for (const [kind, requests] of Object.entries(KINDS)) {
      await load(requests, { url: server.url, connections: ANONYMOUS_CLIENTS, seconds: 1 });
      const turns: Omit<AnonymousRow, 'kind'>[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        const alone = await place();
        const [beside, anonymous] = await placeBeside(requests);
        if (alone.failed + beside.failed > 0) throw new Error(`${alone.failed + beside.failed} orders failed: ${kind}`);
        turns.push({ aloneMs: alone.p50Ms, besideMs: beside.p50Ms, anonymousPerSecond: anonymous.perSecond });
      }
      const row = { kind, ...medians(turns) };
      rows.push(row);
      log(
        `${kind.padEnd(40)} ${row.aloneMs.toFixed(2)} ms alone, ${row.besideMs.toFixed(2)} ms beside ${row.anonymousPerSecond.toFixed(0)}/s`,
      );
    }
    return rows;
  } finally {
    await server.stop();
    await environment.broker.purge();
    await environment.database.query('TRUNCATE outbox');
  }
}

function medians(turns: readonly Omit<AnonymousRow, 'kind'>[]): Omit<AnonymousRow, 'kind'> {
  return {
    aloneMs: median(turns.map(({ aloneMs }) => aloneMs)),
    besideMs: median(turns.map(({ besideMs }) => besideMs)),
    anonymousPerSecond: median(turns.map(({ anonymousPerSecond }) => anonymousPerSecond)),
  };
}

function get(path: string): LoadRequest {
  return { method: 'GET', path };
}

/** A well-formed token of a user, whose signature is wrong. */
function badToken(at: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: String(at), email: 'u@example.com', exp: 4_102_444_800 };
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${Buffer.alloc(32, at).toString('base64url')}`;
}
