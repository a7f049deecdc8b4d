import type { Logger } from 'pino';
import { startBackgroundTask, type BackgroundTask } from '../concurrency/background-task.js';
import type { IdempotencyPurge } from '../ports/idempotency-purge.js';
import type { SearchUpdates } from '../ports/order-search.js';
import type { OrderStatistics } from '../ports/order-statistics.js';
import { purgeIdempotencyKeys } from './purge-idempotency-keys.js';
import { updateFromEvents } from './update-from-events.js';

const PURGE_INTERVAL_MS = 60_000;
const STATISTICS_INTERVAL_MS = 1_000;
const SEARCH_INTERVAL_MS = 500;
/** Events of one statement, which takes some tens of milliseconds of the database's time. */
const MAX_STATISTICS_EVENTS = 2_000;
/** The same for about a tenth of a second. */
const MAX_SEARCH_EVENTS = 1_000;

export interface HousekeepingDependencies {
  readonly idempotency: IdempotencyPurge;
  /** How long idempotency keys are kept. */
  readonly idempotencyKeyHours: number;
  readonly statistics: Pick<OrderStatistics, 'update'>;
  readonly search: SearchUpdates;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The periodic work of every replica. Replicas may do it at the same time. */
export function startHousekeeping(dependencies: HousekeepingDependencies): BackgroundTask {
  const { idempotency, idempotencyKeyHours, logger } = dependencies;
  const tasks = [
    startBackgroundTask((signal) => purgeIdempotencyKeys(idempotency, idempotencyKeyHours, signal), {
      intervalMs: PURGE_INTERVAL_MS,
      failure: 'idempotency keys could not be purged',
      logger,
    }),
    startReadOnlyHousekeeping(dependencies),
  ];
  return stoppingAll(tasks);
}

/** The periodic work of a server that only reads: what is derived from the events, where it may. */
export function startReadOnlyHousekeeping({
  statistics,
  search,
  logger,
}: Pick<HousekeepingDependencies, 'statistics' | 'search' | 'logger'>): BackgroundTask {
  return stoppingAll([
    startBackgroundTask((signal) => updateFromEvents(statistics, MAX_STATISTICS_EVENTS, signal), {
      intervalMs: STATISTICS_INTERVAL_MS,
      failure: 'the statistics could not be updated',
      logger,
    }),
    startBackgroundTask((signal) => updateFromEvents(search, MAX_SEARCH_EVENTS, signal), {
      intervalMs: SEARCH_INTERVAL_MS,
      failure: 'the search could not be updated',
      logger,
    }),
  ]);
}

function stoppingAll(tasks: readonly BackgroundTask[]): BackgroundTask {
  return {
    async stop() {
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}
