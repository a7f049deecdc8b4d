import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { LAUNCHER, type Sandbox } from './sandbox.js';

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped into it; nothing, and an end, if absent. */
  readonly input?: string;
  /** In this process: what Ctrl-C aborts. */
  readonly signal?: AbortSignal;
}

const RUN_TIMEOUT_MS = 20_000;

/** Runs the command line as a process with pipes for all its streams. */
export async function runOrders(
  sandbox: Sandbox,
  args: readonly string[],
  { env, input = '' }: RunOptions = {},
): Promise<RunResult> {
  const child = startOrders(sandbox, args, env);
  child.stdin?.end(input);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, exitCode };
}

/** Runs `orders <commandLine>` by a shell, for redirections. */
export async function runShell(
  sandbox: Sandbox,
  commandLine: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const child = spawn('sh', ['-c', `'${process.execPath}' '${LAUNCHER}' ${commandLine}`], {
    cwd: sandbox.folder,
    env: sandbox.environment(env),
    timeout: RUN_TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, exitCode };
}

/** Starts the command line and leaves its streams to the test. */
export function startOrders(
  sandbox: Sandbox,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  timeoutMs = RUN_TIMEOUT_MS,
): ChildProcess {
  return spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: sandbox.folder,
    env: sandbox.environment(env),
    timeout: timeoutMs,
    stdio: 'pipe',
  });
}
