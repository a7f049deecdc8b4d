import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../../../test/services/eventually.js';
import { uniqueName } from '../../../../test/services/rabbitmq.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import type { PostgresInstance } from '../faults/rig/postgres-instance.js';
import { AuditQueue } from '../support/audit-queue.js';
import type { TestClient } from '../support/test-client.js';
import { TestService } from '../support/test-service.js';
import type { ArchivingPostgres } from './archiving-postgres.js';

export interface Rehearsal {
  readonly postgres: ArchivingPostgres;
  readonly brokerUrl: string;
  /** What the runbook says to run before the servers start. */
  readonly afterRestore: string;
}

export interface Finding {
  readonly promise: string;
  readonly isKept: boolean;
  readonly detail: string;
}

/** An order with one change: two events. */
interface Acknowledged {
  readonly id: number;
  readonly userId: number;
}

const ORDERS_OF_A_PHASE = 40;
const EVENTS_OF_AN_ORDER = 2;

/**
 * Orders before the backup, during it, and after it; then some whose events have not been published at the point in time, and
 * some after that point. Then the server is killed, restored to the point, and servers start again.
 */
export async function rehearse({ postgres, brokerUrl, afterRestore }: Rehearsal): Promise<Finding[]> {
  const { instance: primary } = postgres;
  await migrateToLatest(primary.url);
  const exchange = uniqueName('events');
  const queue = await (await (await AuditQueue.declare(brokerUrl, exchange)).bind()).consume();
  const service = await TestService.start({ replicas: 0 });
  const broker = { url: brokerUrl, exchange };
  try {
    const before = await service.addReplica({ databaseUrl: primary.url, broker });
    const kept = await placeOrders(service);
    const [, during] = await Promise.all([postgres.backUp(), placeOrders(service)]);
    kept.push(...during, ...(await placeOrders(service)));
    await publishedOf(queue, kept);
    const { body: page } = await service.operator().get<{ next_cursor: string }>('/api/v1/events?limit=100');
    await before.stop();

    // Without a relay, so that these events are in the outbox at the point in time.
    const silent = await service.addReplica({ databaseUrl: primary.url });
    const waiting = await placeOrders(service, 1);
    await silent.stop();
    const target = await pointInTime(primary);
    const after = await service.addReplica({ databaseUrl: primary.url, broker });
    const lost = await placeOrders(service, 2);
    await publishedOf(queue, [...waiting, ...lost]);
    await postgres.archiveNow();
    await primary.kill();
    await after.stop();

    const restored = await postgres.restoreTo(target);
    await restored.query(afterRestore);
    const deliveredBefore = queue.deliveries.length;
    const { orders } = await stateOf(restored);
    await service.addReplica({ databaseUrl: restored.url, broker });
    await eventually('the outbox is empty', async () => (await stateOf(restored)).outbox === 0);
    const again = queue.deliveries.slice(deliveredBefore);
    const placed = await placeOrders(service, 3);
    await publishedOf(queue, placed);
    const stale = await service.operator(3).get(`/api/v1/events?cursor=${page.next_cursor}`);
    const begun = await service.operator(3).get('/api/v1/events?since=2020-01-01T00:00:00Z');
    const present = new Set(orders);
    const ids = (of: readonly Acknowledged[]): number[] => of.map(({ id }) => id);
    return [
      finding(
        'changes acknowledged before the point exist',
        ids([...kept, ...waiting]).every((id) => present.has(id)),
        {
          orders: kept.length + waiting.length,
        },
      ),
      finding(
        'changes after the point do not',
        ids(lost).every((id) => !present.has(id)),
        { orders: lost.length },
      ),
      finding(
        'events that were in the outbox at the point are published again, all of them',
        again.length === waiting.length * EVENTS_OF_AN_ORDER,
        { again: again.length },
      ),
      finding(
        'each with its event id and version of the first time',
        again.every(isRepetition(queue, deliveredBefore)),
        {
          repetitions: again.length,
        },
      ),
      finding('no committed event is missing on the queue', await isComplete(restored, queue), {
        deliveries: queue.deliveries.length,
      }),
      finding('ids of lost orders are not given out again', disjoint(ids(placed), ids(lost)), { new: placed.length }),
      finding('old cursors are refused', stale.status === 410, { status: stale.status }),
      finding('reading begins again with since', begun.status === 200, { status: begun.status }),
    ];
  } finally {
    await queue.dispose();
    await service.stop();
  }
}

/** Places orders and confirms them, several users at a time, at the newest replica unless given. */
async function placeOrders(service: TestService, replica = 0): Promise<Acknowledged[]> {
  const clients = Array.from({ length: 4 }, () => {
    const userId = service.newUserId();
    return { userId, client: service.as({ userId }, replica) };
  });
  const orders = await Promise.all(clients.map(({ client, userId }) => placeSome(client, userId)));
  return orders.flat();
}

async function placeSome(client: TestClient, userId: number): Promise<Acknowledged[]> {
  const orders: Acknowledged[] = [];
  for (let placed = 0; placed < ORDERS_OF_A_PHASE / 4; placed += 1) {
    const { id } = await client.placed(undefined, ['confirmed']);
    orders.push({ id, userId });
  }
  return orders;
}

async function publishedOf(queue: AuditQueue, orders: readonly Acknowledged[]): Promise<void> {
  await eventually('the events of the orders are published', () =>
    orders.every(({ id }) => queue.versionsOf(id).length >= EVENTS_OF_AN_ORDER),
  );
}

/** A time between the commits before and those after it. */
async function pointInTime(instance: PostgresInstance): Promise<string> {
  await delay(100); // recovery stops behind the last commit at or before the time, whose resolution is a microsecond
  const [row] = await instance.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
  await delay(100);
  return row!.now;
}

async function stateOf(instance: PostgresInstance): Promise<{ orders: number[]; outbox: number }> {
  const rows = await instance.query<{ id: string }>("SELECT id FROM orders WHERE status = 'confirmed'");
  const [row] = await instance.query<{ outbox: number }>('SELECT count(*)::int AS outbox FROM outbox');
  return { orders: rows.map(({ id }) => Number(id)), outbox: row!.outbox };
}

/** Whether every event of the database was delivered at least once. */
async function isComplete(instance: PostgresInstance, queue: AuditQueue): Promise<boolean> {
  const delivered = new Set(queue.deliveries.map(({ orderId, version }) => `${orderId}.${version}`));
  const rows = await instance.query<{ key: string }>("SELECT order_id || '.' || version AS key FROM order_events");
  return rows.length > 0 && rows.every(({ key }) => delivered.has(key));
}

function isRepetition(queue: AuditQueue, count: number): (delivery: AuditQueue['deliveries'][number]) => boolean {
  const known = new Set(queue.deliveries.slice(0, count).map(({ body }) => body));
  return ({ body }) => known.has(body);
}

function disjoint(some: readonly number[], others: readonly number[]): boolean {
  return some.every((id) => !others.includes(id));
}

function finding(promise: string, isKept: boolean, facts: Readonly<Record<string, number>>): Finding {
  const detail = Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return { promise, isKept, detail };
}
