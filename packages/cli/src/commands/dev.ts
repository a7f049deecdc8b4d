import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import { FileError } from '../errors.js';

const SERVER_PACKAGE = '@order-service/server';
const EXAMPLES = `
Runs the whole service with a PostgreSQL of its own and sample products. In
another terminal, in the same folder, orders finds it by itself.

Examples:
  orders dev
  orders dev --port 9002      options go to order-service dev`;

export function define(command: Command, context: Context): void {
  command
    .argument('[options...]', 'options for order-service dev')
    .allowUnknownOption()
    .helpOption('-h, --help', 'explain')
    .addHelpText('after', EXAMPLES)
    .action((args: string[]) => run(context, args));
}

/** Runs the server's program as a child in the same process group, so that Ctrl-C reaches both. */
async function run(context: Context, args: readonly string[]): Promise<void> {
  const program = await findServerProgram(context.folder);
  const child = spawn(process.execPath, [program, 'dev', ...args], { stdio: 'inherit', cwd: context.folder });
  forwardTermination(context, child);
  const [exitCode, signalName] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (exitCode === 0 || context.signal.aborted) return;
  throw new FileError(`order-service dev ended with ${exitCode ?? signalName ?? 'no code'}.`);
}

/** Passes on signals that were sent to this process alone. Ctrl-C on a terminal reaches both processes. */
function forwardTermination({ signal, io }: Context, child: ChildProcess): void {
  signal.addEventListener('abort', () => {
    if (io.stdinIsPiped || signal.reason === 'SIGTERM') child.kill('SIGTERM');
  });
}

/** Path of the server package's program, resolved from this package, or else from the current folder. */
async function findServerProgram(folder: string): Promise<string> {
  for (const from of [import.meta.url, join(folder, 'package.json')]) {
    const manifest = resolveManifest(from);
    if (manifest === undefined) continue;
    const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin?: Record<string, string> };
    const program = bin?.['order-service'];
    if (program !== undefined) return join(dirname(manifest), program);
  }
  throw new FileError(`The package ${SERVER_PACKAGE} is not installed here.`, {
    hints: [`npm install --save-dev ${SERVER_PACKAGE}`],
  });
}

function resolveManifest(from: string): string | undefined {
  try {
    return createRequire(from).resolve(`${SERVER_PACKAGE}/package.json`);
  } catch {
    return undefined;
  }
}
