import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerAccount } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/**
 * Runs PostgreSQL until its standard input closes, and then shuts it down. This process holds the other end of that pipe:
 * it closes when `stop` is called, and also when this process is killed. The first argument is a folder to delete once
 * the server has ended, or empty.
 */
const SUPERVISOR = `
discard=$1
shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -INT "$server"; } 2>/dev/null &
watcher=$!
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
[ -z "$discard" ] || rm -rf "$discard" 2>/dev/null
exit "$status"
`;

/** A standby accepts `read-only connections`. */
const READY = 'database system is ready to accept ';
const START_TIMEOUT_MS = 60_000;
const FAST_SHUTDOWN_MS = 15_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;
/** Lines of the server's output that are kept for the error message of a failed start. */
const MAX_LOG_LINES = 50;

/** A PostgreSQL server that accepts connections. */
export interface PostgresProcess {
  /** Shuts the server down and cuts every open connection. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts a server and resolves once it accepts connections. It leads a session of its own, so that the terminal's Ctrl-C
 * does not reach it: it has to stop last, after its clients have drained.
 *
 * @param discard a folder to delete once the server has ended, however it ends
 * @throws EmbeddedPostgresError `port_taken`, `already_running`, or `start_failed` with the server's output
 */
export async function runPostgres(
  command: readonly string[],
  account: ServerAccount,
  discard = '',
): Promise<PostgresProcess> {
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'order-service-postgres', discard, ...command], {
    ...account,
    cwd: '/',
    detached: true,
    env: { LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  child.stdin.on('error', () => undefined); // EPIPE after the process has ended; `exited` reports that

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= shutDown(child, exited));
  try {
    await readUntilReady(child.stderr);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function readUntilReady(stderr: Readable): Promise<void> {
  const output: string[] = [];
  const lines = createInterface({ input: stderr });
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(startError(output)), START_TIMEOUT_MS);
      lines.once('close', () => reject(startError(output)));
      // Stays attached after the start: the server would block on a full pipe.
      lines.on('line', (line) => {
        if (output.push(line) > MAX_LOG_LINES) output.shift();
        if (line.includes(READY)) resolve();
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

function startError(lines: readonly string[]): EmbeddedPostgresError {
  const output = lines.join('\n');
  if (output.includes('Address already in use')) {
    return new EmbeddedPostgresError(
      'port_taken',
      'The port for the embedded PostgreSQL is taken. Choose another one, or none for any free port.',
    );
  }
  if (output.includes('lock file "postmaster.pid" already exists')) {
    return new EmbeddedPostgresError(
      'already_running',
      'Another process has just started the embedded PostgreSQL on the same data. ' +
        'Use that one, stop it first, or choose another data folder.',
    );
  }
  return new EmbeddedPostgresError(
    'start_failed',
    `The embedded PostgreSQL did not start. Its output:\n${output}\n` +
      'Correct that, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

async function shutDown(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.stdin?.end();
  if (await endsWithin(exited, FAST_SHUTDOWN_MS)) return;
  signalGroup(child, 'SIGQUIT'); // immediate shutdown: the next start recovers from the write-ahead log
  if (await endsWithin(exited, IMMEDIATE_SHUTDOWN_MS)) return;
  signalGroup(child, 'SIGKILL');
  await exited;
}

async function endsWithin(exited: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([exited.then(() => true), delay(timeoutMs, false, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
}
