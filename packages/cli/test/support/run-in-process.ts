import { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { StandardStreams } from '../../src/terminal/io.js';
import { readEnvironment } from '../../src/session/environment.js';
import { runProgram } from '../../src/program.js';
import type { RunOptions, RunResult } from './run-orders.js';
import type { Sandbox } from './sandbox.js';

/** Properties that a terminal has and a pipe has not. */
interface TerminalProperties {
  readonly isTTY?: true;
  readonly columns?: number;
  readonly rows?: number;
}

const TERMINAL_ROWS = 40;

/**
 * Runs the command line in this process, as `runOrders` does in one of its own, which takes half a second to start. It
 * shows the same but for what only a process has: the launcher, signals, terminals and how its end reaches the shell.
 */
export function runInProcess(sandbox: Sandbox, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return run(sandbox, args, options, {});
}

/** What a command that asks nothing prints on a terminal of so many columns, without a pager unless `env` names one. */
export async function printOnTerminal(
  sandbox: Sandbox,
  args: readonly string[],
  {
    columns,
    rows = TERMINAL_ROWS,
    env = {},
  }: { readonly columns: number; readonly rows?: number; readonly env?: Readonly<Record<string, string>> },
): Promise<{ readonly raw: string; readonly text: string; readonly exitCode: number | null }> {
  const properties = { isTTY: true, columns, rows } as const;
  const { stdout, stderr, exitCode } = await run(sandbox, args, { env: { ORDERS_PAGER: '', ...env } }, properties);
  const raw = stdout + stderr;
  return { raw, text: stripVTControlCharacters(raw), exitCode };
}

async function run(
  sandbox: Sandbox,
  args: readonly string[],
  { env = {}, input = '', signal = new AbortController().signal }: RunOptions,
  terminal: TerminalProperties,
): Promise<RunResult> {
  const [stdout, stderr] = [capture(terminal), capture(terminal)];
  const streams = { stdin: Readable.from([Buffer.from(input)]), stdout: stdout.stream, stderr: stderr.stream };
  const exitCode = await runProgram(args, {
    streams: streams as unknown as StandardStreams,
    environment: readEnvironment(sandbox.environment(env)),
    folder: sandbox.folder,
    signal,
    now: () => new Date(),
    ignoreClosedPipe: () => undefined,
    pagerTakesInterrupts: () => undefined,
  });
  return { stdout: stdout.text(), stderr: stderr.text(), exitCode };
}

function capture(terminal: TerminalProperties): { readonly stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, terminal), text: () => Buffer.concat(chunks).toString('utf8') };
}
