import { addMigration } from './add-migration.js';
import type { Recipe } from './recipe.js';

/** `orders.idempotency_key`: the key of the request that placed the order. */
export const addAColumn: Recipe = {
  title: 'Add a column',
  begin: [
    ...addMigration('0103_key_of_an_order', "statements: ['ALTER TABLE orders ADD COLUMN idempotency_key text']"),
    {
      file: 'packages/server/src/domain/order.ts',
      before: '  /** RFC 3339, UTC, microseconds; so is `updatedAt`. */',
      insert:
        '  /** The key that it was placed with; null if there was none. */\n  readonly idempotencyKey: string | null;\n',
    },
  ],
  follow: [
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
    {
      file: 'packages/server/src/db/statements/order-columns.ts',
      before: "  createdAt: [timestamptz, 'o.created_at'],",
      insert: "  idempotencyKey: [nullable(text), 'o.idempotency_key'],\n",
    },
    {
      file: 'openapi.yaml',
      before:
        "        created_at: { $ref: '#/components/schemas/Timestamp' }\n        updated_at: { $ref: '#/components/schemas/Timestamp' }\n        items:\n",
      insert:
        "        idempotency_key: { type: [string, 'null'], description: The key that the order was placed with }\n",
    },
    {
      file: 'packages/server/src/http/presenting/present-order.ts',
      replace: '"metadata":${order.metadataJson},',
      by: '"metadata":${order.metadataJson},"idempotency_key":${JSON.stringify(order.idempotencyKey)},',
    },
    {
      file: 'packages/server/test/unit/order.test.ts',
      before: "      createdAt: '2026-02-15T17:28:41.878640Z',\n      updatedAt: '2026-02-16T00:00:00.000000Z',",
      insert: '      idempotencyKey: null,\n',
    },
    {
      file: 'packages/server/test/support/stored-order.ts',
      before: "    createdAt: '2026-02-15T17:28:41.878640Z',\n    updatedAt:",
      insert: '    idempotencyKey: null,\n',
    },
  ],
  asksFor: {
    'packages/server/src/db/statements/order-columns.ts': /idempotencyKey/,
    'packages/server/test/unit/order.test.ts': /unit\/order\.test\.ts.*idempotencyKey/,
    'packages/server/test/support/stored-order.ts':
      /stored-order\.ts[^\n]*\n[^\n]*idempotencyKey|stored-order\.ts.*idempotencyKey/,
  },
};
