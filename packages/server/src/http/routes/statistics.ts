import type { components } from '@order-service/sdk';
import type { OrderFigures } from '../../ports/order-statistics.js';
import type { ReadStatistics } from '../../usecases/read-statistics.js';
import type { Handlers } from '../contract/handlers.js';
import { statisticsRange } from './statistics-range.js';

/** How many orders there are, and their totals. */
export function statisticsHandlers({ readStatistics }: { readonly readStatistics: ReadStatistics }) {
  return {
    async getStatistics({ query }) {
      const range = statisticsRange(query, Date.now());
      const { asOf, byStatus, total, buckets } = await readStatistics(range);
      const body = {
        as_of: asOf,
        ...range,
        by_status: byStatus,
        total: presentFigures(total),
        buckets: buckets.map((bucket) => ({ start: bucket.start, ...presentFigures(bucket) })),
      };
      return { status: 200, body };
    },
  } satisfies Partial<Handlers>;
}

function presentFigures(figures: OrderFigures): components['schemas']['StatisticsFigures'] {
  const { orders, revenue, cancelled, cancelledAmount } = figures;
  return { orders, revenue, cancelled, cancelled_amount: cancelledAmount };
}
