import { boolean, int, text } from '../sql-types.js';
import { statement } from '../statement.js';

/** The table of names that Knex keeps of the migrations that were run. */
export const MIGRATIONS_TABLE = 'knex_migrations';

export const PING = statement({ name: 'ping', writes: false, columns: { one: int }, text: 'SELECT 1 AS one' });

export const IS_MIGRATED = statement({
  name: 'is_migrated',
  writes: false,
  parameters: { migration: text },
  columns: { current: boolean },
  text: `SELECT EXISTS (SELECT FROM ${MIGRATIONS_TABLE} WHERE name = @migration) AS current`,
});
