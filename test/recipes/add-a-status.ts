import { addMigration } from './add-migration.js';
import type { Recipe } from './recipe.js';

const MIGRATION = `steps: [
    {
      kind: 'transaction',
      statements: [
        'ALTER TABLE orders DROP CONSTRAINT orders_status_check',
        \`ALTER TABLE orders ADD CONSTRAINT orders_status_check
         CHECK (status IN ('pending', 'confirmed', 'shipped', 'delivered', 'returned', 'cancelled')) NOT VALID\`,
        "INSERT INTO order_status_transitions (from_status, to_status) VALUES ('delivered', 'returned')",
        "INSERT INTO order_status_counts (status) VALUES ('returned')",
      ],
    },
    { kind: 'validate', table: 'orders', constraint: 'orders_status_check' },
  ]`;

/** `returned`, which a delivered order can become. */
export const addAStatus: Recipe = {
  title: 'Add a status',
  begin: [
    {
      file: 'packages/server/src/domain/order-status.ts',
      replace: '  delivered: [],\n',
      by: "  delivered: ['returned'],\n  returned: [],\n",
    },
    {
      file: 'openapi.yaml',
      replace: 'enum: [pending, confirmed, shipped, delivered, cancelled]',
      by: 'enum: [pending, confirmed, shipped, delivered, returned, cancelled]',
    },
    {
      file: 'openapi.yaml',
      replace: 'required: [pending, confirmed, shipped, delivered, cancelled]',
      by: 'required: [pending, confirmed, shipped, delivered, returned, cancelled]',
    },
    {
      file: 'openapi.yaml',
      after: '            delivered: { type: integer, minimum: 0, description: Orders that are delivered }\n',
      insert: '            returned: { type: integer, minimum: 0, description: Orders that are returned }\n',
    },
  ],
  follow: [
    ...addMigration('0101_returned', MIGRATION),
    {
      file: 'packages/cli/src/features/colours.ts',
      after: "  delivered: 'green',\n",
      insert: "  returned: 'gray',\n",
    },
    {
      file: 'packages/cli/src/features/orders/final-statuses.ts',
      replace: '  delivered: true,\n',
      by: '  delivered: false,\n  returned: true,\n',
    },
    {
      file: 'packages/server/test/integration/orders-status.test.ts',
      after: "  delivered: ['confirmed', 'shipped', 'delivered'],\n",
      insert: "  returned: ['confirmed', 'shipped', 'delivered', 'returned'],\n",
    },
    { file: 'docs/order-states.md', after: '    shipped --> delivered\n', insert: '    delivered --> returned\n' },
    { file: 'docs/order-states.md', replace: '    delivered --> [*]\n', by: '    returned --> [*]\n' },
    {
      file: 'packages/cli/test/support/hostile-service.ts',
      after: 'shipped: 0, delivered: 0,',
      insert: ' returned: 0,',
    },
    {
      file: 'docs/order-states.md',
      replace: '| `delivered` | –                        | final ',
      by: '| `delivered` | `returned` | received |\n| `returned` | – | final ',
    },
  ],
  asksFor: {
    'packages/server/src/db/migrations/list.ts': /the constraint on orders\.status does not have returned/,
    'packages/cli/src/features/colours.ts': /colours\.ts.*returned/,
    'packages/cli/src/features/orders/final-statuses.ts': /final-statuses\.ts.*returned/,
    'packages/server/test/integration/orders-status.test.ts': /orders-status\.test\.ts.*returned/,
    'packages/cli/test/support/hostile-service.ts': /hostile-service\.ts\(/,
    'docs/order-states.md': /the drawing in docs\/order-states\.md does not have delivered --> returned/,
  },
};
