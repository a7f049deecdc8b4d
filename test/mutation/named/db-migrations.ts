import { defectsOf } from '../named-mutant.js';

/** Migrations: whole or in steps, repeated, beside others. */
export const DB_MIGRATION_DEFECTS = [
  ...defectsOf(
    'server/src/db/migrate.ts',
    ['integration/migrations', 'integration/busy-migrations'],
    [['replicas migrate at the same time', '    await takeTurn(session);\n    const missing', '    const missing']],
  ),
  ...defectsOf(
    'server/src/db/migrating/session.ts',
    ['integration/migrations', 'integration/busy-migrations'],
    [
      [
        'a killed migration leaves a lock behind',
        '  await transaction.migrate.forceFreeMigrationsLock(options); //',
        '  //',
      ],
      ['a lock is waited for without a limit', 'lock_timeout = ${lockTimeoutMs}`', 'lock_timeout = 0`'],
    ],
  ),
  ...defectsOf(
    'server/src/db/migrating/lock-waits.ts',
    ['integration/busy-migrations'],
    [
      ['a lock is tried for once', 'if (failures === retries.attempts) throw', 'throw'],
      ['who holds a lock is not reported', '      for (const blocker of found) {', '      for (const blocker of []) {'],
    ],
  ),
  ...defectsOf(
    'server/src/db/migrating/run-steps.ts',
    ['integration/busy-migrations'],
    [
      ['completed steps are run again', '    if (index < progress.steps) continue;\n', ''],
      ['an invalid index is kept', 'if (found?.valid === true) return;', 'if (found) return;'],
      [
        'a fill begins anew after a kill',
        '    if (batch.position !== null) await transaction.raw(saveSql({ ...progress, position: batch.position }));\n',
        '',
      ],
    ],
  ),
];
