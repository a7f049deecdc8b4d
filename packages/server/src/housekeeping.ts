import type { Logger } from 'pino';
import { startBackgroundTask, type BackgroundTask } from './concurrency/background-task.js';
import type { IdempotencyPurge } from './db/idempotency-store.js';
import { followOrders } from './usecases/follow-orders.js';
import type { OrderStatistics } from './ports/order-statistics.js';

const PURGE_INTERVAL_MS = 60_000;
const FOLLOW_INTERVAL_MS = 1_000;
/** One statement deletes so many at the most; a backlog is worked off statement by statement. */
const PURGE_BATCH = 1_000;
const MAX_PURGE_BATCHES = 100;

export interface Chores {
  readonly idempotency: IdempotencyPurge;
  readonly idempotencyKeyHours: number;
  readonly statistics: Pick<OrderStatistics, 'fold'>;
  readonly logger: Logger;
}

/**
 * What every replica does beside answering: forgets idempotency keys that are old enough, a bounded number a minute, and
 * lets the statistics follow the orders.
 */
export function startHousekeeping(chores: Chores): BackgroundTask {
  const { idempotency, idempotencyKeyHours, statistics, logger } = chores;

  async function purge(signal: AbortSignal): Promise<void> {
    for (let batch = 0; batch < MAX_PURGE_BATCHES && !signal.aborted; batch += 1) {
      if ((await idempotency.purge(idempotencyKeyHours, PURGE_BATCH)) < PURGE_BATCH) return;
    }
  }

  const tasks = [
    startBackgroundTask(purge, {
      intervalMs: PURGE_INTERVAL_MS,
      failure: 'idempotency keys could not be purged',
      logger,
    }),
    startBackgroundTask((signal) => followOrders(statistics, signal), {
      intervalMs: FOLLOW_INTERVAL_MS,
      failure: 'the statistics could not follow the orders',
      logger,
    }),
  ];
  return {
    async stop() {
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}
