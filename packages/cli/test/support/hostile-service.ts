import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health, HistoryEntry, Me, Outbox, OutboxEvent, Statistics } from '@order-service/sdk';
import { sampleOrder } from '../../../../test/services/sample-order.js';

/** What a terminal would obey: it clears the screen, sets the title, turns the text around, in C0, C1 and bidi. */
export const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eevil\u2066\u200b\u007f';

const TIME = '2026-02-15T16:00:00Z';
const EVENT_ID = '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11';

const HISTORY: HistoryEntry = {
  event_id: EVENT_ID,
  order_id: 42,
  version: 1,
  type: 'order.created',
  from_status: null,
  to_status: 'pending',
  actor: 'user:1',
  reason: 'because',
  request_id: 'r-1',
  occurred_at: TIME,
};
const OUTBOX: Outbox = {
  ...{ depth: 1, oldest_age_seconds: 1, dead_lettered: 1, broker: 'connected', in_flight: 0, published: 1 },
  broker_problem: null,
  ...{ confirmed: 1, returned: 0, nacked: 0, refused: 0, unknown: 0, confirms_per_second: 0 },
};
const OUTBOX_EVENT: OutboxEvent = {
  ...{ event_id: EVENT_ID, order_id: 42, order_version: 1, event_type: 'order.created', state: 'dead_lettered' },
  ...{ attempts: 5, refusals: 5, waiting_behind: 0, last_error: 'no', dead_lettered_at: TIME, occurred_at: TIME },
  next_attempt_at: null,
};
const HEALTH: Health = {
  ...{
    status: 'healthy',
    service: 'order-service',
    version: '0.1.0',
    cell: 0,
    read_only: false,
    database: 'connected',
    broker: 'connected',
  },
  ...{ migrations: 'current', problems: [] },
  broker_problem: null,
  outbox: { depth: 0, oldest_age_seconds: null, failing: 0, dead_lettered: 0 },
};
const ME: Me = {
  ...{ user_id: 1, email: 'u@example.com', operator: true, roles: ['operator'], scopes: [], expires_at: TIME },
  ...{ order_scope: 'all', order_transitions: ['confirmed'], operations: [] },
};
const STATISTICS: Statistics = {
  ...{ as_of: TIME, since: TIME, until: TIME, interval: 'day' },
  by_status: { pending: 1, confirmed: 0, shipped: 0, delivered: 0, cancelled: 0 },
  buckets: [{ start: TIME, orders: 1, revenue: '1.00', cancelled: 0, cancelled_amount: '0.00' }],
  total: { orders: 1, revenue: '1.00', cancelled: 0, cancelled_amount: '0.00' },
};
const PROBLEM = {
  ...{ type: '/problems/invalid_transition', title: 'No', status: 409, detail: 'It is pending.', request_id: 'r-1' },
  ...{ current_status: 'pending', allowed_transitions: ['confirmed'] },
};

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/api/v1/orders': [sampleOrder({ metadata: { channel: 'web' } })],
  '/api/v1/orders/42': sampleOrder({ version: 2, metadata: { channel: 'web' } }),
  '/api/v1/orders/42/events': [HISTORY],
  '/api/v1/outbox': OUTBOX,
  '/api/v1/outbox/events': { events: [OUTBOX_EVENT], next_cursor: null, has_more: false },
  '/api/v1/stats': STATISTICS,
  '/api/v1/me': ME,
  '/health': HEALTH,
};

/** Every text behind its own, and in the names of metadata and statuses. */
function poison(value: unknown): unknown {
  if (typeof value === 'string') return `${value}${HOSTILE}`;
  if (Array.isArray(value)) return value.map(poison);
  if (typeof value !== 'object' || value === null) return value;
  const free = 'channel' in value || 'pending' in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [free ? `${name}${HOSTILE}` : name, poison(member)]),
  );
}

/** A service that writes control characters wherever the contract has text. */
export async function startHostileService(): Promise<{ readonly url: string; stop: () => Promise<void> }> {
  const server = createServer(({ url = '', method }, response) => {
    const answer = method === 'GET' ? ANSWERS[url.replace(/\?.*/, '')] : undefined;
    const headers = { 'content-type': answer ? 'application/json' : 'application/problem+json', 'x-request-id': 'r-1' };
    // The code stays: by it the command line knows which sentences of its own to add.
    const body = answer ? poison(answer) : { ...(poison(PROBLEM) as object), code: 'invalid_transition' };
    response.writeHead(answer ? 200 : 409, headers).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
