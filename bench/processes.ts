import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, and memory in pages. */
const TICK_US = 10_000;
const PAGE_BYTES = 4_096;

export interface ProcessFigures {
  readonly parent: number;
  /** User and system time of all its threads, in microseconds. */
  readonly cpuUs: number;
  /** The same for its children that have exited and were waited for. */
  readonly endedChildrenUs: number;
  readonly rssBytes: number;
}

/** Reads /proc; undefined if the process has ended, or on another system. */
export function readProcess(pid: number | 'self'): ProcessFigures | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number); // fields from the third one of proc(5)
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

/** Processor time in microseconds and memory of a process and its children, including exited ones; NaN if not available. */
export function readTree(root: number): Pick<ProcessFigures, 'cpuUs' | 'rssBytes'> {
  const own = readProcess(root);
  if (!own) return { cpuUs: NaN, rssBytes: NaN };
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((figures) => figures?.parent === root);
  return {
    cpuUs: children.reduce((sum, figures) => sum + (figures?.cpuUs ?? 0), own.cpuUs + own.endedChildrenUs),
    rssBytes: children.reduce((sum, figures) => sum + (figures?.rssBytes ?? 0), own.rssBytes),
  };
}

/** Fields of `cpu` in /proc/stat (proc(5)): the fourth and fifth are idle time, the eighth is time of other guests. */
const NOT_BUSY = [3, 4, 7];

/** Processor time of the whole machine since boot, in microseconds; NaN if not available. */
export function cpuOfMachine(): number {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return ticks.reduce((sum, count, field) => (NOT_BUSY.includes(field) ? sum : sum + count), 0) * TICK_US;
  } catch {
    return NaN;
  }
}

export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const START_MS = 60_000;

/**
 * Starts a server program; resolves when its health path responds. SIGTERM ends it; if this process ends, its channel closes
 * and the program exits.
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
  return await ready(child, `http://127.0.0.1:${port}${path}`);
}

/** Starts a server by a command of the shell. `url` is an address of it that answers with 200 when it is ready. */
export async function startCommand(command: string, env: NodeJS.ProcessEnv, url: string): Promise<Server> {
  return await ready(spawn('sh', ['-c', `exec ${command}`], { env, stdio: ['ignore', 'ignore', 'inherit'] }), url);
}

async function ready(child: ChildProcess, url: string): Promise<Server> {
  await untilItAnswers(url, child);
  return {
    url: new URL(url).origin,
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
  throw new Error(`No response from ${url}`);
}
