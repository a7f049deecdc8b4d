import { INITIAL } from './0001_initial.js';
import type { Migration } from './migration.js';

/** Every migration, oldest first. They are imported, not read from a folder, so that no build can omit one. */
export const MIGRATIONS: readonly Migration[] = [INITIAL];
