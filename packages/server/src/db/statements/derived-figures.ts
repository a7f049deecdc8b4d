import { float8 } from '../sql-types.js';
import { statement } from '../statement.js';
import { asOf } from './derived-tables.js';

const lag = (position: string): string => `extract(epoch FROM now() - ${asOf(position)})::float8`;

export const DERIVED_FIGURES = statement({
  name: 'derived_figures',
  writes: false,
  prepared: false,
  columns: { statisticsLagSeconds: float8, searchLagSeconds: float8, nowSeconds: float8 },
  text: `
    SELECT ${lag('order_stats_position')} AS "statisticsLagSeconds",
           ${lag('order_search_position')} AS "searchLagSeconds",
           extract(epoch FROM clock_timestamp())::float8 AS "nowSeconds"`,
});
