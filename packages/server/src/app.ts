import Koa from 'koa';
import compose from 'koa-compose';
import type { Logger } from 'pino';
import { accessLog } from './http/access-log.js';
import { docsRoutes } from './http/docs.js';
import { eventRoutes, type EventRoutes } from './http/events.js';
import { healthRoutes } from './http/health.js';
import { requireHost } from './http/host-header.js';
import { meRoutes } from './http/me.js';
import { createMetrics } from './http/metrics.js';
import { orderRoutes, type OrderRoutes } from './http/orders.js';
import { outboxRoutes, type OutboxRoutes } from './http/outbox.js';
import { renderProblems } from './http/problems/render-problems.js';
import { limitRate } from './http/rate-limit.js';
import { replayRoutes } from './http/replay.js';
import { requestContext } from './http/request-context.js';
import { pathAsTarget } from './http/request-target.js';
import { routeErrors } from './http/route-errors.js';
import { safeHeaders } from './http/safe-headers.js';
import { statisticsRoutes, type StatisticsRoutes } from './http/statistics.js';
import type { HealthSource } from './ports/health-source.js';

export interface AppDependencies extends OrderRoutes, EventRoutes, OutboxRoutes, StatisticsRoutes {
  /** Requests that each user may make; 0 for any number. */
  readonly requestsPerMinute: number;
  readonly health: HealthSource;
  readonly logger: Logger;
}

/** The HTTP side: what every request passes through, in this order, and then its route. */
export function createApp({ authenticate, requestsPerMinute, ...rest }: AppDependencies): Koa {
  const dependencies = { ...rest, authenticate: compose([authenticate, limitRate(requestsPerMinute)]) };
  const { logger, health } = dependencies;
  const metrics = createMetrics(health);
  const app = new Koa();

  app.use(pathAsTarget());
  app.use(requestContext());
  app.use(accessLog(logger));
  app.use(metrics.measure);
  app.use(safeHeaders());
  app.use(renderProblems(logger));
  app.use(requireHost());
  app.use(routeErrors());
  for (const router of [
    orderRoutes(dependencies),
    eventRoutes(dependencies),
    replayRoutes(dependencies),
    outboxRoutes(dependencies),
    statisticsRoutes(dependencies),
    meRoutes(dependencies),
    healthRoutes(health),
    metrics.routes,
    docsRoutes(),
  ]) {
    app.use(router.routes());
    app.use(router.allowedMethods({ throw: false }));
  }

  app.on('error', (error: unknown) => logger.debug({ err: error }, 'the connection failed while it was answered'));
  return app;
}
