import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, and memory in pages. */
const TICK_US = 10_000;
const PAGE_BYTES = 4_096;

export interface ProcessFigures {
  readonly parent: number;
  /** User and system time of all its threads, in microseconds. */
  readonly cpuUs: number;
  /** The same of its children that have ended and been waited for. */
  readonly endedChildrenUs: number;
  readonly rssBytes: number;
}

/** What Linux knows of a process; undefined when it has ended, or on another system. */
export function readProcess(pid: number | 'self'): ProcessFigures | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number); // from the third one of proc(5)
    const [, parent = 0] = fields;
    const ticks = (field: number) => (fields[field - 3] ?? 0) * TICK_US;
    return {
      parent,
      cpuUs: ticks(14) + ticks(15),
      endedChildrenUs: ticks(16) + ticks(17),
      rssBytes: (fields[24 - 3] ?? 0) * PAGE_BYTES,
    };
  } catch {
    return undefined;
  }
}

/** Processor time of a process and of its children, ended ones too, in microseconds; NaN where it cannot be read. */
export function cpuOfTree(root: number): number {
  const own = readProcess(root);
  if (!own) return NaN;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((figures) => figures?.parent === root);
  return children.reduce((sum, figures) => sum + (figures?.cpuUs ?? 0), own.cpuUs + own.endedChildrenUs);
}

export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const START_MS = 60_000;

/**
 * Runs a program that listens, and resolves when `isReady` says so. It is told to end by SIGTERM; it ends by itself
 * when this process is gone, for its channel closes.
 */
export async function startServerProcess(
  program: string,
  { args = [], env, execArgv = [] }: { args?: readonly string[]; env: NodeJS.ProcessEnv; execArgv?: readonly string[] },
  port: number,
  path: string,
): Promise<Server> {
  const child = fork(program, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(`${url}${path}`, child);
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline;) {
    if (child.exitCode !== null) throw new Error(`A program of the benchmark ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`Nothing answers at ${url}`);
}
