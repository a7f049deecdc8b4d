import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { commandLine, processStamp } from './process-table.js';

/**
 * A custom setting on the server's command line that names the process that started it. PostgreSQL ignores it. It needs
 * no second file that could disagree with the running process.
 */
const OWNER_SETTING = 'order_service.owner';

const POLL_INTERVAL_MS = 50;
const FAST_SHUTDOWN_MS = 10_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

interface ServerOnCluster {
  readonly pid: number;
  /** Undefined for a server that this launcher has not started. */
  readonly owner: { readonly pid: number; readonly stamp: string } | undefined;
}

/** The setting that marks a server as owned by this process. */
export async function ownerSetting(): Promise<[name: string, value: string]> {
  return [OWNER_SETTING, (await processStamp(process.pid)) ?? String(process.pid)];
}

/**
 * Frees the cluster in `data` for a new server: shuts down a server whose owner was killed, and removes a stale lock file.
 * @throws EmbeddedPostgresError `already_running` when the server's owner is alive, or the server does not stop
 */
export async function endOrphan(data: string): Promise<void> {
  const server = await findServer(data);
  if (!server) return;
  if (server.owner && (await processStamp(server.owner.pid)) === server.owner.stamp) {
    throw new EmbeddedPostgresError(
      'already_running',
      `The embedded PostgreSQL in ${data} is in use by process ${server.owner.pid}. ` +
        'Use that one, stop it first, or choose another data folder.',
    );
  }
  if (await signalAndAwaitEnd(server.pid, data, 'SIGINT', FAST_SHUTDOWN_MS)) return;
  if (await signalAndAwaitEnd(server.pid, data, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) return;
  throw new EmbeddedPostgresError(
    'already_running',
    `A PostgreSQL left over from an earlier run (process ${server.pid}) does not stop. ` +
      `End it with \`kill -9 ${server.pid}\` and start again.`,
  );
}

async function findServer(data: string): Promise<ServerOnCluster | undefined> {
  const lockFile = join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(lockFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return undefined;
  const command = await commandLine(pid);
  if (!command.includes(`-D ${data} `)) {
    // PostgreSQL does not start while a process with the pid of its lock file lives, even if that is another program.
    if (await processStamp(pid)) await rm(lockFile, { force: true });
    return undefined;
  }
  const stamp = new RegExp(`${OWNER_SETTING}=(\\S+)`).exec(command)?.[1];
  return { pid, owner: stamp === undefined ? undefined : { pid: Number.parseInt(stamp, 10), stamp } };
}

async function signalAndAwaitEnd(
  pid: number,
  data: string,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
  }
  const deadlineMs = performance.now() + timeoutMs;
  while (performance.now() < deadlineMs) {
    if (!(await commandLine(pid)).includes(data)) return true;
    await delay(POLL_INTERVAL_MS);
  }
  return false;
}
