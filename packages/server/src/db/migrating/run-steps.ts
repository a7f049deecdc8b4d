import { setTimeout as delay } from 'node:timers/promises';
import type { SteppedMigration } from '../migrations/migration.js';
import { sqlOf, type Fill, type Step } from '../migrations/step.js';
import { INDEX_STATE } from '../statements/migrating.js';
import { LOCK_RETRIES, LOCK_TIMEOUT_MS, withLockRetries } from './lock-waits.js';
import { beginProgress, endProgress, saveSql, type Progress } from './progress.js';
import { recordRun, type MigrationSession } from './session.js';

/** A step under way. */
interface Running {
  readonly session: MigrationSession;
  /** Its migration, its number and its kind, for messages. */
  readonly what: string;
  /** Before it. */
  readonly progress: Progress;
  /** After it. */
  readonly done: Progress;
}

/** Waiting for an online step blocks nobody, so that it may take longer. */
const ONLINE_LOCK_TIMEOUT_MS = 10 * 60_000;
const ONLINE_RETRIES = { ...LOCK_RETRIES, attempts: 3 };

const REPORT_EVERY_MS = 10_000;
const MAX_PAUSE_MS = 1_000;

/** Runs the steps of a migration that are not complete, and records it. It can be killed at any moment, and run again. */
export async function runSteps(session: MigrationSession, migration: SteppedMigration): Promise<void> {
  const { name, steps } = migration;
  let progress = await beginProgress(session, name);
  for (const [index, step] of steps.entries()) {
    if (index < progress.steps) continue;
    const what = `${name}, step ${index + 1} of ${steps.length} (${step.kind})`;
    const done = { migration: name, steps: index + 1, position: null };
    session.report(what);
    await runStep({ session, what, progress, done }, step);
    progress = done;
  }
  await session.transaction(async (transaction) => {
    await recordRun(transaction, migration);
    await endProgress(transaction);
  });
}

async function runStep(running: Running, step: Step): Promise<void> {
  const { session, what, done } = running;
  switch (step.kind) {
    case 'transaction':
      await withLockRetries(session, what, () =>
        session.transaction(async (transaction) => {
          for (const sql of [...step.statements, saveSql(done)]) await transaction.raw(sql);
        }, LOCK_TIMEOUT_MS),
      );
      return; // which has stored its progress
    case 'fill':
      await fill(running, step);
      break;
    case 'create-index':
      await createIndex(running, step);
      break;
    case 'drop-index':
    case 'validate':
      await runOnline(running, sqlOf(step));
  }
  await session.query(saveSql(done));
}

/** An index that a killed or failed build left behind is not used, but maintained: it is dropped, and built again. */
async function createIndex(running: Running, step: Extract<Step, { kind: 'create-index' }>): Promise<void> {
  const [found] = await running.session.runner.run(INDEX_STATE, { index: step.name });
  if (found?.valid === true) return;
  if (found) running.session.report(`${running.what}: builds ${step.name} again, which an earlier run left invalid`);
  await runOnline(running, [...(found ? sqlOf({ kind: 'drop-index', name: step.name }) : []), ...sqlOf(step)]);
}

/** Runs statements that cannot be in a transaction, or need none. */
async function runOnline({ session, what }: Running, statements: readonly string[]): Promise<void> {
  await session.query(`SET lock_timeout = ${ONLINE_LOCK_TIMEOUT_MS}`);
  for (const sql of statements) await withLockRetries(session, what, () => session.query(sql), ONLINE_RETRIES);
  await session.query('SET lock_timeout = 0');
}

/** Pauses after each batch for as long as it took, so that requests and standbys keep up. */
async function fill({ session, what, progress }: Running, step: Fill): Promise<void> {
  let { position } = progress;
  let rows = 0;
  let reportedMs = performance.now();
  for (;;) {
    const startedMs = performance.now();
    const batch = await withLockRetries(session, what, () => fillBatch(session, step, { ...progress, position }));
    if (batch.position === null) break;
    position = batch.position;
    rows += batch.rows;
    if (performance.now() - reportedMs > REPORT_EVERY_MS) {
      session.report(`${what}: ${rows} rows, up to ${step.key} ${position}`);
      reportedMs = performance.now();
    }
    await delay(Math.min(performance.now() - startedMs, MAX_PAUSE_MS));
  }
  session.report(`${what}: ${rows} rows`);
}

interface Batch {
  /** The last key; null if no row was left. */
  readonly position: string | null;
  readonly rows: number;
}

async function fillBatch(session: MigrationSession, step: Fill, progress: Progress): Promise<Batch> {
  return await session.transaction(async (transaction) => {
    const [sql = ''] = sqlOf(step, progress.position ?? undefined);
    const { rows } = await transaction.raw<{ rows: Batch[] }>(sql);
    const [batch = { position: null, rows: 0 }] = rows;
    if (batch.position !== null) await transaction.raw(saveSql({ ...progress, position: batch.position }));
    return batch;
  }, LOCK_TIMEOUT_MS);
}
