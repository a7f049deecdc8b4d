import { addMigration } from './add-migration.js';
import type { Recipe } from './recipe.js';

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
      after: '            delivered: { type: integer, minimum: 0 }\n',
      insert: '            returned: { type: integer, minimum: 0 }\n',
    },
  ],
  follow: [
    ...addMigration(
      '0101_returned_orders',
      `ALTER TABLE orders DROP CONSTRAINT orders_status_check;
ALTER TABLE orders ADD CONSTRAINT orders_status_check
  CHECK (status IN ('pending', 'confirmed', 'shipped', 'delivered', 'returned', 'cancelled')) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_status_check;
INSERT INTO order_status_transitions (from_status, to_status) VALUES ('delivered', 'returned');
INSERT INTO order_status_counts (status, orders) VALUES ('returned', 0);`,
    ),
    {
      file: 'packages/cli/src/features/colours.ts',
      after: "  delivered: 'green',\n",
      insert: "  returned: 'gray',\n",
    },
    {
      file: 'packages/server/test/integration/orders-status.test.ts',
      after: "  delivered: ['confirmed', 'shipped', 'delivered'],\n",
      insert: "  returned: ['confirmed', 'shipped', 'delivered', 'returned'],\n",
    },
    { file: 'docs/order-states.md', after: '    shipped --> delivered\n', insert: '    delivered --> returned\n' },
    { file: 'docs/order-states.md', replace: '    delivered --> [*]\n', by: '    returned --> [*]\n' },
    {
      file: 'docs/order-states.md',
      replace: '| `delivered` | –                        | final ',
      by: '| `delivered` | `returned` | received |\n| `returned` | – | final ',
    },
  ],
  asksFor: {
    'packages/server/src/db/migrations/<name>.ts': /the constraint on orders\.status does not have returned/,
    'packages/cli/src/features/colours.ts': /colours\.ts.*returned/,
    'packages/server/test/integration/orders-status.test.ts': /orders-status\.test\.ts.*returned/,
    'docs/order-states.md': /the drawing in docs\/order-states\.md does not have delivered --> returned/,
  },
};
