import { randomUUID } from 'node:crypto';
import { CHANGE_STATUSES } from '../packages/server/src/db/change-status.js';
import type { Statement } from '../packages/server/src/db/connection.js';
import { CREATE_ORDERS } from '../packages/server/src/db/create-order.js';
import { EVERYONES_EVENTS, OWN_EVENTS } from '../packages/server/src/db/event-feed.js';
import { FIND_ORDERS } from '../packages/server/src/db/find-orders.js';
import { PURGE_KEYS } from '../packages/server/src/db/idempotency-store.js';
import { LIST_ALL, LIST_ALL_BY_STATUS, LIST_OWN, LIST_OWN_BY_STATUS } from '../packages/server/src/db/list-orders.js';
import { READ_STATISTICS } from '../packages/server/src/db/order-statistics.js';
import type { BenchDatabase } from './database.js';
import { firstPending, LARGE_USER } from './seed.js';
import { PAGE } from './workload.js';

export type GrowthScalar = string | number | null;
export type GrowthValue = GrowthScalar | readonly GrowthScalar[];

export interface GrowthQuery {
  readonly name: string;
  readonly statement: Statement;
  /** Where each has an effect that a repetition would not have, they are made anew for every run. */
  readonly values: (run: number) => readonly GrowthValue[];
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

/** What is compared between tables of different sizes. Pages hold as many rows in each of them. */
export async function growthQueries(database: BenchDatabase, orders: number): Promise<GrowthQuery[]> {
  const [own, all, feed, ownFeed] = await Promise.all([
    ordersPlace(database, Math.floor((orders / 2) * DEPTH), `user_id = ${LARGE_USER}`),
    ordersPlace(database, Math.floor(orders * DEPTH), 'true'),
    feedPlace(database, DEPTH, 'true'),
    feedPlace(database, DEPTH, `user_id = ${LARGE_USER}`),
  ]);
  await keepKeys(database, orders);
  const day = 24 * 3600 * 1000;
  const now = Date.now();
  return [
    get(orders),
    create(),
    transition(orders),
    list('list of a user with half of all orders, first page', LIST_OWN, LARGE_USER),
    list('… deep page', LIST_OWN, LARGE_USER, own),
    list('… of a rare status', LIST_OWN_BY_STATUS, LARGE_USER, undefined, ['shipped']),
    list('… of two statuses, deep page', LIST_OWN_BY_STATUS, LARGE_USER, own, ['delivered', 'cancelled']),
    list("list of everyone's orders, first page", LIST_ALL, null),
    list('… deep page', LIST_ALL, null, all),
    list('… of a rare status', LIST_ALL_BY_STATUS, null, undefined, ['shipped']),
    page("feed of everyone's events, first page", EVERYONES_EVENTS, null),
    page('… deep page', EVERYONES_EVENTS, null, feed),
    page("feed of a user's events, first page", OWN_EVENTS, LARGE_USER),
    page('… deep page', OWN_EVENTS, LARGE_USER, ownFeed),
    {
      name: 'statistics of a week by the day',
      statement: READ_STATISTICS,
      values: () => [
        new Date(now - 8 * day).toISOString().slice(0, 10),
        new Date(now - day).toISOString().slice(0, 10),
        '1 day',
      ],
    },
    { name: `purge of ${PURGED} idempotency keys`, statement: PURGE_KEYS, values: () => [24, PURGED] },
  ];
}

function get(orders: number): GrowthQuery {
  const wanted = (run: number) => 2 * (1 + ((run * 7919) % Math.floor(orders / 2)));
  return { name: 'get', statement: FIND_ORDERS, values: (run) => [[0], [wanted(run)], [LARGE_USER]] };
}

function create(): GrowthQuery {
  const items = [1, 2, 3].map((product_id) => ({
    product_id,
    product_name: 'Desk Mat',
    product_price: '10.00',
    quantity: 1,
    subtotal: '10.00',
  }));
  return {
    name: 'create, 3 items',
    statement: CREATE_ORDERS,
    values: () => [
      ...[[0], [LARGE_USER], ['user@example.com'], ['30.00'], ['{}'], [JSON.stringify(items)], [randomUUID()]],
      ...[['user:1'], [null], ['request'], [null], ['\\x00']],
    ],
  };
}

function transition(orders: number): GrowthQuery {
  return {
    name: 'transition',
    statement: CHANGE_STATUSES,
    values: (run) => [
      ...[[firstPending(orders) + run], [null], ['confirmed'], ['{pending}'], [null], [null], [randomUUID()]],
      ...[['user:1'], [null], ['request']],
    ],
  };
}

function list(
  name: string,
  statement: Statement,
  owner: number | null,
  after?: Position,
  statuses?: readonly string[],
): GrowthQuery {
  const { createdAt, id } = after ?? { createdAt: 'infinity', id: Number.MAX_SAFE_INTEGER };
  const values = [[0], [owner], [createdAt], [id], ['-infinity'], ['infinity'], [0], [PAGE + 1]];
  return { name, statement, values: () => [...values, ...(statuses ? [statuses] : [])] };
}

function page(name: string, statement: Statement, owner: number | null, after?: FeedPlace): GrowthQuery {
  const { transactionId, id } = after ?? { transactionId: '0', id: 0 };
  return { name, statement, values: () => [transactionId, id, PAGE, owner] };
}

/** A key for every order, the older half of them past its time. */
async function keepKeys(database: BenchDatabase, orders: number): Promise<void> {
  await database.query(
    `INSERT INTO idempotency_keys (user_id, key, fingerprint, order_id, created_at)
     SELECT ${LARGE_USER}, 'key ' || i, '\\x00', i, now() - interval '48 hours' * (1 - i::float8 / $1::int)
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
