import { Readable, Writable } from 'node:stream';
import type { StandardStreams } from '../../src/terminal/io.js';
import { readEnvironment } from '../../src/session/environment.js';
import { runProgram } from '../../src/program.js';
import type { RunOptions, RunResult } from './run-orders.js';
import type { Sandbox } from './sandbox.js';

/**
 * Runs the command line in this process, as `runOrders` does in one of its own, which takes half a second to start. It
 * shows the same but for what only a process has: the launcher, signals, terminals and how its end reaches the shell.
 */
export async function runInProcess(
  sandbox: Sandbox,
  args: readonly string[],
  { env = {}, input = '' }: RunOptions = {},
): Promise<RunResult> {
  const [stdout, stderr] = [capture(), capture()];
  const streams = { stdin: Readable.from([Buffer.from(input)]), stdout: stdout.stream, stderr: stderr.stream };
  const exitCode = await runProgram(args, {
    streams: streams as unknown as StandardStreams,
    environment: readEnvironment(sandbox.environment(env)),
    folder: sandbox.folder,
    signal: new AbortController().signal,
    now: () => new Date(),
    ignoreClosedPipe: () => undefined,
  });
  return { stdout: stdout.text(), stderr: stderr.text(), exitCode };
}

function capture(): { readonly stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
