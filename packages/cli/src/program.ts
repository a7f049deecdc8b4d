import type { Surroundings } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';

const HELP_WORDS: readonly string[] = ['--help', '-h', 'help'];
const VERSION_WORDS: readonly string[] = ['--version', '-V'];

/**
 * Runs one command line and returns the exit code; every failure has been told on stderr by then. Help and version
 * come first and load nothing else, because they must come at once.
 */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const [first = '--help', ...rest] = args;
  if (rest.length === 0 && HELP_WORDS.includes(first)) {
    const { rootHelp } = await import('./root-help.js');
    surroundings.streams.stdout.write(rootHelp());
    return EXIT.ok;
  }
  if (VERSION_WORDS.includes(first)) {
    const { packageVersion } = await import('./version.js');
    surroundings.streams.stdout.write(`${await packageVersion()}\n`);
    return EXIT.ok;
  }
  const { runCommand } = await import('./command-line.js');
  return runCommand(first === 'help' ? [...rest, '--help'] : args, surroundings);
}
