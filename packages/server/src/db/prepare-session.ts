import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { UnusableDatabaseError } from './unusable-database-error.js';

/** What a session allows. */
export interface Session {
  /** Whether the server is a standby. */
  readonly inRecovery: boolean;
  /** Whether its transactions are read-only; always true on a standby. */
  readonly readOnly: boolean;
}

/** Marks a session as taken. A client that finds the mark shares the session with another one. */
const MARK = 'order_service.session';
/** Read, and not set: only a superuser may set the first, and nobody the others. */
const CHECKED = ['session_replication_role', 'server_encoding', 'server_version_num'];

const MIN_SERVER_VERSION = 140_000;

interface Row {
  readonly name: string;
  readonly before: string | null;
  /** Null for a setting that was not set. */
  readonly after: string | null;
  readonly inRecovery: boolean;
  readonly readOnly: boolean;
}

/**
 * One statement, so that a new connection costs one round trip more. An empty value stands for no change: a null among the
 * elements would depend on `array_nulls`. `remote_apply` promises more than `on`, and is kept.
 */
const PREPARE = `
  SELECT name, current_setting(name, true) AS before,
         CASE WHEN wanted <> '' AND (name = '${MARK}' OR current_setting(name, true) IS NOT NULL)
              THEN set_config(name, CASE WHEN name = 'synchronous_commit' AND current_setting(name) = 'remote_apply'
                                         THEN 'remote_apply' ELSE wanted END, false) END AS after,
         pg_is_in_recovery() AS "inRecovery", current_setting('transaction_read_only')::boolean AS "readOnly"
  FROM unnest($1::text[], $2::text[]) AS setting (name, wanted)`;

export interface Preparation {
  readonly settings: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Whether a server that rejects writes will do. */
  readonly mayBeReadOnly?: boolean;
  /** Whether the encoding, the version and the triggers of the database do not matter. */
  readonly ofAnotherProgram?: boolean;
}

/**
 * Sets `settings` in a new session, whatever the server, the database, the role or a pooler have set, and checks that they
 * are in effect and that the session belongs to this client alone.
 * @throws UnusableDatabaseError
 */
export async function prepareSession(
  client: pg.ClientBase,
  { settings, timeoutMs, ofAnotherProgram = false }: Preparation,
): Promise<Session> {
  const wanted = new Map<string, string>(Object.entries({ ...settings, [MARK]: randomUUID() }));
  for (const name of ofAnotherProgram ? [] : CHECKED) wanted.set(name, '');
  const query = { text: PREPARE, values: [[...wanted.keys()], [...wanted.values()]], query_timeout: timeoutMs };
  const { rows } = await client.query<Row>(query);
  for (const row of rows) check(row, wanted.get(row.name) ?? '');
  const { inRecovery = false, readOnly = false } = rows[0] ?? {};
  return { inRecovery, readOnly };
}

function check({ name, before, after }: Row, wanted: string): void {
  switch (name) {
    case MARK:
      if (before) throw new UnusableDatabaseError(SHARED_SESSION);
      return;
    case 'server_encoding':
      if (before !== 'UTF8') throw new UnusableDatabaseError(wrongEncoding(before));
      return;
    case 'server_version_num':
      if (Number(before) < MIN_SERVER_VERSION) throw new UnusableDatabaseError(tooOld(Number(before)));
      return;
    case 'session_replication_role':
      if (before === 'replica') throw new UnusableDatabaseError(NO_TRIGGERS);
      return;
    case 'synchronous_commit':
      if (after === 'remote_apply') return;
  }
  if (after !== null && after !== wanted) {
    throw new UnusableDatabaseError(`The session's ${name} is "${after}" although it was set to "${wanted}".`);
  }
}

const SHARED_SESSION =
  'The connection pooler lets clients share sessions: it pools by transaction or statement, or does not reset sessions. ' +
  'For this database set pool_mode = session and server_reset_query = DISCARD ALL (PgBouncer), or set DATABASE_URL to ' +
  'PostgreSQL itself.';

const NO_TRIGGERS =
  'session_replication_role is "replica", which disables the triggers that protect orders. ' +
  'Reset it for the role and the database: ALTER ROLE … RESET session_replication_role';

function wrongEncoding(encoding: string | null): string {
  return (
    `The encoding of the database is ${encoding}, which cannot hold every text. ` +
    `Set DATABASE_URL to a database made by: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`
  );
}

function tooOld(version: number): string {
  return `The server is PostgreSQL ${Math.floor(version / 10_000)}. This service needs 14 or newer.`;
}
