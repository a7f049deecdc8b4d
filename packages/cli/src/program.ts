import type { Surroundings } from './create-context.js';
import { EXIT, type ExitCode } from './exit-codes.js';

const VERSION_WORDS: readonly string[] = ['--version', '-V'];

/**
 * Runs one command line and returns the exit code; every failure has been told on stderr by then. The version comes first
 * and loads nothing else; help on the whole comes from bin/orders.cjs, sooner still.
 */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const [first = '--help', ...rest] = args;
  if (VERSION_WORDS.includes(first)) {
    const { packageVersion } = await import('./version.js');
    surroundings.streams.stdout.write(`${await packageVersion()}\n`);
    return EXIT.ok;
  }
  const { runCommand } = await import('./command-line.js');
  return runCommand(first === 'help' ? [...rest, '--help'] : [first, ...rest], surroundings);
}
