import type { ProgramDeps } from './create-context.js';
import { EXIT, type ExitCode } from './exit-codes.js';

const VERSION_WORDS: readonly string[] = ['--version', '-V'];

/**
 * Runs one command line, reports errors on stderr, and returns the exit code. `--version` loads no other modules;
 * bin/orders.cjs prints the root help without this program.
 */
export async function runProgram(args: readonly string[], deps: ProgramDeps): Promise<ExitCode> {
  const [first = '--help', ...rest] = args;
  if (VERSION_WORDS.includes(first)) {
    const { packageVersion } = await import('./version.js');
    deps.streams.stdout.write(`${await packageVersion()}\n`);
    return EXIT.ok;
  }
  const { runCommand } = await import('./command-line.js');
  const exitCode = await runCommand(first === 'help' ? [...rest, '--help'] : [first, ...rest], deps);
  const { streams, environment, now } = deps;
  if (streams.stderr.isTTY && environment.updateNotices && exitCode !== EXIT.interrupted) {
    const [{ packageVersion }, { updateNotice }] = await Promise.all([
      import('./version.js'),
      import('./features/update-notice.js'),
    ]);
    const notice = await updateNotice(environment, await packageVersion(), now());
    if (notice !== undefined) streams.stderr.write(`${notice}\n`);
  }
  return exitCode;
}
