import { setTimeout as delay } from 'node:timers/promises';
import { pause } from '../../concurrency/pause.js';
import { retryDelayMs } from '../../concurrency/retry-delay.js';
import { BLOCKERS } from '../statements/migrating.js';
import { sqlStateOf } from '../errors.js';
import { UnusableDatabaseError } from '../unusable-database-error.js';
import type { MigrationSession } from './session.js';

/** A session that another one waits for. */
export interface Blocker {
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  readonly state: string;
  /** When its transaction began. */
  readonly since: string | null;
  /** The beginning of its last statement. */
  readonly query: string;
}

/** How often a step is tried whose locks others hold, and how long it waits in between. */
export interface LockRetries {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * How long a transaction waits for each lock. Meanwhile, requests queue behind it: this is shorter than the 4 s after which
 * the server gives up a statement that waits for a lock.
 */
export const LOCK_TIMEOUT_MS = 1_000;

/** About two minutes and a half in all. */
export const LOCK_RETRIES: LockRetries = { attempts: 20, baseMs: 500, capMs: 10_000 };

const LOOK_EVERY_MS = 200;

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';

/**
 * Runs `attempt`, again while others hold its locks. Who does is reported when it is first seen.
 * @throws UnusableDatabaseError that names who held them to the end
 */
export async function withLockRetries<Result>(
  session: MigrationSession,
  what: string,
  attempt: () => Promise<Result>,
  retries: LockRetries = LOCK_RETRIES,
): Promise<Result> {
  const watch = createWatch(session, what);
  for (let failures = 1; ; failures += 1) {
    watch.start();
    try {
      return await attempt();
    } catch (error) {
      const state = sqlStateOf(error);
      if (state !== LOCK_NOT_AVAILABLE && state !== DEADLOCK_DETECTED) throw explained(what, error);
      if (failures === retries.attempts) throw gaveUp(what, failures, watch.last, error);
    } finally {
      await watch.stop();
    }
    await delay(retryDelayMs(failures, retries, Math.random));
  }
}

/** Errors of the SQL itself. Others are those of connections, servers and privileges, which are explained elsewhere. */
const FAULTS = /^(?:2[^58]|4[24]|P0)(?!501)/;

function explained(what: string, error: unknown): unknown {
  const state = sqlStateOf(error);
  if (state === undefined || !FAULTS.test(state) || !(error instanceof Error)) return error;
  const [, reason = ''] = /(?:^| - )((?:(?! - ).)*)$/s.exec(error.message) ?? []; // Knex puts the SQL before it
  return new UnusableDatabaseError(`${what} failed: ${reason} (SQLSTATE ${state}). ${KEPT}`, { cause: error });
}

const KEPT = 'What was completed before is kept, and a repetition goes on from there.';

function gaveUp(what: string, attempts: number, blockers: readonly Blocker[], cause: unknown): UnusableDatabaseError {
  const who = blockers.length > 0 ? ` The last to hold them: ${blockers.map(describeBlocker).join('; ')}.` : '';
  return new UnusableDatabaseError(
    `${what}: others held its locks at each of ${attempts} attempts.${who} End these sessions, or wait ` +
      `for them, and run the command again. ${KEPT}`,
    { cause },
  );
}

/** Such as `pid 4711 (psql, user ann, idle in transaction since 2026-02-15T17:28:41Z): SELECT …`. */
export function describeBlocker({ pid, application, user, state, since, query }: Blocker): string {
  const details = [application, user && `user ${user}`, since ? `${state} since ${since}` : state].filter(Boolean);
  return `pid ${pid} (${details.join(', ')})${query && `: ${query}`}`;
}

/** Looks who blocks the session, while it is started. */
function createWatch(session: MigrationSession, what: string) {
  const { pid, report } = session;
  let last: readonly Blocker[] = [];
  let stopping = new AbortController();
  let looking: Promise<void> = Promise.resolve();
  const reported = new Set<number>();

  async function look(signal: AbortSignal): Promise<void> {
    await pause(LOOK_EVERY_MS, signal);
    while (!signal.aborted) {
      const found = await session.observe((observer) => observer.run(BLOCKERS, { waiting: pid })).catch(() => []);
      if (found.length > 0) last = found;
      for (const blocker of found) {
        if (!reported.has(blocker.pid)) report(`${what}: waits for ${describeBlocker(blocker)}`);
        reported.add(blocker.pid);
      }
      await pause(LOOK_EVERY_MS, signal);
    }
  }

  return {
    get last() {
      return last;
    },
    start(): void {
      stopping = new AbortController();
      looking = look(stopping.signal);
    },
    async stop(): Promise<void> {
      stopping.abort();
      await looking;
    },
  };
}
