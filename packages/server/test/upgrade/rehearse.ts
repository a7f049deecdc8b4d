import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { describeRefusal } from '../../../../test/migration-rule/findings.js';
import { readReleasedProgram } from '../../../../test/migration-rule/released-program.js';
import { judgeMigrations } from '../../../../test/migration-rule/rule.js';
import { check } from '../faults/checker/check.js';
import type { HistoryRecord } from '../faults/checker/evidence.js';
import type { Fixture } from '../faults/rig/fixture.js';
import type { Migration } from '../../src/db/migrations/migration.js';
import { migrateBy } from './installed-server.js';
import { contraction, nextMigrations } from './next-version.js';
import { withMigrations, type Installation } from './packages.js';
import { openShop, type Shop } from './shop.js';

export interface Finding {
  readonly promise: string;
  readonly isKept: boolean;
  readonly detail: string;
}

export interface Versions {
  readonly folder: string;
  readonly released: Installation;
  /** This version, without the migrations of the rehearsal. */
  readonly current: Installation;
}

/** How long each phase is under load. */
const PHASE_MS = 3_000;
/** A report keeps its lock this long while the migration waits for it: longer than one attempt does. */
const REPORT_MS = 1_500;
/** A migration waits 1 s for a lock; requests wait behind it, and then for each other. */
const MAX_LOCK_WAIT_MS = 2_500;

const WAITING = `
  SELECT FROM pg_stat_activity WHERE application_name = 'order-service migrate' AND wait_event_type = 'Lock'`;

const GUARD = "SELECT pg_get_functiondef('check_order_update'::regproc) AS guard";

/**
 * The released version serves, the next one migrates beside it and replaces it server by server; the program goes back one
 * version and forward again; then the version after it removes what is not used any more.
 */
export async function rehearse(fixture: Fixture, { folder, released, current }: Versions): Promise<Finding[]> {
  const shop = await openShop(fixture, released);
  try {
    const [row] = await shop.database.query<{ guard: string }>(GUARD);
    const ofNext = nextMigrations(row!.guard);
    const ofLast = contraction(row!.guard);
    const refusals = await judgeMigrations([...ofNext, ...ofLast], await readReleasedProgram());
    const next = await withMigrations(current, `${folder}/next`, ofNext);
    const last = await withMigrations(next, `${folder}/last`, ofLast);
    await delay(PHASE_MS);

    const report = readReport(shop);
    const migrated = await migrateBy(next, shop.database.url);
    await report;
    const status = await migrateBy(next, shop.database.url, '--status');
    const newer = await migrateBy(released, shop.database.url, '--status');
    await delay(PHASE_MS);

    await shop.replace(0, next);
    await delay(PHASE_MS); // one server of each version
    await shop.replace(1, next);
    await delay(PHASE_MS);
    await shop.roll(released);
    await delay(PHASE_MS);
    await shop.roll(next);
    const contracted = await migrateBy(last, shop.database.url);
    await delay(PHASE_MS);
    return [
      finding('the rule accepts these migrations', refusals.length === 0, refusals.map(describeRefusal).join('; ')),
      finding('the next version migrates beside the released one', migrated.exitCode === 0, migrated.output),
      finding('it waits for a report, and names it', migrated.output.includes('a report'), 'waits for pid'),
      finding('its status is complete', status.exitCode === 0, status.output),
      finding(
        'the released version sees newer migrations, and works',
        newer.output.includes('newer'),
        `exit code ${newer.exitCode}`,
      ),
      finding(
        'the version after it removes what the next one does not use',
        contracted.exitCode === 0,
        contracted.output,
      ),
      ...(await promisesOf(shop)),
    ];
  } finally {
    await shop.stop();
  }
}

/** What the promises become when a migration runs that no release may have. Ends early: what follows would be broken, too. */
export async function plant(
  fixture: Fixture,
  { folder, released, current }: Versions,
  migrations: readonly Migration[],
): Promise<Finding[]> {
  const shop = await openShop(fixture, released);
  try {
    const next = await withMigrations(current, `${folder}/${migrations[0]!.name}`, migrations);
    await delay(PHASE_MS);
    await migrateBy(next, shop.database.url);
    await delay(PHASE_MS);
    return await promisesOf(shop);
  } finally {
    await shop.stop();
  }
}

/** Reads orders in a long transaction, so that a migration has to wait for it. */
async function readReport({ database }: Shop): Promise<void> {
  const client = new pg.Client({ connectionString: database.url, application_name: 'a report' });
  await client.connect();
  await client.query('BEGIN; SELECT count(*) FROM orders');
  await eventually('the migration waits', async () => (await database.query(WAITING)).length > 0, 120_000);
  await delay(REPORT_MS);
  await client.query('COMMIT');
  await client.end();
}

/** Answers that a client repeats, or that are about the order itself: the load repeats requests that it got no answer to. */
const EXPECTED_CODES = new Set([
  'invalid_transition',
  'version_mismatch',
  'service_overloaded',
  'database_unavailable',
]);

async function promisesOf(shop: Shop): Promise<Finding[]> {
  const { longestMs } = shop.locks;
  const evidence = await shop.finish();
  const verdict = check(evidence);
  const codes = failuresOf(evidence.history);
  const unexpected = [...codes].filter(([code]) => !EXPECTED_CODES.has(code));
  const { counts, broken } = verdict;
  return [
    finding(
      'no change is lost, doubled, out of order or unpublished',
      broken.length === 0,
      [
        `${counts.acknowledged} acknowledged, ${counts.committed} events, ${counts.delivered} deliveries`,
        ...verdict.violations.map(({ what }) => what),
      ].join('; '),
    ),
    finding(
      'every request that failed may be repeated',
      unexpected.length === 0,
      [...codes].map(([code, count]) => `${code} ${count}`).join(', ') || 'none failed',
    ),
    finding('no statement waits long for a lock', longestMs <= MAX_LOCK_WAIT_MS, `at most ${longestMs} ms`),
  ];
}

/** How often requests failed in the end, by code. */
function failuresOf(history: readonly HistoryRecord[]): Map<string, number> {
  const codes = new Map<string, number>();
  for (const record of history) {
    if (record.type === 'fail') codes.set(record.code, (codes.get(record.code) ?? 0) + 1);
  }
  return codes;
}

function finding(promise: string, isKept: boolean, detail: string): Finding {
  return { promise, isKept, detail: detail.trim().replaceAll(/\s*\n\s*/g, ' | ') };
}
