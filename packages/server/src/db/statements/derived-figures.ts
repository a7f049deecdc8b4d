import { float8, nullable } from '../sql-types.js';
import { statement } from '../statement.js';
import { asOf } from './derived-tables.js';

const lag = (position: string): string => `extract(epoch FROM now() - ${asOf(position)})::float8`;

export const DERIVED_FIGURES = statement({
  name: 'derived_figures',
  writes: false,
  prepared: false,
  columns: {
    statisticsLagSeconds: float8,
    searchLagSeconds: float8,
    feedAgeSeconds: nullable(float8),
    nowSeconds: float8,
  },
  text: `
    SELECT ${lag('order_stats_position')} AS "statisticsLagSeconds",
           ${lag('order_search_position')} AS "searchLagSeconds",
           (SELECT extract(epoch FROM now() - coalesce(e.received_at, e.occurred_at))::float8
            FROM event_retention r CROSS JOIN LATERAL (
              SELECT occurred_at, received_at FROM order_events
              WHERE (transaction_id, id) > (r.transaction_id, r.id) ORDER BY transaction_id, id LIMIT 1
            ) e) AS "feedAgeSeconds",
           extract(epoch FROM clock_timestamp())::float8 AS "nowSeconds"`,
});
