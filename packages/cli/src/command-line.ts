import { Command, CommanderError } from 'commander';
import { COMMANDS } from './command-list.js';
import { createContext, type Surroundings } from './create-context.js';
import { UsageError } from './errors.js';
import type { Context } from './features/context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { parseFormat } from './terminal/format.js';
import type { GlobalOptions } from './features/global-options.js';
import { GLOBAL_OPTION_HELP as HELP, rootHelp } from './root-help.js';

/** Parses the command line, runs the command it names, and reports on stderr what went wrong. Returns the exit code. */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const program = createProgram(surroundings);
  if (args[0] === COMPLETE) return completeWords(program, args.slice(1), surroundings);
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? usageErrorFrom(thrown) : thrown;
    if (error === undefined) return EXIT.ok;
    const { reportError } = await import('./report-error.js');
    return reportError(error, surroundings, program.opts<GlobalOptions>());
  }
}

/** What the scripts of `orders completion` call; its words are not to be parsed as options of its own. */
const COMPLETE = '__complete';

async function completeWords(
  program: Command,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { complete } = await import('./features/completion/complete.js');
  const context = createContext(surroundings, { color: false, input: false });
  await complete(context, program, words, (command) => define(command, context));
  return EXIT.ok;
}

function createProgram(surroundings: Surroundings): Command {
  const program = new Command('orders')
    .option(...HELP.output, parseFormat)
    .option(...HELP.url)
    .option(...HELP.tokenFile)
    .option(...HELP.profile)
    .option(...HELP.catalogueUrl)
    .option(...HELP.raw)
    .option(...HELP.bom)
    .option(...HELP.utc)
    .option(...HELP.noColor)
    .option(...HELP.noInput)
    .option(...HELP.debug)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  program.helpInformation = rootHelp;
  for (const { name, summary } of COMMANDS)
    program.command(name).description(summary).helpOption('-h, --help', 'explain this command');
  program.hook('preSubcommand', async (_, subcommand) => {
    await define(subcommand, createContext(surroundings, program.opts<GlobalOptions>()));
    subcommand.addHelpText('after', '\nOptions for every command, the environment and exit codes: orders --help');
  });
  return program;
}

/** Loads a command's file, which gives it its arguments, options and action. */
async function define(command: Command, context: Context): Promise<void> {
  const module = await COMMANDS.find(({ name }) => name === command.name())?.load();
  module?.define(command, context);
}

/** Commander throws for help that was asked for, too: that is no error. */
function usageErrorFrom(error: CommanderError): UsageError | undefined {
  if (error.code === 'commander.helpDisplayed' || (error.code === 'commander.help' && error.exitCode === 0)) {
    return undefined;
  }
  // Commander has printed the help of a command that needs another word behind it.
  if (error.code === 'commander.help') return new UsageError('Name one of these commands.', { cause: error });
  const [message = '', ...suggestions] = error.message.split('\n');
  const text = message.replace(/^error: /, '').replace(/\.$/, '');
  return new UsageError(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`, {
    hints: [...suggestions.map((line) => line.replace(/^\((.*)\)$/, '$1')), 'orders --help'],
    cause: error,
  });
}
