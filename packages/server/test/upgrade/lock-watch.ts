import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresInstance } from '../faults/rig/postgres-instance.js';
import pg from 'pg';

const LOOK_EVERY_MS = 50;

/** The longest wait of the servers' statements for a lock, in milliseconds. */
const LONGEST_WAIT = `
  SELECT coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart) * 1000), 0)::int AS waited
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE NOT l.granted AND a.application_name LIKE 'order-service%' AND a.application_name <> 'order-service migrate'`;

/** Looks at the waits for locks, until it is stopped. */
export interface LockWatch {
  readonly longestMs: number;
  stop(): Promise<void>;
}

export async function watchLocks(instance: PostgresInstance): Promise<LockWatch> {
  const client = new pg.Client({ connectionString: instance.url, application_name: 'lock watch' });
  client.on('error', () => undefined);
  await client.connect();
  let longestMs = 0;
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const { rows } = await client.query<{ waited: number }>(LONGEST_WAIT);
      longestMs = Math.max(longestMs, rows[0]?.waited ?? 0);
      await delay(LOOK_EVERY_MS);
    }
  })();
  return {
    get longestMs() {
      return longestMs;
    },
    async stop() {
      stopping.abort();
      await watching;
      await client.end();
    },
  };
}
