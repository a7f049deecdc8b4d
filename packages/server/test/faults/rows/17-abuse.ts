import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Sent } from '../../support/test-client.js';
import type { Random } from '../rig/random.js';
import type { Rig } from '../rig/rig.js';
import type { Row, Environment } from '../row.js';
import { INVALID_BODIES, INVALID_QUERIES, INVALID_REQUESTS } from './invalid-input.js';

const OWNER = 8_001;
const OTHER_USER = 8_002;
const ITEMS = [{ product_id: 1, quantity: 1 }];

/** Every route, for one order and its owner. */
function routes(orderId: number): readonly (readonly [method: string, target: string, sent?: Sent])[] {
  return [
    ['GET', '/api/v1/orders'],
    ['POST', '/api/v1/orders', { json: { items: ITEMS } }],
    ['GET', `/api/v1/orders/${orderId}`],
    ['GET', `/api/v1/orders/${orderId}/events`],
    ['PATCH', `/api/v1/orders/${orderId}/status`, { json: { status: 'confirmed' } }],
    ['GET', '/api/v1/events'],
    ['GET', '/health'],
    ['GET', '/health/live'],
    ['GET', '/health/ready'],
    ['GET', '/metrics'],
    ['GET', '/openapi.json'],
    ['DELETE', `/api/v1/orders/${orderId}`],
    ['GET', '/api/v2/orders'],
  ];
}

/** Requests an order as its owner, as an operator, as another user and without a token: only the first two may see it. */
async function ordersOfOtherUsers({ rig, nextRound }: Environment): Promise<void> {
  const callers = {
    owner: rig.token({ sub: String(OWNER) }),
    otherUser: rig.token({ sub: String(OTHER_USER) }),
    operator: rig.token({ sub: '1', role: 'operator' }),
    anonymous: undefined,
  };
  while (nextRound()) {
    const created = await rig.ask(callers.owner, 'POST', '/api/v1/orders', { json: { items: ITEMS } });
    const { id } = created.body as { id: number };
    for (const [caller, token] of Object.entries(callers)) {
      for (const [method, target, sent] of routes(id)) {
        const { status, text } = await rig.ask(token, method, target, sent);
        const isOrder = target.includes(`/orders/${id}`) && method !== 'DELETE';
        if (caller === 'anonymous' && target.startsWith('/api/v1') && method !== 'DELETE' && status !== 401) {
          rig.report('G', `without a token ${method} ${target} got ${status}`);
        }
        if (caller === 'otherUser' && isOrder && status !== 404)
          rig.report('G', `${method} ${target} of another user got ${status}`);
        if (caller === 'otherUser' && text.includes(`user${OWNER}@`))
          rig.report('G', `${method} ${target} of another user shows the owner`);
        if (status >= 500) rig.report('F', `${method} ${target} as ${caller} got ${status}`);
      }
    }
  }
}

async function invalidBodies({ rig, nextRound }: Environment): Promise<void> {
  const token = rig.token({ sub: String(OWNER) });
  while (nextRound()) {
    for (const [what, raw] of Object.entries(INVALID_BODIES)) {
      for (const [method, target] of [
        ['POST', '/api/v1/orders'],
        ['PATCH', '/api/v1/orders/1/status'],
      ] as const) {
        const answer = await rig
          .ask(token, method, target, { raw, headers: { 'content-type': 'application/json' } })
          .catch(resetBySize);
        if (answer && (answer.status < 400 || answer.status >= 500)) {
          rig.report('G', `a body with ${what} got ${answer.status} from ${method} ${target}`);
        }
      }
    }
    await invalidQueries(rig, token);
  }
}

/** The server may reset the connection while a body far beyond the limit is still being sent. */
function resetBySize(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
  return undefined;
}

async function invalidQueries(rig: Rig, token: string): Promise<void> {
  for (const query of INVALID_QUERIES) {
    const { status } = await rig.ask(token, 'GET', `/api/v1/orders?${query}`);
    if (status < 400 || status >= 500) rig.report('G', `the query ${query} got ${status}`);
  }
}

async function invalidHttp({ rig, random, nextRound }: Environment): Promise<void> {
  while (nextRound()) {
    for (const bytes of INVALID_REQUESTS) await mustNotSucceed(rig, bytes);
    for (let count = 0; count < 20; count += 1) await mustNotSucceed(rig, randomBytes(random));
  }
}

function randomBytes(random: Random): string {
  return String.fromCharCode(...Array.from({ length: random.integer(1, 200) }, () => random.integer(0, 255)));
}

async function mustNotSucceed(rig: Rig, bytes: string): Promise<void> {
  const socket = connect({ port: rig.balancer.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.end(Buffer.from(bytes, 'latin1'));
  const closed = once(socket, 'close').catch(() => undefined);
  const timer = setTimeout(() => socket.destroy(), 20_000);
  await closed;
  clearTimeout(timer);
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  if (statuses.some((status) => status < 400 || status >= 500)) {
    rig.report('G', `${JSON.stringify(bytes.slice(0, 60))} got ${statuses.join(', ')}`);
  }
}

const SLOW_SOCKETS = 500;
const PROBES = 100;
/** Generous, because the probes share the processors with the load and the slow sockets. */
const MAX_P99_MS = 1_000;

/** Hundreds of clients send a request byte by byte; other clients must be served as before. */
async function slowClients({ rig, nextRound }: Environment): Promise<void> {
  const token = rig.token({ sub: String(OWNER) });
  while (nextRound()) {
    const slow = Array.from({ length: SLOW_SOCKETS }, () => openSlowly(rig.balancer.port));
    const durations: number[] = [];
    for (let probe = 0; probe < PROBES; probe += 1) {
      const startedMs = performance.now();
      await rig.ask(token, 'GET', '/api/v1/orders?limit=1');
      durations.push(performance.now() - startedMs);
    }
    for (const socket of slow) socket.destroy();
    const p99 = durations.sort((a, b) => a - b)[Math.floor(PROBES * 0.99)] ?? 0;
    rig.history.note(`p99 beside ${SLOW_SOCKETS} slow clients: ${Math.round(p99)} ms`);
    if (p99 > MAX_P99_MS)
      rig.report('F', `beside ${SLOW_SOCKETS} slow clients the p99 of others is ${Math.round(p99)} ms`);
  }
}

function openSlowly(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  const request = 'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nX-Slow: ';
  let sent = 0;
  const timer = setInterval(() => socket.write(request[(sent += 1) % request.length] ?? 'x'), 250);
  socket.once('close', () => clearInterval(timer));
  return socket;
}

const RIG = { variables: { LOG_LEVEL: 'info' as const }, users: 4, perUser: 2 };

export const abuse: Row = {
  number: 17,
  title: 'Orders of other users; invalid bodies, queries and bytes; 500 slow clients',
  promises: 'ABCDFG',
  scenarios: [
    { name: 'orders of other users', rig: RIG, run: ordersOfOtherUsers, withoutLoad: true, weight: 0.2 },
    { name: 'bodies and queries', rig: RIG, run: invalidBodies, weight: 0.2 },
    { name: 'invalid HTTP', rig: RIG, run: invalidHttp, weight: 0.2 },
    { name: 'slow clients', rig: RIG, run: slowClients, weight: 0.2 },
  ],
};
