import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { components } from '@order-service/sdk';
import type { OrderFigures } from '../ports/order-statistics.js';
import type { ReadStatistics } from '../usecases/read-statistics.js';
import { requireOperator } from './require-operator.js';
import { statisticsRange } from './statistics-range.js';
import { requestOf, validate } from './validate.js';

type Schemas = components['schemas'];

export interface StatisticsRoutes {
  readonly authenticate: Middleware;
  readonly readStatistics: ReadStatistics;
}

/** How many orders there are and what they came to. */
export function statisticsRoutes({ authenticate, readStatistics }: StatisticsRoutes): Router {
  const router = new Router({ prefix: '/api/v1/stats' });

  router.get('/', authenticate, requireOperator('read statistics'), validate('getStatistics'), async (ctx) => {
    const range = statisticsRange(requestOf(ctx, 'getStatistics').query, Date.now());
    const { asOf, byStatus, total, buckets } = await readStatistics(range);
    ctx.body = {
      as_of: asOf,
      ...range,
      by_status: byStatus,
      total: presentFigures(total),
      buckets: buckets.map((bucket) => ({ start: bucket.start, ...presentFigures(bucket) })),
    } satisfies Schemas['Statistics'];
  });

  return router;
}

function presentFigures({ orders, revenue, cancelled, cancelledAmount }: OrderFigures): Schemas['StatisticsFigures'] {
  return { orders, revenue, cancelled, cancelled_amount: cancelledAmount };
}
