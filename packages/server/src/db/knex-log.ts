import type { Knex } from 'knex';

const silence = (): void => undefined;

/** Knex logs to the console, with stacks, what it also throws. */
export const SILENT: Knex.Logger = { warn: silence, error: silence, deprecate: silence, debug: silence };
