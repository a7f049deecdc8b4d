import { boolean, float8, text } from '../sql-types.js';
import { statement } from '../statement.js';

/** What `order-service doctor` reads of its own session. */
export const SESSION_FACTS = statement({
  name: 'session_facts',
  writes: false,
  parameters: {},
  columns: { version: text, isEncrypted: boolean, isLocal: boolean, epochMs: float8 },
  text: `
    SELECT current_setting('server_version') AS version,
           coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS "isEncrypted",
           coalesce(inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1', true) AS "isLocal",
           extract(epoch FROM clock_timestamp())::float8 * 1000 AS "epochMs"`,
});
