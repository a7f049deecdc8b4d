import { defectsOf } from '../named-mutant.js';

export const DB_CONNECTION_DEFECTS = [
  ...defectsOf(
    'server/src/db/batcher.ts',
    ['unit/batcher'],
    [
      [
        'each input of a statement gets the first outcome',
        'resolve(outputs[index] as Output)',
        'resolve(outputs[0] as Output)',
      ],
      [
        "one row's fault fails the whole statement",
        'group.length > 1 && mayBeOneRowsFault(error)',
        'group.length > 1e9',
      ],
      [
        'a statement whose outcome is unknown is repeated',
        'group.length > 1 && mayBeOneRowsFault(error)',
        'group.length > 1',
      ],
      ['two changes of one order run at the same time', '      if (fits) this.#runningKeys.add(key);\n', ''],
      ['two changes of one order share a statement', '      taken.add(key);\n', ''],
      [
        'an input waits behind a slow statement',
        '    if (waitMs <= 0) return true;\n',
        '    if (waitMs > -Infinity) return false;\n',
      ],
      [
        'an outcome is returned before the commit',
        '      group.forEach(({ resolve }, index) => resolve(outputs[index] as Output));',
        '      group.forEach(({ resolve }) => resolve(outputs as Output));',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/errors.ts',
    ['unit/database-errors'],
    [
      [
        'a lost write is reported as not made',
        '      return statement.writes\n        ? new',
        '      return false\n        ? new',
      ],
      ['a deadlock is an error of this program', "  '40P01': 'overloaded', // deadlock_detected\n", ''],
      ['a full disk is an error of the request', "  '53100': 'unavailable', // disk_full\n", ''],
      ['a terminated session counts as rolled back', "'57P01': 'connection_lost'", "'57P01': 'unavailable'"],
      [
        'a lost connection is held to be the fault of one row',
        'return rejection instanceof pg.DatabaseError;',
        'return true;',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/connection.ts',
    ['integration/connection'],
    [
      [
        'a commit whose wait for a standby was cancelled counts as done',
        '    if (warning !== undefined) throw new OutcomeUnknownError({ cause: new Error(warning) });\n',
        '',
      ],
      [
        'a failed transaction is committed',
        'await query(connection, ROLLBACK, {}).catch',
        'await query(connection, COMMIT, {}).catch',
      ],
      ['a transaction is none', '  await query(connection, BEGIN, {});\n', ''],
      ['a transaction is not committed', '  await query(connection, COMMIT, {});\n', ''],
      [
        'a commit that failed counts as done',
        '  await query(connection, COMMIT, {});\n',
        '  await query(connection, COMMIT, {}).catch(() => undefined);\n',
      ],
      ['a broken connection goes back to the pool', 'if (!CLEAN.has(failure)) connection.broken = true;', ''],
      ['connections are never given back', '      connection.client.release(connection.broken);\n', ''],
      [
        'a full pool is reported as an outage',
        'if (inUse < maxConnections) throw',
        'if (inUse <= maxConnections) throw',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/session-settings.ts',
    ['integration/connection'],
    [['an acknowledged change may be lost', "synchronous_commit: 'on'", "synchronous_commit: 'off'"]],
  ),
  ...defectsOf(
    'server/src/db/session-settings.ts',
    ['integration/session'],
    [
      ['times are those of another zone', "timezone: 'UTC'", "timezone: 'Europe/Berlin'"],
      ['the schema is that of the role', 'search_path: `${pg.escapeIdentifier(schema)}, pg_temp`,', ''],
    ],
  ),
  ...defectsOf(
    'server/src/db/prepare-session.ts',
    ['integration/session'],
    [
      [
        'clients share sessions behind a pooler',
        '      if (before) throw new UnusableDatabaseError(SHARED_SESSION);\n',
        '',
      ],
      [
        'triggers may be disabled',
        "      if (before === 'replica') throw new UnusableDatabaseError(NO_TRIGGERS);\n",
        '',
      ],
      [
        'any encoding is accepted',
        "      if (before !== 'UTF8') throw new UnusableDatabaseError(wrongEncoding(before));\n",
        '',
      ],
      [
        'a stronger guarantee of commits is reduced',
        "THEN 'remote_apply' ELSE wanted END",
        'THEN wanted ELSE wanted END',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/host-pool.ts',
    ['integration/database-hosts'],
    [
      [
        'a standby is taken for a primary',
        '    if (needsPrimary) throw new',
        '    if (needsPrimary && location === undefined) throw new',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/location-pool.ts',
    ['integration/database-hosts'],
    [
      [
        'the first host is the only one that is tried',
        '      if (failure === undefined || saysLess(failure, error)) failure = error;',
        '      throw error;',
      ],
    ],
  ),
  ...defectsOf(
    'server/src/db/statement.ts',
    ['unit/statement'],
    [
      [
        'an undeclared parameter is sent as text',
        '    if (!parameter) throw new Error(`Statement ${name}: ${token} is not one of its parameters`);\n',
        '    if (!parameter) return token;\n',
      ],
      [
        'values are sent in another order',
        'valuesOf: (values) => slots.map(',
        'valuesOf: (values) => [...slots].reverse().map(',
      ],
    ],
  ),
];
