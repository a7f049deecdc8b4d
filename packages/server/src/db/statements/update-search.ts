import { ORDER_CREATED, ORDER_STATUS_UPDATED } from '../../domain/events.js';
import { bigint, boolean, int } from '../sql-types.js';
import { statement } from '../statement.js';

/** The terms of an order `c`: what it is found by. */
const TERMS = `
  SELECT DISTINCT order_search_term(kind, value) AS term
  FROM (
    SELECT 'user_email' AS kind, lower(c.user_email) AS value WHERE c.user_email <> ''
    UNION ALL SELECT 'reference', c.reference WHERE c.reference IS NOT NULL
    UNION ALL SELECT 'product_id', item ->> 'product_id' FROM json_array_elements(c.items) AS item
    UNION ALL SELECT 'metadata', key || '=' || value FROM json_each_text(c.metadata)
  ) found`;

/**
 * Brings the search up to date with settled events and moves the position past them, as `UPDATE_STATISTICS` does with its
 * own. Orders are taken as they are now, so it does not matter how often an event is read. Only events other than the two
 * common types can take a term from an order. Not prepared: a plan that was kept from a small table would read all of a
 * large one.
 */
export const UPDATE_SEARCH = statement({
  name: 'update_search',
  writes: true,
  prepared: false,
  parameters: { limit: int },
  columns: { events: bigint },
  text: `
    WITH position AS (
      SELECT transaction_id, id FROM order_search_position FOR UPDATE SKIP LOCKED
    ), settled AS MATERIALIZED (
      SELECT e.*
      FROM position p
      CROSS JOIN LATERAL (
        SELECT e.transaction_id, e.id, e.order_id, e.type FROM order_events e
        WHERE (e.transaction_id, e.id) > (p.transaction_id, p.id)
          AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY e.transaction_id, e.id LIMIT @limit
      ) e
    ), changed AS MATERIALIZED (
      SELECT o.*, e.may_lose_terms
      FROM (
        SELECT order_id, bool_or(type NOT IN ('${ORDER_CREATED}', '${ORDER_STATUS_UPDATED}')) AS may_lose_terms
        FROM settled GROUP BY order_id
      ) e
      CROSS JOIN LATERAL (SELECT * FROM orders WHERE id = e.order_id LIMIT 1) o
    ), entries AS (
      INSERT INTO order_search AS s (order_id, user_id, status, total_amount, updated_at)
      SELECT id, user_id, status, total_amount, updated_at FROM changed
      ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at
    ), found AS MATERIALIZED (
      SELECT c.id, c.user_id, c.status, c.created_at, t.term FROM changed c CROSS JOIN LATERAL (${TERMS}) t
    ), lost AS (
      DELETE FROM order_search_terms s USING changed c
      WHERE c.may_lose_terms AND s.order_id = c.id
        AND NOT EXISTS (SELECT FROM found f WHERE f.id = s.order_id AND f.term = s.term)
    ), terms AS (
      INSERT INTO order_search_terms AS s (order_id, term, user_id, status, created_at)
      SELECT id, term, user_id, status, created_at FROM found
      ON CONFLICT (order_id, term) DO UPDATE SET status = excluded.status WHERE s.status <> excluded.status
    ), moved AS (
      UPDATE order_search_position SET transaction_id = last.transaction_id, id = last.id
      FROM (SELECT transaction_id, id FROM settled ORDER BY transaction_id DESC, id DESC LIMIT 1) last
    )
    SELECT count(*) AS events FROM settled`,
});

/** Whether this session may update the search: its role may, and the database is not a standby. */
export const MAY_UPDATE_SEARCH = statement({
  name: 'may_update_search',
  writes: false,
  columns: { may: boolean },
  text: `
    SELECT NOT current_setting('transaction_read_only')::boolean AND bool_and(has_table_privilege(name, 'INSERT') AND has_table_privilege(name, 'UPDATE'))
             AND has_table_privilege('order_search_terms', 'DELETE') AS may
    FROM unnest(ARRAY['order_search', 'order_search_terms', 'order_search_position']) AS search (name)`,
});
