import { parseArgs } from 'node:util';
import { MAX_PORT } from './config/environment-variables.js';

export const COMMANDS = ['serve', 'migrate', 'dev', 'catalogue'] as const;
export type CommandName = (typeof COMMANDS)[number];

export const HELP = `order-service: orders over HTTP, events over RabbitMQ

Usage: order-service [command] [options]

Commands
  serve       serve orders from the database in DATABASE_URL; the default when
              that is set
  migrate     bring the schema of the database up to this version, and end
  dev         run everything in one process, with an embedded PostgreSQL; the
              default when DATABASE_URL is not set
  catalogue   serve sample products over HTTP, in place of a product service

Options
  --port <port>   the port to listen on, 0 for any free one; default: PORT, or
                  8002 (catalogue: 8001)
  --host <host>   the address to listen on; default: HOST, or every address
                  (dev: 127.0.0.1)
  --temporary     dev: delete the orders when the service stops
  -h, --help      print this text
  -v, --version   print the version

Everything else is configured by environment variables: see docs/operations.md.
serve and migrate report all invalid variables together, before they connect.

Exit codes
  0  success, or stopped by one SIGTERM or Ctrl-C after requests have finished
  1  failure, or ended at once by a second signal
  2  invalid command line or configuration; nothing was started
`;

export interface CommandLine {
  readonly command: CommandName;
  readonly host: string | undefined;
  readonly port: string | undefined;
  /** Whether `dev` deletes its data when it stops. */
  readonly temporary: boolean;
}

/** Text to print instead of running a command: help, the version, or (with `failed`) why the command line is invalid. */
export interface CommandLineText {
  readonly text: string;
  readonly failed: boolean;
}

interface CommandLineContext {
  readonly version: string;
  /** Whether a database is configured, which decides the default command. */
  readonly hasDatabase: boolean;
}

/** Returns the command to run, or the text to print instead. */
export function readCommandLine(
  args: readonly string[],
  { version, hasDatabase }: CommandLineContext,
): CommandLine | CommandLineText {
  let parsed;
  try {
    parsed = parse(args);
  } catch (error) {
    // The further sentences explain how to pass a file name that begins with a dash. No command takes a file.
    return invalid((error as Error).message.split(/\.\s/)[0] ?? '');
  }
  const { values, positionals } = parsed;
  const [name = hasDatabase ? 'serve' : 'dev', ...rest] = positionals;
  if (values.help || name === 'help') return { text: HELP, failed: false };
  if (values.version) return { text: `${version}\n`, failed: false };

  const command = COMMANDS.find((candidate) => candidate === name);
  if (!command) return invalid(`There is no command '${name}'. The commands are ${COMMANDS.join(', ')}`);
  if (rest.length > 0) return invalid(`${command} takes no '${rest.join(' ')}'`);
  const { port, host, temporary = false } = values;
  if (port !== undefined && !isPort(port))
    return invalid(`'--port' takes a whole number from 0 to ${MAX_PORT}, not '${port}'`);
  if (host === '') return invalid(`'--host' takes an address`);
  if (temporary && command !== 'dev') return invalid(`'--temporary' is for dev, not for ${command}`);
  return { command, host, port, temporary };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      temporary: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  });
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT;
}

function invalid(sentence: string): CommandLineText {
  return { text: `order-service: ${sentence}.\nTry: order-service --help\n`, failed: true };
}
