import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { FileError } from '../../errors.js';

/** The consumer under test as a process of this command, which can be killed and started again. */
export interface ConsumerProcess {
  /** Starts it, and waits until it listens. Throws FileError. */
  start(): Promise<void>;
  /** Kills it and its children at once, as a crash does, and waits for its end. */
  kill(): Promise<void>;
}

export interface ConsumerProcessOptions {
  /** A command for the shell. */
  readonly command: string;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Where it listens when it is ready; undefined if that cannot be seen. */
  readonly address: { readonly host: string; readonly port: number } | undefined;
  readonly signal: AbortSignal;
}

const READY_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 20;

export function createConsumerProcess(options: ConsumerProcessOptions): ConsumerProcess {
  let child: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();

  async function kill(): Promise<void> {
    const { pid } = child ?? {};
    child = undefined;
    if (pid !== undefined) killGroup(pid);
    await ended;
  }

  options.signal.addEventListener('abort', () => void kill());
  return {
    kill,
    start: async () => {
      if (options.signal.aborted) return;
      const started = spawn(options.command, {
        shell: true,
        detached: process.platform !== 'win32', // a process group of its own, so that its children are killed, too
        cwd: options.folder,
        // What it prints is not a delivery; it goes where messages go.
        stdio: ['ignore', 2, 2],
        env: options.environment,
      });
      child = started;
      ended = once(started, 'exit').catch(() => undefined);
      await untilListening(options, started);
    },
  };
}

async function untilListening(
  { address, command, signal }: ConsumerProcessOptions,
  child: ChildProcess,
): Promise<void> {
  if (!address) return;
  const deadlineMs = performance.now() + READY_TIMEOUT_MS;
  while (!(await accepts(address))) {
    if (signal.aborted) return;
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (hasEnded || performance.now() > deadlineMs) {
      throw new FileError(
        hasEnded
          ? `The consumer ended with ${child.exitCode ?? child.signalCode}: ${command}`
          : `The consumer does not listen on port ${address.port} after ${READY_TIMEOUT_MS / 1_000} s: ${command}`,
      );
    }
    await delay(POLL_INTERVAL_MS);
  }
}

async function accepts(address: { readonly host: string; readonly port: number }): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
