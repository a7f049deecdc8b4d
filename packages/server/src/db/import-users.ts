import type { EmailAddresses } from '../ports/import.js';
import type { Database } from './connection.js';
import { arrayOf, bigint, nullable, text } from './sql-types.js';
import { statement } from './statement.js';

const EMAILS_OF = statement({
  name: 'emails_of_users',
  writes: false,
  parameters: { userIds: arrayOf(bigint) },
  columns: { id: bigint, email: nullable(text) },
  text: 'SELECT id::bigint AS id, email::text AS email FROM users WHERE id = ANY (@userIds)',
});

/** The addresses in the table `users` of the user service. */
export function createUserEmails(database: Database): EmailAddresses {
  return {
    async of(userIds) {
      const rows = await database.run(EMAILS_OF, { userIds });
      return new Map(rows.map(({ id, email }) => [id, email ?? '']));
    },
  };
}
