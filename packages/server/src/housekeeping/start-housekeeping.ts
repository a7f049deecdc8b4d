import type { Logger } from 'pino';
import { startBackgroundTask, type BackgroundTask } from '../concurrency/background-task.js';
import type { EventRetention } from '../ports/event-retention.js';
import type { IdempotencyPurge } from '../ports/idempotency-purge.js';
import type { SearchUpdates } from '../ports/order-search.js';
import type { OrderStatistics } from '../ports/order-statistics.js';
import { purgeIdempotencyKeys } from './purge-idempotency-keys.js';
import { removeOldEvents } from './remove-old-events.js';
import { updateFromEvents } from './update-from-events.js';

const SECONDS_OF_AN_HOUR = 3_600;
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
  /** The removal of old events; absent where all are kept. */
  readonly retention?: EventRemoval | undefined;
  readonly statistics: Pick<OrderStatistics, 'update'>;
  readonly search: SearchUpdates;
  /** Between two removals of what is too old. */
  readonly removalIntervalMs: number;
  readonly logger: Pick<Logger, 'warn'>;
}

export interface EventRemoval {
  readonly events: EventRetention;
  readonly maxAgeSeconds: number;
  readonly onRemoved: (events: number) => void;
}

/** The periodic work of every replica. Replicas may do it at the same time. */
export function startHousekeeping(dependencies: HousekeepingDependencies): BackgroundTask {
  const { idempotency, idempotencyKeyHours, removalIntervalMs, retention, logger } = dependencies;
  const tasks = [
    startBackgroundTask(
      (signal) => purgeIdempotencyKeys(idempotency, idempotencyKeyHours * SECONDS_OF_AN_HOUR, signal),
      {
        intervalMs: removalIntervalMs,
        failure: 'idempotency keys could not be purged',
        logger,
      },
    ),
    startReadOnlyHousekeeping(dependencies),
  ];
  if (retention) tasks.push(startRetention(retention, dependencies));
  return stoppingAll(tasks);
}

function startRetention(
  { events, maxAgeSeconds, onRemoved }: EventRemoval,
  { removalIntervalMs, logger }: Pick<HousekeepingDependencies, 'removalIntervalMs' | 'logger'>,
): BackgroundTask {
  return startBackgroundTask(async (signal) => onRemoved(await removeOldEvents(events, maxAgeSeconds, signal)), {
    intervalMs: removalIntervalMs,
    failure: 'old events could not be removed',
    logger,
  });
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
