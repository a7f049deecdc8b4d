import { ORDER_CREATED, ORDER_STATUS_UPDATED } from '../../domain/events.js';
import { bigint, int } from '../sql-types.js';
import { statement } from '../statement.js';
import { mayUpdate, movePast, settledEvents } from './derived-tables.js';

export const SEARCH_POSITION = 'order_search_position';

/** The terms of an order `c`: what it is found by. One that it has twice, as of two lines of a product, is there twice. */
export const TERMS = `
  SELECT order_search_term(kind, value) AS term
  FROM (
    SELECT 'user_email' AS kind, lower(c.user_email) AS value WHERE c.user_email <> ''
    UNION ALL SELECT 'reference', c.reference WHERE c.reference IS NOT NULL
    UNION ALL SELECT 'product_id', item ->> 'product_id' FROM json_array_elements(c.items) AS item
    UNION ALL SELECT 'metadata', key || '=' || value FROM json_each_text(c.metadata)
  ) found`;

/**
 * Brings the search up to date with settled events. Orders are taken as they are now, so it does not matter how often an
 * event is read. An order that the search has keeps its terms when its status changes, so they are not derived again, and only
 * their status is updated (`kept`). Events other than the two common types may add and take terms: the terms of their orders
 * are derived, and only those that were not found are removed. So no entry is changed twice: of two changes of a row in one
 * statement PostgreSQL makes any one. Not prepared: a plan that was kept from a small table would read all of a large one.
 */
export const UPDATE_SEARCH = statement({
  name: 'update_search',
  writes: true,
  prepared: false,
  parameters: { limit: int },
  columns: { events: bigint },
  text: `
    WITH ${settledEvents({ position: SEARCH_POSITION, columns: 'e.order_id, e.type' })}, changed AS MATERIALIZED (
      SELECT o.*, e.has_other_terms, NOT EXISTS (SELECT FROM order_search WHERE order_id = o.id) AS is_new
      FROM (
        SELECT order_id, bool_or(type NOT IN ('${ORDER_CREATED}', '${ORDER_STATUS_UPDATED}')) AS has_other_terms
        FROM settled GROUP BY order_id
      ) e
      CROSS JOIN LATERAL (SELECT * FROM orders WHERE id = e.order_id LIMIT 1) o
    ), entries AS (
      INSERT INTO order_search AS s (order_id, user_id, status, total_amount, updated_at)
      SELECT id, user_id, status, total_amount, updated_at FROM changed
      ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at
    ), found AS MATERIALIZED (
      SELECT c.id, c.user_id, c.status, c.created_at, t.term FROM changed c CROSS JOIN LATERAL (${TERMS}) t
      WHERE c.is_new OR c.has_other_terms
    ), lost AS (
      DELETE FROM order_search_terms s USING changed c
      WHERE c.has_other_terms AND s.order_id = c.id
        AND NOT EXISTS (SELECT FROM found f WHERE f.id = s.order_id AND f.term = s.term)
    ), terms AS (
      INSERT INTO order_search_terms AS s (order_id, term, user_id, status, created_at)
      SELECT DISTINCT id, term, user_id, status, created_at FROM found
      ON CONFLICT (order_id, term) DO UPDATE SET status = excluded.status WHERE s.status <> excluded.status
    ), kept AS (
      UPDATE order_search_terms s SET status = c.status FROM changed c
      WHERE NOT (c.is_new OR c.has_other_terms) AND s.order_id = c.id AND s.status <> c.status
    ), ${movePast(SEARCH_POSITION)}`,
});

export const MAY_UPDATE_SEARCH = mayUpdate({
  name: 'may_update_search',
  tables: ['order_search', 'order_search_terms', SEARCH_POSITION],
  deletedFrom: ['order_search_terms'],
});
