import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { ServerAccount } from './server-account.js';

/**
 * Runs PostgreSQL for as long as standard input stays open, and then shuts it down. The other end of that pipe is ours:
 * it closes when we ask for a stop, and just as well when we are killed with no chance to ask. The first argument names a
 * folder to delete in the end, or nothing.
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

const READY = 'database system is ready to accept connections';
const START_TIMEOUT_MS = 60_000;
const FAST_SHUTDOWN_MS = 15_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;
const MESSAGES_KEPT = 50;

/** A PostgreSQL server that has begun to serve. */
export interface PostgresProcess {
  /** Shuts the server down, with every open connection; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a server and resolves once it accepts connections. It leads a session of its own, so the terminal's Ctrl-C
 * reaches us and not it: it stops last, after we have drained.
 *
 * @param discard a folder to delete once the server has ended, however it ends.
 * @throws EmbeddedPostgresError `port_taken`, or `start_failed` with what the server said.
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
  child.stdin.on('error', () => undefined); // it has gone already, which `exited` tells

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= shutDown(child, exited));
  try {
    await untilReady(child.stderr);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function untilReady(stderr: Readable): Promise<void> {
  const messages: string[] = [];
  const lines = createInterface({ input: stderr });
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(startError(messages)), START_TIMEOUT_MS);
      lines.once('close', () => reject(startError(messages)));
      // Reading goes on for the server's whole life: it would block on a full pipe.
      lines.on('line', (line) => {
        if (messages.push(line) > MESSAGES_KEPT) messages.shift();
        if (line.includes(READY)) resolve();
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

function startError(messages: readonly string[]): EmbeddedPostgresError {
  const said = messages.join('\n');
  if (said.includes('Address already in use')) {
    return new EmbeddedPostgresError(
      'port_taken',
      'The port asked for the embedded PostgreSQL is taken. Choose another one, or none to be given a free one.',
    );
  }
  if (said.includes('lock file "postmaster.pid" already exists')) {
    return new EmbeddedPostgresError(
      'already_running',
      'Another process has just started the embedded PostgreSQL on the same data. ' +
        'Use that one, stop it first, or choose another data folder.',
    );
  }
  return new EmbeddedPostgresError(
    'start_failed',
    `The embedded PostgreSQL did not start. It said:\n${said}\n` +
      'Put right what it says, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

async function shutDown(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.stdin?.end();
  if (await endsWithin(exited, FAST_SHUTDOWN_MS)) return;
  signalGroup(child, 'SIGQUIT'); // gives the connections up; the next start recovers from the log
  if (await endsWithin(exited, IMMEDIATE_SHUTDOWN_MS)) return;
  signalGroup(child, 'SIGKILL');
  await exited;
}

async function endsWithin(exited: Promise<unknown>, withinMs: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([exited.then(() => true), delay(withinMs, false, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
}
