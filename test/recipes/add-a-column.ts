import { addMigration } from './add-migration.js';
import type { Recipe } from './recipe.js';

/** `orders.request_id`: the request that placed the order. */
export const addAColumn: Recipe = {
  title: 'Add a column',
  edits: [
    ...addMigration('0104_request_of_an_order', 'ALTER TABLE orders ADD COLUMN request_id text;'),
    {
      file: 'packages/server/src/domain/order.ts',
      before: '  /** RFC 3339, UTC, microseconds; so is `updatedAt`. */',
      insert:
        '  /** The request that placed it; null for orders from before 0.2. */\n  readonly requestId: string | null;\n',
    },
    {
      file: 'packages/server/src/db/statements/order-columns.ts',
      before: "  createdAt: [timestamptz, 'o.created_at'],",
      insert: "  requestId: [nullable(text), 'o.request_id'],\n",
    },
    {
      file: 'packages/server/src/db/statements/order-columns.ts',
      replace: 'import { bigint, int, numeric,',
      by: 'import { bigint, int, nullable, numeric,',
    },
    {
      file: 'packages/server/src/db/statements/create-orders.ts',
      replace: 'version, metadata, items, created_at, updated_at)\n      SELECT',
      by: 'version, metadata, items, request_id, created_at, updated_at)\n      SELECT',
    },
    {
      file: 'packages/server/src/db/statements/create-orders.ts',
      replace: '1, metadata, items, now(), now()',
      by: '1, metadata, items, request_id, now(), now()',
    },
    {
      file: 'packages/server/src/db/statements/create-orders.ts',
      before: '    createdAt,\n    updatedAt: createdAt,',
      insert: '    requestId: order.trace.requestId,\n',
    },
    {
      file: 'openapi.yaml',
      before:
        "        created_at: { $ref: '#/components/schemas/Timestamp' }\n        updated_at: { $ref: '#/components/schemas/Timestamp' }\n        items:\n",
      insert: "        request_id: { type: [string, 'null'], description: The request that placed the order }\n",
    },
    {
      file: 'packages/server/src/http/present-order.ts',
      replace: '"metadata":${order.metadataJson},',
      by: '"metadata":${order.metadataJson},"request_id":${JSON.stringify(order.requestId)},',
    },
  ],
  asksFor: {},
};
