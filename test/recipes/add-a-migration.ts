import { addMigration } from './add-migration.js';
import type { Recipe } from './recipe.js';

/** An index for a report of large orders. */
export const addAMigration: Recipe = {
  title: 'Add a migration',
  edits: addMigration('0101_orders_by_total', 'CREATE INDEX orders_by_total ON orders (total_amount, id);'),
  asksFor: {},
};
