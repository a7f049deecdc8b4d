import type { Middleware } from 'koa';
import { recent } from '../../concurrency/recent.js';
import { within } from '../../concurrency/within.js';
import { NO_ANSWER } from '../routes/health.js';
import type { Measurements } from '../../measuring/measurements.js';
import type { PoolUse } from '../../measuring/pool-use.js';
import type { HealthSource } from '../../ports/health-source.js';
import type { Handlers } from '../contract/handlers.js';
import { databaseMetrics, poolMetrics, statementMetrics } from './database-metrics.js';
import type { ReadMetrics } from '../../measuring/metric-family.js';
import { orderMetrics, productMetrics } from './order-metrics.js';
import { outboxMetrics, relayMetrics } from './outbox-metrics.js';
import { nodeMetrics, processMetrics } from './process-metrics.js';
import { CONTENT_TYPES, OPEN_METRICS, renderMetrics, TEXT } from './render-metrics.js';
import { measureRequests, requestMetrics } from './request-metrics.js';
import { timerMetrics } from './timer-metrics.js';

/** How long a scrape waits for the database. Without an answer the figures of the database are left out. */
const MAX_READ_MS = 1_000;

/**
 * Gives the metrics of this process to the others that listen on the same port.
 * @returns reads the metrics of all of them
 */
export type ShareMetrics = (readOwn: ReadMetrics) => ReadMetrics;

export interface MetricsDependencies {
  readonly measurements: Measurements;
  readonly pools: Readonly<Record<string, PoolUse>>;
  readonly health: HealthSource;
  /** Processes that are configured. */
  readonly workers: number;
  /** Whether every change is refused. */
  readonly readOnly: boolean;
  /** How long metrics are reported before they are read again. */
  readonly healthMaxAgeMs: number;
  /** Absent in a process that has the port to itself. */
  readonly shareMetrics?: ShareMetrics | undefined;
}

export interface Metrics {
  /** Measures every request. */
  readonly measure: Middleware;
  readonly handlers: Pick<Handlers, 'getMetrics'>;
  /** Reads them, at most once in their time. */
  readonly read: ReadMetrics;
}

/** Metrics in the formats of Prometheus. What was counted is formatted, and figures are read, at most once in their time. */
export function createMetrics(dependencies: MetricsDependencies): Metrics {
  const { measurements, healthMaxAgeMs, shareMetrics = ofThisProcess } = dependencies;
  const readAll = recent(shareMetrics(ownMetrics(dependencies)), healthMaxAgeMs);
  return {
    measure: measureRequests(measurements),
    read: readAll,
    handlers: {
      async getMetrics(_request, ctx) {
        const format = ctx.accepts(TEXT, OPEN_METRICS) === OPEN_METRICS ? OPEN_METRICS : TEXT;
        ctx.vary('Accept');
        return { status: 200, type: CONTENT_TYPES[format], body: renderMetrics(await readAll(), format) };
      },
    },
  };
}

function ofThisProcess(readOwn: ReadMetrics): ReadMetrics {
  return readOwn;
}

function ownMetrics({ measurements, pools, health, workers, readOnly }: MetricsDependencies): ReadMetrics {
  const readNode = nodeMetrics();
  const readTimers = timerMetrics(health.timers);
  return async () => {
    const [database, derived, outbox, timers, node] = await Promise.all([
      within(MAX_READ_MS, health.database(), NO_ANSWER),
      within(MAX_READ_MS, health.derived(), undefined),
      within(MAX_READ_MS, health.outbox(), undefined),
      within(MAX_READ_MS, readTimers(), []),
      readNode(),
    ]);
    return [
      ...processMetrics({ workers, readOnly }),
      ...requestMetrics(measurements),
      ...orderMetrics(measurements),
      ...productMetrics(measurements),
      ...databaseMetrics(database, derived),
      ...poolMetrics(pools),
      ...statementMetrics(measurements),
      ...outboxMetrics(outbox),
      ...relayMetrics(health.relay(), measurements),
      ...timers,
      ...node,
    ];
  };
}
