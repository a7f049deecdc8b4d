import { connect } from 'node:net';
import { join } from 'node:path';
import type { ProcessGuard } from '../../../../test/services/process-guard.js';
import { eventually } from '../../../../test/services/eventually.js';
import { startProcess, type PrivateProcess } from './private-process.js';

export interface HaproxyOptions {
  /** Path of the configuration, whose variables such as `"${RUNTIME_SOCKET}"` HAProxy replaces itself. */
  readonly configuration: string;
  /** The variables; `RUNTIME_SOCKET` is added. */
  readonly variables: Readonly<Record<string, string>>;
  /** Holds the log and the runtime socket. */
  readonly folder: string;
  readonly guard: ProcessGuard;
}

/** An HAProxy in the foreground, with its runtime socket. */
export interface Haproxy {
  readonly pid: number;
  /**
   * Sends a command to the runtime API (`set map …`, `show servers state`); returns the answer.
   *
   * @throws Error if HAProxy does not know the command
   */
  command(text: string): Promise<string>;
  /** Starts a new process, which takes over the listeners; the old one ends after its last connection. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

const COMMAND_TIMEOUT_MS = 10_000;

/** Starts HAProxy; resolves when it listens. The configuration needs `stats socket "${RUNTIME_SOCKET}" … expose-fd listeners`. */
export async function startHaproxy({ configuration, variables, folder, guard }: HaproxyOptions): Promise<Haproxy> {
  const socket = join(folder, 'haproxy.sock');
  const log = join(folder, 'haproxy.log');
  const processes: PrivateProcess[] = [];

  async function start(...takeOver: readonly string[]): Promise<void> {
    const command = process.env.HAPROXY_PATH ?? 'haproxy';
    const args = ['-db', '-f', configuration, ...takeOver];
    const haproxy = await startProcess({
      command,
      args,
      environment: { ...variables, RUNTIME_SOCKET: socket },
      log,
      guard,
    });
    processes.push(haproxy);
    await eventually('HAProxy answers on its runtime socket', async () => {
      if (!haproxy.isRunning) throw new Error(`HAProxy does not start:\n${await haproxy.output()}`);
      const info = await ask(socket, 'show info').catch(() => '');
      return info.includes(`\nPid: ${haproxy.pid}\n`); // the socket of the process before may still answer
    });
  }

  await start();
  const current = (): PrivateProcess => processes.at(-1)!;
  return {
    get pid() {
      return current().pid;
    },
    command: async (text) => {
      const answer = await ask(socket, text);
      if (answer.startsWith('Unknown command')) throw new Error(`HAProxy does not know the command ${text}`);
      return answer;
    },
    reload: () => start('-x', socket, '-sf', String(current().pid)),
    stop: async () => {
      await Promise.all(processes.map((haproxy) => haproxy.end('SIGKILL')));
    },
  };
}

async function ask(path: string, command: string): Promise<string> {
  const socket = connect({ path }).setEncoding('utf8').setTimeout(COMMAND_TIMEOUT_MS);
  socket.once('timeout', () => socket.destroy(new Error('HAProxy did not answer')));
  socket.end(`${command}\n`);
  let answer = '';
  for await (const text of socket) answer += String(text);
  return answer;
}
