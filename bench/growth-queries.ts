import { randomUUID } from 'node:crypto';
import type { Statement } from '../packages/server/src/db/statement.js';
import { CHANGE_STATUSES } from '../packages/server/src/db/statements/change-statuses.js';
import { createOrdersArguments, CREATE_ORDERS } from '../packages/server/src/db/statements/create-orders.js';
import { EVERYONES_EVENTS, OWN_EVENTS } from '../packages/server/src/db/statements/feed.js';
import { FIND_ORDERS } from '../packages/server/src/db/statements/find-orders.js';
import { PURGE_KEYS } from '../packages/server/src/db/statements/idempotency-keys.js';
import {
  LIST_ALL,
  LIST_ALL_BY_STATUS,
  LIST_OWN,
  LIST_OWN_BY_STATUS,
} from '../packages/server/src/db/statements/list-orders.js';
import { READ_STATISTICS } from '../packages/server/src/db/statements/statistics.js';
import { UPDATE_SEARCH } from '../packages/server/src/db/statements/update-search.js';
import type { StatusChange } from '../packages/server/src/ports/order-store.js';
import type { OrderStatus } from '../packages/server/src/domain/order-status.js';
import type { BenchDatabase } from './database.js';
import { growthSearches } from './growth-searches.js';
import { firstPending, LARGE_USER } from './seed.js';
import { PAGE } from './workload.js';

export interface GrowthQuery {
  readonly name: string;
  readonly statement: Pick<Statement<never, unknown>, 'text' | 'prepared'>;
  /** Where each has an effect that a repetition would not have, they are made anew for every run. */
  readonly values: (run: number) => readonly unknown[];
}

interface Position {
  readonly createdAt: string;
  readonly id: number;
}

interface FeedPlace {
  readonly transactionId: string;
  readonly id: number;
}

/** How far down a deep page begins: four fifths of everything lies before it. */
const DEPTH = 0.8;
/** Keys that one statement forgets, as in production. */
const PURGED = 1_000;
/** Orders that the search is behind: those of half a second at 40 a second. */
const CHANGED = 20;

/** What is compared between tables of different sizes. Pages hold as many rows in each of them. */
export async function growthQueries(database: BenchDatabase, orders: number): Promise<GrowthQuery[]> {
  const [own, all, feed, ownFeed] = await Promise.all([
    ordersPlace(database, Math.floor((orders / 2) * DEPTH), `user_id = ${LARGE_USER}`),
    ordersPlace(database, Math.floor(orders * DEPTH), 'true'),
    feedPlace(database, DEPTH, 'true'),
    feedPlace(database, DEPTH, `user_id = ${LARGE_USER}`),
  ]);
  await keepKeys(database, orders);
  await confirmNewest(database, orders);
  const dayMs = 24 * 3600 * 1000;
  const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const week = { since: date(Date.now() - 8 * dayMs), until: date(Date.now() - dayMs), step: '1 day' };
  return [
    get(orders),
    create(),
    transition(orders),
    list('list of a user with half of all orders, first page', LIST_OWN, LARGE_USER),
    list('… deep page', LIST_OWN, LARGE_USER, own),
    list('… of a rare status', LIST_OWN_BY_STATUS, LARGE_USER, undefined, ['shipped']),
    list('… of two statuses, deep page', LIST_OWN_BY_STATUS, LARGE_USER, own, ['delivered', 'cancelled']),
    list("list of everyone's orders, first page", LIST_ALL, undefined),
    list('… deep page', LIST_ALL, undefined, all),
    list('… of a rare status', LIST_ALL_BY_STATUS, undefined, undefined, ['shipped']),
    query("feed of everyone's events, first page", EVERYONES_EVENTS, () => page()),
    query('… deep page', EVERYONES_EVENTS, () => page(feed)),
    query("feed of a user's events, first page", OWN_EVENTS, () => ({ ...page(), ownerId: LARGE_USER })),
    query('… deep page', OWN_EVENTS, () => ({ ...page(ownFeed), ownerId: LARGE_USER })),
    ...(await growthSearches(database, orders)),
    query(`update of the search, ${CHANGED} changed orders`, UPDATE_SEARCH, () => ({ limit: 1_000 })),
    query('statistics of a week by the day', READ_STATISTICS, () => week),
    query(`purge of ${PURGED} idempotency keys`, PURGE_KEYS, () => ({ maxAgeSeconds: 86_400, limit: PURGED })),
  ];
}

