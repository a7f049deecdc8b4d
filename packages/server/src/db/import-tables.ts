import pg from 'pg';
import { INITIAL_STATUS } from '../domain/order-status.js';
import type { SourceEvent, SourceItem, SourceOrder } from '../ports/import.js';
import { bigint, boolean, jsonOf, nullable, text, timestamptz } from './sql-types.js';
import { statement } from './statement.js';

export const ORDER_COLUMNS = {
  ...{ id: bigint, userId: nullable(bigint), status: nullable(text), totalAmount: nullable(text) },
  ...{ createdAt: nullable(timestamptz), updatedAt: nullable(timestamptz), sameId: bigint },
  ...{ reference: nullable(text), sameReference: bigint },
  items: jsonOf<readonly SourceItem[]>(),
} satisfies Readonly<Record<keyof SourceOrder, unknown>>;

export const EVENT_COLUMNS = {
  ...{ orderId: bigint, status: nullable(text), isCreation: boolean, occurredAt: timestamptz },
} satisfies Readonly<Record<keyof SourceEvent, unknown>>;

/**
 * The queries over the tables. Times without a zone are UTC; a time that this service cannot show is null, and so is a blank
 * reference. `reference` is the column of the table `orders` that has it, if there is one.
 */
export function sourceTables(schema: string, types: ReadonlyMap<string, string>, reference: string | undefined) {
  const table = (name: string): string => `${pg.escapeIdentifier(schema)}.${name}`;
  const time = (column: string): string => {
    const isNaive = types.get(`orders.${column}`) === 'timestamp without time zone';
    const value = isNaive ? `o.${column} AT TIME ZONE 'UTC'` : `o.${column}`;
    return `CASE WHEN o.${column} >= '0001-01-01' AND o.${column} < '9999-12-31' THEN ${value} END`;
  };
  const status = 'lower(o.status::text)';
  const [createdAt, updatedAt] = [time('created_at'), time('updated_at')];
  const ownNumber = reference === undefined ? 'NULL' : `nullif(btrim(o.${pg.escapeIdentifier(reference)}::text), '')`;
  return {
    size: statement({
      name: 'source_size',
      writes: false,
      prepared: false,
      columns: { orders: bigint, lastId: nullable(bigint) },
      text: `SELECT count(*) AS orders, max(id)::bigint AS "lastId" FROM ${table('orders')}`,
    }),
    orders: `
      SELECT o.id::bigint AS id, o.user_id::bigint AS "userId", ${status} AS status,
             o.total_amount::numeric::text AS "totalAmount", ${createdAt} AS "createdAt", ${updatedAt} AS "updatedAt",
             count(*) OVER (PARTITION BY o.id) AS "sameId", ${ownNumber} AS reference,
             coalesce(r.orders, 1) AS "sameReference", coalesce(i.items, '[]') AS items
      FROM ${table('orders')} o
      LEFT JOIN (
        SELECT order_id, json_agg(json_build_object(
          'productId', product_id, 'productName', product_name, 'productPrice', product_price::numeric::text,
          'quantity', quantity, 'subtotal', subtotal::numeric::text) ORDER BY id) AS items
        FROM ${table('order_items')} GROUP BY order_id
      ) i ON i.order_id = o.id
      LEFT JOIN (
        SELECT o.user_id, ${ownNumber} AS reference, count(*) AS orders
        FROM ${table('orders')} o
        WHERE ${ownNumber} IS NOT NULL
        GROUP BY 1, 2
        HAVING count(*) > 1
      ) r ON r.user_id = o.user_id AND r.reference = ${ownNumber}
      ORDER BY o.id`,
    eventsSince: (since: string): string => `
      SELECT * FROM (
        SELECT o.id::bigint AS "orderId", ${status} AS status, true AS "isCreation", ${createdAt} AS "occurredAt"
        FROM ${table('orders')} o
        UNION ALL
        SELECT o.id::bigint, ${status}, false, greatest(${createdAt}, ${updatedAt})
        FROM ${table('orders')} o WHERE ${status} <> '${INITIAL_STATUS}'
      ) event
      WHERE "occurredAt" >= ${pg.escapeLiteral(since)}
      ORDER BY "occurredAt", "orderId", "isCreation" DESC`,
  };
}
