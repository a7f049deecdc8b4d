import type { Logger } from 'pino';
import { startBackgroundTask, type BackgroundTask } from '../concurrency/background-task.js';
import type { IdempotencyPurge } from '../ports/idempotency-purge.js';
import type { OrderStatistics } from '../ports/order-statistics.js';
import { purgeIdempotencyKeys } from './purge-idempotency-keys.js';
import { updateStatistics } from './update-statistics.js';

const PURGE_INTERVAL_MS = 60_000;
const STATISTICS_INTERVAL_MS = 1_000;

export interface HousekeepingDependencies {
  readonly idempotency: IdempotencyPurge;
  /** How long idempotency keys are kept. */
  readonly idempotencyKeyHours: number;
  readonly statistics: Pick<OrderStatistics, 'update'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The periodic work of every replica. Replicas may do it at the same time. */
export function startHousekeeping(dependencies: HousekeepingDependencies): BackgroundTask {
  const { idempotency, idempotencyKeyHours, statistics, logger } = dependencies;
  const tasks = [
    startBackgroundTask((signal) => purgeIdempotencyKeys(idempotency, idempotencyKeyHours, signal), {
      intervalMs: PURGE_INTERVAL_MS,
      failure: 'idempotency keys could not be purged',
      logger,
    }),
    startStatistics(statistics, logger),
  ];
  return {
    async stop() {
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}

/** The periodic work of a server that only reads. */
export function startReadOnlyHousekeeping({
  statistics,
  logger,
}: Pick<HousekeepingDependencies, 'statistics' | 'logger'>): BackgroundTask {
  return startStatistics(statistics, logger);
}

function startStatistics(
  statistics: HousekeepingDependencies['statistics'],
  logger: HousekeepingDependencies['logger'],
): BackgroundTask {
  return startBackgroundTask((signal) => updateStatistics(statistics, signal), {
    intervalMs: STATISTICS_INTERVAL_MS,
    failure: 'the statistics could not be updated',
    logger,
  });
}
