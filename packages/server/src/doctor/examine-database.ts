import { connect, type Database } from '../db/connection.js';
import { createDatabaseHealth } from '../db/database-health.js';
import { SESSION_FACTS } from '../db/statements/session-facts.js';
import { describeFailure } from '../start-failure.js';
import type { Finding } from './finding.js';

export interface DatabaseSettings {
  readonly databaseUrl: string;
  readonly readOnly: boolean;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Checks that the database can be reached and written, its schema, its clock, and whether the connection is encrypted. */
export async function examineDatabase({ databaseUrl, readOnly }: DatabaseSettings): Promise<Finding[]> {
  const database = connect({
    url: databaseUrl,
    applicationName: 'order-service doctor',
    maxConnections: 1,
    mayBeReadOnly: true,
    acquireTimeoutMs: CONNECT_TIMEOUT_MS,
  });
  try {
    const facts = await sessionFacts(database);
    const { migrations, problems } = await createDatabaseHealth(database, { readOnly }).database();
    const faults = problems.map((detail): Finding => ({ check: 'schema', state: 'fail', detail }));
    return [
      { check: 'database', state: 'ok', detail: `PostgreSQL ${facts.version} answers.` },
      ...(faults.length > 0
        ? faults
        : [{ check: 'schema', state: 'ok', detail: `The schema is ${migrations}.` } as const]),
      clockFinding(facts.offsetMs),
      encryptionFinding(facts),
    ];
  } catch (error) {
    return [{ check: 'database', state: 'fail', detail: describeFailure(error).join(' ') }];
  } finally {
    await database.close();
  }
}

interface SessionFacts {
  readonly version: string;
  readonly isEncrypted: boolean;
  /** Whether the server is on this machine. */
  readonly isLocal: boolean;
  /** How far the database's clock is ahead of this machine's, to half the time of a round trip. */
  readonly offsetMs: number;
}

async function sessionFacts(database: Database): Promise<SessionFacts> {
  await database.run(SESSION_FACTS, {}); // connects, so that the second one measures a round trip alone
  const sentMs = Date.now();
  const [facts] = await database.run(SESSION_FACTS, {});
  const receivedMs = Date.now();
  if (!facts) throw new Error('PostgreSQL returned no facts of the session');
  return { ...facts, offsetMs: Math.round(facts.epochMs - (sentMs + receivedMs) / 2) };
}

const MAX_OFFSET_MS = 2_000;
const MAX_TOLERATED_OFFSET_MS = 60_000;

function clockFinding(offsetMs: number): Finding {
  const distance = Math.abs(offsetMs);
  const apart = `The database's clock is ${distance} ms ${offsetMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (distance <= MAX_OFFSET_MS) return { check: 'clock', state: 'ok', detail: `${apart}.` };
  return {
    check: 'clock',
    state: distance <= MAX_TOLERATED_OFFSET_MS ? 'warn' : 'fail',
    detail: `${apart}. Tokens expire by this machine's clock, and orders have the database's times. Synchronise both (NTP).`,
  };
}

function encryptionFinding({ isEncrypted, isLocal }: SessionFacts): Finding {
  if (isEncrypted) return { check: 'tls', state: 'ok', detail: 'The connection to the database is encrypted.' };
  if (isLocal)
    return { check: 'tls', state: 'ok', detail: 'The database is on this machine; the connection is not encrypted.' };
  return {
    check: 'tls',
    state: 'warn',
    detail: 'The connection to the database is not encrypted. Add sslmode=verify-full to DATABASE_URL.',
  };
}
