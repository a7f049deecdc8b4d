import { Command, CommanderError } from 'commander';
import { COMMANDS } from './command-list.js';
import { createContext, type ProgramDeps } from './create-context.js';
import { UsageError } from './errors.js';
import type { Context } from './features/context.js';
import { EXIT, EXIT_CODE_MEANINGS, type ExitCode } from './exit-codes.js';
import { parseTimeoutMs } from './parse/timeout.js';
import { parseFormat } from './terminal/format.js';
import type { GlobalOptions } from './features/global-options.js';
import type { CommandLineDescription } from './features/command-description.js';
import { ENVIRONMENT_HELP, GLOBAL_OPTION_HELP as HELP, PRECEDENCE, rootHelp, SUMMARY } from './root-help.js';
import { Pager, PagerClosedError } from './terminal/pager.js';

/** Parses the command line, runs the command, and reports errors on stderr. Returns the exit code. */
export async function runCommand(args: readonly string[], deps: ProgramDeps): Promise<ExitCode> {
  const { streams, environment, pagerTakesInterrupts: onOpen } = deps;
  const pager = new Pager(streams.stdout, { command: environment.pager, environment: environment.variables, onOpen });
  const program = createProgram(deps, pager);
  if (args[0] === COMPLETE) {
    await completeWords(program, args.slice(1), deps, pager);
    return EXIT.ok;
  }
  const error = await Promise.race([parse(program, args), pager.closed]);
  await pager.end();
  if (error === undefined || error instanceof PagerClosedError) return EXIT.ok;
  const { reportError } = await import('./report-error.js');
  return reportError(withHelpOfCommand(program, args, error), deps, program.opts<GlobalOptions>());
}

/** Runs the command that is named. Returns its error, or undefined. */
async function parse(program: Command, args: readonly string[]): Promise<unknown> {
  try {
    await program.parseAsync(withoutHelpOfUnknown(program, args), { from: 'user' });
    return undefined;
  } catch (thrown) {
    return thrown instanceof CommanderError ? usageErrorFrom(thrown) : thrown;
  }
}

/** Commander prints the root help for `nosuch --help`, and ends well; without the option it refuses the command. */
function withoutHelpOfUnknown(program: Command, args: readonly string[]): readonly string[] {
  const [first = '-'] = args;
  if (first.startsWith('-') || program.commands.some((command) => command.name() === first)) return args;
  return [first];
}

/** Adds the help of the command to an error in its arguments. */
function withHelpOfCommand(program: Command, args: readonly string[], error: unknown): unknown {
  if (!(error instanceof UsageError)) return error;
  const name = args.find((word) => program.commands.some((command) => command.name() === word));
  const help = `orders ${name === undefined ? '' : `${name} `}--help`;
  return new UsageError(error.message, { hints: [...error.hints, help], cause: error.cause ?? error });
}

const DEFAULT_HELP_COLUMNS = 80;

/** The command that the completion scripts call. Its arguments are not parsed as options. */
const COMPLETE = '__complete';

async function completeWords(program: Command, words: readonly string[], deps: ProgramDeps, pager: Pager) {
  const { complete } = await import('./features/completion/complete.js');
  const context = contextOf(deps, { color: false, input: false }, pager);
  await complete(context, program, words, (command) => define(command, context));
}

function contextOf(deps: ProgramDeps, options: GlobalOptions, pager: Pager): Context {
  return createContext(deps, options, { pager, describeCommandLine: () => describeCommandLine(deps, pager) });
}

/** Describes every command, from what their help is made of. */
async function describeCommandLine(deps: ProgramDeps, pager: Pager): Promise<CommandLineDescription> {
  const { describeCommand, describeOptions } = await import('./features/command-description.js');
  const program = createProgram(deps, pager);
  const context = contextOf(deps, { color: false, input: false }, pager);
  await Promise.all(program.commands.map((command) => define(command, context)));
  return {
    name: program.name(),
    summary: SUMMARY,
    options: describeOptions(program),
    environment: ENVIRONMENT_HELP.map(([name, meaning]) => ({ name, meaning })),
    exit_codes: EXIT_CODE_MEANINGS.map(([code, meaning]) => ({ code, meaning })),
    notes: PRECEDENCE,
    commands: COMMANDS.flatMap(({ name, changes }) => {
      const command = program.commands.find((each) => each.name() === name);
      return command ? [describeCommand(command, changes)] : [];
    }),
  };
}

function createProgram(deps: ProgramDeps, pager: Pager): Command {
  const program = new Command('orders')
    .option(...HELP.output, parseFormat)
    .option(...HELP.url)
    .option(...HELP.tokenFile)
    .option(...HELP.profile)
    .option(...HELP.catalogueUrl)
    .option(...HELP.timeout, parseTimeoutMs)
    .option(...HELP.raw)
    .option(...HELP.bom)
    .option(...HELP.utc)
    .option(...HELP.noColor)
    .option(...HELP.noInput)
    .option(...HELP.debug)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        pager.begin();
        pager.write(text).catch(() => undefined); // the user has closed the pager
      },
      writeErr: (text) => void deps.streams.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => (deps.streams.stdout.isTTY ? deps.streams.stdout.columns : DEFAULT_HELP_COLUMNS),
      getErrHelpWidth: () => (deps.streams.stderr.isTTY ? deps.streams.stderr.columns : DEFAULT_HELP_COLUMNS),
    });
  program.helpInformation = rootHelp;
  for (const { name, summary } of COMMANDS)
    program.command(name).description(summary).helpOption('-h, --help', 'show help for this command');
  program.hook('preSubcommand', async (_, subcommand) => {
    await define(subcommand, contextOf(deps, program.opts<GlobalOptions>(), pager));
    subcommand.addHelpText('after', '\nOptions for every command, the environment and exit codes: orders --help');
  });
  return program;
}

/** Loads the module of a command, which defines its arguments, options and action. */
async function define(command: Command, context: Context): Promise<void> {
  const module = await COMMANDS.find(({ name }) => name === command.name())?.load();
  module?.define(command, context);
}

/** Commander throws also when it has printed requested help, which is not an error: then returns undefined. */
function usageErrorFrom(error: CommanderError): UsageError | undefined {
  if (error.code === 'commander.helpDisplayed' || (error.code === 'commander.help' && error.exitCode === 0)) {
    return undefined;
  }
  // Commander has printed the help of a command that needs a subcommand.
  if (error.code === 'commander.help') return new UsageError('Name one of these commands.', { cause: error });
  const [message = '', ...suggestions] = error.message.split('\n');
  const text = message.replace(/^error: /, '').replace(/\.$/, '');
  return new UsageError(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`, {
    hints: suggestions.map((line) => line.replace(/^\((.*)\)$/, '$1')),
    cause: error,
  });
}
