import { addMigration } from './add-migration.js';
import type { Recipe } from './recipe.js';

/** `orders.idempotency_key`: the key of the request that placed the order. */
export const addAColumn: Recipe = {
  title: 'Add a column',
  begin: [
    ...addMigration('0103_key_of_an_order', "statements: ['ALTER TABLE orders ADD COLUMN idempotency_key text']"),
    {
      file: 'openapi.yaml',
      before:
        "        created_at: { $ref: '#/components/schemas/Timestamp' }\n        updated_at: { $ref: '#/components/schemas/Timestamp' }\n        items:\n",
      insert:
        "        idempotency_key: { type: [string, 'null'], description: The key that the order was placed with }\n",
    },
  ],
  follow: [
    {
      file: 'packages/server/src/db/statements/order-columns.ts',
      before: "  items: 'o.items::text',",
      insert: "  idempotency_key: `coalesce(to_json(o.idempotency_key)::text, 'null')`,\n",
    },
    {
      file: 'packages/server/src/db/statements/create-orders.ts',
      replace: 'metadata, items, created_at,\n                          updated_at)',
      by: 'metadata, items, idempotency_key,\n                          created_at, updated_at)',
    },
    {
      file: 'packages/server/src/db/statements/create-orders.ts',
      replace: 'i.metadata, d.items, i.created_at',
      by: "i.metadata, d.items, encode(i.key_digest, 'hex'), i.created_at",
    },
  ],
  asksFor: {
    'packages/server/src/db/statements/order-columns.ts': /order-columns\.ts.*idempotency_key/,
  },
};
