import { setTimeout as delay } from 'node:timers/promises';
import type { Recovery } from '../checker/evidence.js';
import type { ResourceUsage } from './fault-plan.js';
import type { PostgresInstance } from './postgres-instance.js';
import type { Replica } from './replica.js';

/** The current primary, which may change. */
export interface RecoveringDatabase {
  readonly primary: Pick<PostgresInstance, 'query'>;
}

export type RecoveringServer = Pick<Replica, 'port' | 'url' | 'unexpectedExits'>;

const POLL_MS = 100;
const MAX_WAIT_MS = 120_000;
const MAX_HEAP_GROWTH_BYTES = 64 * 2 ** 20;
/** More than the idle connections of all pools. */
const MAX_HANDLE_GROWTH = 200;

/** Waits until every check passes; returns how long that took, and the checks that still fail after `MAX_WAIT_MS`. */
export async function recover(
  database: RecoveringDatabase,
  replicas: readonly RecoveringServer[],
  baselines: ReadonlyMap<Replica, ResourceUsage>,
): Promise<Recovery> {
  const startedMs = performance.now();
  let failures = await currentFailures(database, replicas);
  while (failures.length > 0 && performance.now() - startedMs < MAX_WAIT_MS) {
    await delay(POLL_MS);
    failures = await currentFailures(database, replicas);
  }
  const ms = Math.round(performance.now() - startedMs);
  return { ms, failures: [...failures, ...(await permanentFailures(replicas, baselines))] };
}

async function currentFailures(
  { primary }: RecoveringDatabase,
  replicas: readonly RecoveringServer[],
): Promise<string[]> {
  const failures: string[] = [];
  for (const [index, replica] of replicas.entries()) {
    if (!(await isReady(replica))) failures.push(`server ${index} is not ready`);
  }
  const [state] = await primary
    .query<{ waiting: number; idle: number }>(
      `SELECT (SELECT count(*)::int FROM outbox o WHERE NOT EXISTS (
                SELECT FROM outbox p WHERE p.order_id = o.order_id AND p.version <= o.version AND p.dead_lettered_at IS NOT NULL)) AS waiting,
              (SELECT count(*)::int FROM pg_stat_activity
               WHERE application_name LIKE 'order-service%' AND state LIKE 'idle in transaction%') AS idle`,
    )
    .catch(() => []);
  if (!state) return [...failures, 'the database does not answer'];
  if (state.waiting > 0) failures.push(`the outbox still has ${state.waiting} events`);
  if (state.idle > 0) failures.push(`${state.idle} sessions are idle in transaction`);
  return failures;
}

async function isReady(replica: RecoveringServer): Promise<boolean> {
  if (replica.port === undefined) return false;
  const answer = await fetch(`${replica.url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer?.status === 200;
}

/** Checks that waiting does not change: processes that crashed, and memory or handles that were not released. */
async function permanentFailures(
  replicas: readonly RecoveringServer[],
  baselines: ReadonlyMap<Replica, ResourceUsage>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const [index, { unexpectedExits }] of replicas.entries()) {
    if (unexpectedExits > 0) failures.push(`server ${index} exited unexpectedly ${unexpectedExits} times`);
  }
  for (const [replica, before] of baselines) {
    if (!replica.isRunning) continue;
    const index = replicas.indexOf(replica);
    const now = await replica.resourceUsage();
    const grownMb = Math.round((now.heapBytes - before.heapBytes) / 2 ** 20);
    if (now.heapBytes - before.heapBytes > MAX_HEAP_GROWTH_BYTES)
      failures.push(`the heap of server ${index} grew by ${grownMb} MB`);
    if (now.handles - before.handles > MAX_HANDLE_GROWTH) {
      failures.push(`server ${index} has ${now.handles - before.handles} more open handles`);
    }
  }
  return failures;
}
