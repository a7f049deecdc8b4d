import { addAColumn } from './add-a-column.js';
import { addACommand } from './add-a-command.js';
import { addAFilter } from './add-a-filter.js';
import { addAMetric } from './add-a-metric.js';
import { addAMigration } from './add-a-migration.js';
import { addAProblemCode } from './add-a-problem-code.js';
import { addAStatus } from './add-a-status.js';
import { addAnEventType } from './add-an-event-type.js';
import type { Recipe } from './recipe.js';

/** The recipes of CONTRIBUTING.md, in its order. */
export const RECIPES: readonly Recipe[] = [
  addAStatus,
  addAnEventType,
  addAFilter,
  addAColumn,
  addAProblemCode,
  addAMigration,
  addACommand,
  addAMetric,
];
