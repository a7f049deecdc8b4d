import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Step } from '../../src/lanes/moving.js';

const PROGRAM = fileURLToPath(new URL('./lanes-process.ts', import.meta.url));

export interface LanesRun {
  readonly args: readonly string[];
  /** Kills the process when it has done this step. */
  readonly killAt?: Step;
}

export interface LanesResult {
  /** The exit code; null when it was killed. */
  readonly code: number | null;
  readonly output: string;
  /** Undefined when the lanes had been switched before. */
  readonly standstillMs: number | undefined;
}

/** Runs `order-service lanes …` in a process of its own. */
export async function runLanes({ args, killAt }: LanesRun): Promise<LanesResult> {
  const child = fork(PROGRAM, args, {
    env: { PATH: process.env.PATH, ...(killAt && { KILL_AT: killAt }) },
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const [, standstill] = /stood still for (\d+) ms/.exec(output) ?? [];
  return { code, output, standstillMs: standstill === undefined ? undefined : Number(standstill) };
}
