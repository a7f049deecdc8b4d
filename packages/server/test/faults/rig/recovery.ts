import { setTimeout as delay } from 'node:timers/promises';
import type { Recovery } from '../checker/evidence.js';
import type { Database } from './database.js';
import type { Vitals } from './fault-plan.js';
import type { Replica } from './replica.js';

const POLL_MS = 100;
const PATIENCE_MS = 120_000;
const HEAP_GROWTH_MAX_BYTES = 64 * 2 ** 20;
/** More than all the connections that pools keep for reuse. */
const MAX_HANDLE_GROWTH = 200;

/** Waits until everything is well again; says how long that took, or what was not well when patience ended. */
export async function recover(
  database: Database,
  replicas: readonly Replica[],
  baselines: ReadonlyMap<Replica, Vitals>,
): Promise<Recovery> {
  const startedMs = performance.now();
  let complaints = await complaintsNow(database, replicas);
  while (complaints.length > 0 && performance.now() - startedMs < PATIENCE_MS) {
    await delay(POLL_MS);
    complaints = await complaintsNow(database, replicas);
  }
  const ms = Math.round(performance.now() - startedMs);
  return { ms, complaints: [...complaints, ...(await lastingComplaints(replicas, baselines))] };
}

async function complaintsNow({ primary }: Database, replicas: readonly Replica[]): Promise<string[]> {
  const complaints: string[] = [];
  for (const [index, replica] of replicas.entries()) {
    if (!(await isReady(replica))) complaints.push(`server ${index} is not ready`);
  }
  const [state] = await primary
    .query<{ waiting: number; idle: number }>(
      `SELECT (SELECT count(*)::int FROM outbox o WHERE NOT EXISTS (
                SELECT FROM outbox p WHERE p.order_id = o.order_id AND p.version <= o.version AND p.dead_lettered_at IS NOT NULL)) AS waiting,
              (SELECT count(*)::int FROM pg_stat_activity
               WHERE application_name LIKE 'order-service%' AND state LIKE 'idle in transaction%') AS idle`,
    )
    .catch(() => []);
  if (!state) return [...complaints, 'the database does not answer'];
  if (state.waiting > 0) complaints.push(`the outbox still holds ${state.waiting} events`);
  if (state.idle > 0) complaints.push(`${state.idle} transactions are left open`);
  return complaints;
}

async function isReady(replica: Replica): Promise<boolean> {
  if (replica.port === undefined) return false;
  const answer = await fetch(`${replica.url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer?.status === 200;
}

/** What time does not mend: processes that ended by themselves, and memory or handles that were not given back. */
async function lastingComplaints(
  replicas: readonly Replica[],
  baselines: ReadonlyMap<Replica, Vitals>,
): Promise<string[]> {
  const complaints: string[] = [];
  for (const [index, replica] of replicas.entries()) {
    if (replica.unexpectedExits > 0)
      complaints.push(`server ${index} ended by itself ${replica.unexpectedExits} times`);
    const before = baselines.get(replica);
    if (!before || !replica.isRunning) continue;
    const now = await replica.vitals();
    const grownMb = Math.round((now.heapBytes - before.heapBytes) / 2 ** 20);
    if (now.heapBytes - before.heapBytes > HEAP_GROWTH_MAX_BYTES)
      complaints.push(`server ${index} holds ${grownMb} MB more`);
    if (now.handles - before.handles > MAX_HANDLE_GROWTH) {
      complaints.push(`server ${index} holds ${now.handles - before.handles} more handles`);
    }
  }
  return complaints;
}
