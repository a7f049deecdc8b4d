import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import type { ServerAccount } from '../../src/embedded/postgres/account.js';
import type { ProcessGuard } from '../../../../test/services/process-guard.js';

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** File that the output is appended to. */
  readonly log: string;
  readonly guard: ProcessGuard;
  /** The user that runs it; that of this process if absent. */
  readonly account?: ServerAccount | undefined;
}

/** A program of a topology: runs until it is ended by its process id, at the latest with this process. */
export interface PrivateProcess {
  readonly pid: number;
  readonly isRunning: boolean;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** The end of its output, for error messages. */
  output(): Promise<string>;
}

const SHOWN_OUTPUT = 2_000;
/** Debian has servers in folders that are not on every search path. */
const SYSTEM_FOLDERS = '/usr/sbin:/usr/bin:/sbin:/bin';

export async function startProcess(options: ProcessOptions): Promise<PrivateProcess> {
  const { command, args, environment, guard, account } = options;
  const log = await open(options.log, 'a');
  try {
    const child = spawn(command, [...args], {
      ...account,
      cwd: '/',
      env: { PATH: [process.env.PATH, SYSTEM_FOLDERS].join(':'), LC_ALL: 'C', ...environment },
      stdio: ['ignore', log.fd, log.fd],
      detached: true, // Ctrl-C in the terminal must reach only the tests, which end the program
    });
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    guard.watch(pid);
    child.once('exit', () => guard.release(pid));
    child.unref();
    return privateProcess(child, pid, options.log);
  } finally {
    await log.close();
  }
}

function privateProcess(child: ChildProcess, pid: number, log: string): PrivateProcess {
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    get isRunning() {
      return isRunning();
    },
    signal: (signal) => void child.kill(signal),
    end: async (signal) => {
      if (!isRunning()) return;
      const ended = once(child, 'exit');
      child.ref();
      child.kill(signal);
      await ended;
    },
    output: async () => (await readFile(log, 'utf8')).slice(-SHOWN_OUTPUT),
  };
}
