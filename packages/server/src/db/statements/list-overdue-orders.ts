import { INITIAL_STATUS } from '../../domain/order-status.js';
import type { Order } from '../../domain/order.js';
import { PASSING_STATUSES, type TimedTransition } from '../../domain/timed-transition.js';
import type { ListPage } from '../../ports/list-page.js';
import type { OrderQuery } from '../../ports/order-store.js';
import type { Runner } from '../connection.js';
import { float8, text } from '../sql-types.js';
import { batchOf, column, statement } from '../statement.js';
import { enteredAtColumn, MAX_COUNTED_DUE } from './due-orders.js';
import { BYTES, IN_RANGE, LISTED, NONE, ORDER_OF_LIST, pagesOf, QUERIES_BY_STATUS } from './list-orders.js';
import { ORDER } from './order-columns.js';
import { withinPageBudget } from './page-budget.js';

const TIMERS = batchOf<TimedTransition>({
  from_status: column(text, ({ from }) => from),
  after_seconds: column(float8, ({ afterSeconds }) => afterSeconds),
});

/** Each status is a range of the index by the time at which its orders entered it. */
const DUE_IN_EACH_STATUS = [INITIAL_STATUS, ...PASSING_STATUSES].map((status) => {
  const enteredAt = enteredAtColumn(status);
  return `
      SELECT d.id FROM timer CROSS JOIN LATERAL (
        SELECT o.id FROM orders o
        WHERE o.status = '${status}' AND o.${enteredAt} <= now() - timer.after_seconds * interval '1 second'
        ORDER BY o.${enteredAt}, o.id LIMIT ${MAX_COUNTED_DUE}
      ) d WHERE timer.from_status = '${status}'`;
});

const PAGE = `
        SELECT o.* FROM overdue d JOIN orders o ON o.id = d.id
        WHERE (q.owner_id IS NULL OR o.user_id = q.owner_id)
          AND (q.statuses = '{}' OR o.status = ANY (q.statuses::text[])) AND ${IN_RANGE}
        ORDER BY ${ORDER_OF_LIST} OFFSET q.skip LIMIT q.page + 1`;

/** The orders that are due, newest first, as every list. They are few while the timers run; the bound keeps the cost. */
export const LIST_OVERDUE = statement({
  name: 'list_overdue_orders',
  writes: false,
  prepared: false,
  parameters: { q: QUERIES_BY_STATUS, timer: TIMERS },
  columns: LISTED,
  text: `
    WITH timer AS MATERIALIZED (
      SELECT * FROM @timer
    ), overdue AS MATERIALIZED (${DUE_IN_EACH_STATUS.join('\n      UNION ALL')}
    )
    SELECT q.ordinal, o.followed, ${ORDER.list}
    FROM @q
    CROSS JOIN LATERAL (${withinPageBudget({ rows: PAGE, order: ORDER_OF_LIST, limit: 'q.page', bytes: BYTES })}) o
    ORDER BY q.ordinal, ${ORDER_OF_LIST}`,
});

/** The orders of `query` that one of `timers` is due for. */
export async function listOverdueOrders(
  database: Runner,
  query: OrderQuery,
  timers: readonly TimedTransition[],
): Promise<ListPage<Order>> {
  const [page = NONE] = pagesOf([query], await database.run(LIST_OVERDUE, { q: [query], timer: timers }));
  return page;
}