function query<Parameters>(
  name: string,
  statement: Statement<Parameters, unknown>,
  parameters: (run: number) => NoInfer<Parameters>,
): GrowthQuery {
  return { name, statement, values: (run) => statement.valuesOf(parameters(run)) };
}

function get(orders: number): GrowthQuery {
  const wanted = (run: number) => 2 * (1 + ((run * 7919) % Math.floor(orders / 2)));
  return query('get', FIND_ORDERS, (run) => ({ key: [{ orderId: wanted(run), ownerId: LARGE_USER }] }));
}

const TRACE = { requestId: 'request', traceparent: undefined };

function create(): GrowthQuery {
  const items = [1, 2, 3].map((productId) => ({
    productId,
    productName: 'Desk Mat',
    productPrice: '10.00',
    quantity: 1,
    subtotal: '10.00',
  }));
  return query('create, 3 items', CREATE_ORDERS, () =>
    createOrdersArguments([
      {
        userId: LARGE_USER,
        userEmail: 'user@example.com',
        items,
        totalAmount: '30.00',
        reference: undefined,
        metadata: {},
        eventId: randomUUID(),
        actor: 'user:1',
        trace: TRACE,
        idempotencyKey: undefined,
        fingerprint: Buffer.alloc(32),
      },
    ]),
  );
}

function transition(orders: number): GrowthQuery {
  return query('transition', CHANGE_STATUSES, (run) => ({ change: [confirmation(firstPending(orders) + run)] }));
}

function confirmation(orderId: number): StatusChange {
  return {
    orderId,
    ownerId: undefined,
    target: 'confirmed',
    from: ['pending'],
    versions: undefined,
    reason: undefined,
    eventId: randomUUID(),
    actor: 'user:1',
    trace: TRACE,
  };
}

/** Leaves events that the search does not have yet. */
async function confirmNewest(database: BenchDatabase, orders: number): Promise<void> {
  const change = Array.from({ length: CHANGED }, (_, index) => confirmation(orders - index));
  await database.query(CHANGE_STATUSES.text, CHANGE_STATUSES.valuesOf({ change }));
}

function list(
  name: string,
  statement: typeof LIST_OWN,
  ownerId: number | undefined,
  after?: Position,
  statuses: readonly OrderStatus[] = [],
): GrowthQuery {
  const range = { createdAfter: undefined, createdBefore: undefined, after, skip: 0, limit: PAGE + 1 };
  return query(name, statement, () => ({ q: [{ ownerId, statuses, ...range }] }));
}

function page(after?: FeedPlace): { afterTransactionId: string; afterId: number; limit: number } {
  return { afterTransactionId: after?.transactionId ?? '0', afterId: after?.id ?? 0, limit: PAGE };
}

/** A key for every order, the older half of them past its time. */
async function keepKeys(database: BenchDatabase, orders: number): Promise<void> {
  await database.query(
    `INSERT INTO idempotency_keys (user_id, key_digest, fingerprint, order_id, created_at)
     SELECT ${LARGE_USER}, sha256(('key ' || i)::bytea), '\\x00', i, now() - interval '48 hours' * (1 - i::float8 / $1::int)
     FROM generate_series(1, $1::int) i`,
    [orders],
  );
  await database.query('ANALYZE idempotency_keys');
}

async function ordersPlace(database: BenchDatabase, skip: number, where: string): Promise<Position> {
  const [row] = await database.query<{ created_at: string; id: string }>(
    `SELECT created_at::text, id FROM orders WHERE ${where} ORDER BY created_at DESC, id DESC OFFSET $1 LIMIT 1`,
    [skip],
  );
  return { createdAt: row?.created_at ?? '', id: Number(row?.id) };
}

async function feedPlace(database: BenchDatabase, depth: number, where: string): Promise<FeedPlace> {
  const [row] = await database.query<{ transaction_id: string; id: string }>(
    `SELECT transaction_id::text, id FROM order_events WHERE ${where} ORDER BY transaction_id, id
     OFFSET (SELECT floor(count(*) * $1::float8) FROM order_events WHERE ${where}) LIMIT 1`,
    [depth],
  );
  return { transactionId: row?.transaction_id ?? '', id: Number(row?.id) };
}
