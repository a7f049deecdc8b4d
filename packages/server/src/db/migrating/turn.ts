import { setTimeout as delay } from 'node:timers/promises';
import { TAKE_MIGRATION_LOCK } from '../statements/migrating.js';
import { UnusableDatabaseError } from '../unusable-database-error.js';
import type { MigrationSession } from './session.js';

const ASK_EVERY_MS = 100;
/** Longer than an index takes to build. */
const MAX_WAIT_MS = 6 * 3_600_000;

/**
 * Waits until no other process migrates. The turn ends with the session, so that a killed migration leaves no lock behind.
 * @throws UnusableDatabaseError when that takes too long
 */
export async function takeTurn({ runner, report }: Pick<MigrationSession, 'runner' | 'report'>): Promise<void> {
  const deadlineMs = performance.now() + MAX_WAIT_MS;
  let isReported = false;
  for (;;) {
    const [lock] = await runner.run(TAKE_MIGRATION_LOCK, {});
    if (lock?.taken === true) return;
    const holder = lock?.holder ?? 'of another session';
    if (performance.now() > deadlineMs) {
      throw new UnusableDatabaseError(`Another migration of this database does not end: pid ${holder} of PostgreSQL.`);
    }
    if (!isReported) report(`waits for another migration of this database: pid ${holder} of PostgreSQL`);
    isReported = true;
    await delay(ASK_EVERY_MS);
  }
}
