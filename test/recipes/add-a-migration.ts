import { addMigration } from './add-migration.js';
import type { Recipe } from './recipe.js';

const [file, ...entry] = addMigration(
  '0104_orders_by_total',
  "steps: [{ kind: 'create-index', name: 'orders_by_total', on: 'orders (total_amount, id)' }]",
);

/** An index for a report of large orders. */
export const addAMigration: Recipe = {
  title: 'Add a migration',
  begin: [file!],
  follow: entry,
  asksFor: { 'packages/server/src/db/migrations/list.ts': /0104_orders_by_total/ },
};
