import type { Knex } from 'knex';

const silence = (): void => undefined;

/** Knex writes to the console, with stacks; what it says there is the cause of the error that the caller gets. */
export const SILENT: Knex.Logger = { warn: silence, error: silence, deprecate: silence, debug: silence };
