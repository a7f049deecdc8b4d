import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Sent } from '../../support/test-client.js';
import type { Random } from '../rig/random.js';
import type { Rig } from '../rig/rig.js';
import type { Row, Stage } from '../row.js';

const ANN = 8_001;
const BEN = 8_002;
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

/** Ann's order is asked for by Ann, by Ben, by an operator and by nobody: only two of them may see it. */
async function otherPeoplesOrders({ rig, goesOn }: Stage): Promise<void> {
  const callers = {
    ann: rig.token({ sub: String(ANN) }),
    ben: rig.token({ sub: String(BEN) }),
    operator: rig.token({ sub: '1', role: 'operator' }),
    nobody: undefined,
  };
  while (goesOn()) {
    const created = await rig.ask(callers.ann, 'POST', '/api/v1/orders', { json: { items: ITEMS } });
    const { id } = created.body as { id: number };
    for (const [who, token] of Object.entries(callers)) {
      for (const [method, target, sent] of routes(id)) {
        const { status, text } = await rig.ask(token, method, target, sent);
        const isOrder = target.includes(`/orders/${id}`) && method !== 'DELETE';
        if (who === 'nobody' && target.startsWith('/api/v1') && method !== 'DELETE' && status !== 401) {
          rig.object('G', `without a token ${method} ${target} got ${status}`);
        }
        if (who === 'ben' && isOrder && status !== 404)
          rig.object('G', `a stranger's ${method} ${target} got ${status}`);
        if (who === 'ben' && text.includes(`user${ANN}@`))
          rig.object('G', `a stranger saw the owner through ${method} ${target}`);
        if (status >= 500) rig.object('F', `${who}'s ${method} ${target} got ${status}`);
      }
    }
  }
}

const DEEP = '['.repeat(10_000) + ']'.repeat(10_000);
const line = (members: string): string => `{"items":[{${members}}]}`;

/** Bodies that must be refused, whoever sends them. */
const BAD_BODIES: Readonly<Record<string, string | Buffer>> = {
  'an unknown member': '{"items":[{"product_id":1,"quantity":1}],"total_amount":"0.01"}',
  'a price': line('"product_id":1,"quantity":1,"price":0.01'),
  'int4 overflow': line('"product_id":1,"quantity":2147483648'),
  'int8 overflow': line('"product_id":9223372036854775808,"quantity":1'),
  NaN: line('"product_id":1,"quantity":NaN'),
  '1e400': line('"product_id":1,"quantity":1e400'),
  'a fraction': line('"product_id":1,"quantity":1.5'),
  'a negative quantity': line('"product_id":1,"quantity":-1'),
  'text for a number': line('"product_id":"1","quantity":"1"'),
  NUL: '{"items":[{"product_id":1,"quantity":1}],"metadata":{"a":"\\u0000"}}',
  'a lone surrogate': '{"items":[{"product_id":1,"quantity":1}],"metadata":{"a":"\\ud800"}}',
  __proto__: '{"items":[{"product_id":1,"quantity":1}],"__proto__":{"operator":true}}',
  constructor: '{"items":[{"product_id":1,"quantity":1}],"constructor":{"prototype":{"x":1}}}',
  'depth 10,000': DEEP,
  'a megabyte': `{"items":[],"metadata":{"a":"${'x'.repeat(1024 * 1024)}"}}`,
  '10,000 lines': JSON.stringify({ items: Array.from({ length: 10_000 }, () => ITEMS[0]) }),
  'no lines': '{"items":[]}',
  'not JSON': '{"items":',
  'not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  nothing: '',
  'a list': '[]',
  null: 'null',
};

async function badBodies({ rig, goesOn }: Stage): Promise<void> {
  const token = rig.token({ sub: String(ANN) });
  while (goesOn()) {
    for (const [what, raw] of Object.entries(BAD_BODIES)) {
      for (const [method, target] of [
        ['POST', '/api/v1/orders'],
        ['PATCH', '/api/v1/orders/1/status'],
      ] as const) {
        const answer = await rig
          .ask(token, method, target, { raw, headers: { 'content-type': 'application/json' } })
          .catch(resetBySize);
        if (answer && (answer.status < 400 || answer.status >= 500)) {
          rig.object('G', `a body with ${what} got ${answer.status} from ${method} ${target}`);
        }
      }
    }
    await badQueries(rig, token);
  }
}

/** A body far beyond the limit may be cut off while it is still being sent. */
function resetBySize(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
  return undefined;
}

async function badQueries(rig: Rig, token: string): Promise<void> {
  const queries = [
    'limit=0',
    'limit=1e3',
    'limit=101',
    'skip=-1',
    'cursor=%00',
    'cursor=AAAA',
    'status=gone',
    'created_after=yesterday',
    'user_id=9223372036854775808',
    "status='--",
  ];
  for (const query of queries) {
    const { status } = await rig.ask(token, 'GET', `/api/v1/orders?${query}`);
    if (status < 400 || status >= 500) rig.object('G', `the query ${query} got ${status}`);
  }
}

/** Raw requests that are not quite HTTP. */
const RAW: readonly string[] = [
  'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\n\r\n',
  'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
  'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'GET /health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
];

async function rawNoise({ rig, random, goesOn }: Stage): Promise<void> {
  while (goesOn()) {
    for (const bytes of RAW) await mustNotSucceed(rig, bytes);
    for (let noise = 0; noise < 20; noise += 1) await mustNotSucceed(rig, randomBytes(random));
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
  const patience = setTimeout(() => socket.destroy(), 20_000);
  await closed;
  clearTimeout(patience);
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  if (statuses.some((status) => status < 400 || status >= 500)) {
    rig.object('G', `${JSON.stringify(bytes.slice(0, 60))} got ${statuses.join(', ')}`);
  }
}

const SLOW_SOCKETS = 500;
const PROBES = 100;
/** Others may be slowed down so far: the probes share two cores with the load and the sockets. */
const P99_MAX_MS = 1_000;

/** Hundreds of clients send a request a byte at a time; everybody else is served as before. */
async function slowClients({ rig, goesOn }: Stage): Promise<void> {
  const token = rig.token({ sub: String(ANN) });
  while (goesOn()) {
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
    if (p99 > P99_MAX_MS) rig.object('F', `beside ${SLOW_SOCKETS} slow clients others wait ${Math.round(p99)} ms`);
  }
}

function openSlowly(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  const request = 'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nX-Slow: ';
  let sent = 0;
  const drip = setInterval(() => socket.write(request[(sent += 1) % request.length] ?? 'x'), 250);
  socket.once('close', () => clearInterval(drip));
  return socket;
}

const RIG = { environment: { LOG_LEVEL: 'info' as const }, users: 4, perUser: 2 };

export const abuse: Row = {
  number: 17,
  title: "Other people's orders; bodies, queries and bytes that are not right; 500 slow clients",
  promises: 'ABCDFG',
  scenarios: [
    { name: "other people's orders", rig: RIG, play: otherPeoplesOrders, quiet: true, weight: 0.2 },
    { name: 'bodies and queries', rig: RIG, play: badBodies, weight: 0.2 },
    { name: 'not quite HTTP', rig: RIG, play: rawNoise, weight: 0.2 },
    { name: 'slow clients', rig: RIG, play: slowClients, weight: 0.2 },
  ],
};
