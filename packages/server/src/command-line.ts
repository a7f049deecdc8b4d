import { parseArgs } from 'node:util';

export const COMMANDS = ['serve', 'migrate', 'dev', 'catalogue'] as const;
export type CommandName = (typeof COMMANDS)[number];

export const HELP = `order-service: orders over HTTP, events over RabbitMQ

Usage: order-service [command] [options]

Commands
  serve       serves on the database of DATABASE_URL; the default when it is set
  migrate     brings the database's schema up to this version, and ends
  dev         runs everything embedded, with nothing installed; the default when
              DATABASE_URL is not set
  catalogue   serves sample products over HTTP, in place of a product service

Options
  --port <port>   where to listen, 0 for any free port; otherwise PORT, or 8002
                  (catalogue: 8001)
  --host <host>   the address to bind; otherwise HOST, or all of them
                  (dev: 127.0.0.1)
  --temporary     dev: the orders go when the service stops
  -h, --help      this text
  -v, --version   the version

Everything else is set by environment variables; the README lists them. serve
and migrate report all that is wrong at once, before anything connects.

Exit codes
  0  done, or stopped as asked: the first SIGTERM or Ctrl-C lets requests finish
  1  failed, or stopped without waiting by a second signal
  2  the command line or the configuration is not right; nothing was started
`;

export interface CommandLine {
  readonly command: CommandName;
  readonly host: string | undefined;
  readonly port: string | undefined;
  /** Whether `dev` keeps nothing. */
  readonly temporary: boolean;
}

/** Text to print in place of running a command: help, the version, or (with `failed`) what is wrong. */
export interface Answer {
  readonly text: string;
  readonly failed: boolean;
}

interface Known {
  readonly version: string;
  /** Whether a database is configured, which decides what no command means. */
  readonly hasDatabase: boolean;
}

/** Returns what is asked for, or what to answer instead. */
export function readCommandLine(args: readonly string[], { version, hasDatabase }: Known): CommandLine | Answer {
  let parsed;
  try {
    parsed = parse(args);
  } catch (error) {
    // What follows the first sentence explains how to pass a file whose name begins with a dash.
    return mistake((error as Error).message.split(/\.\s/)[0] ?? '');
  }
  const { values, positionals } = parsed;
  const [name = hasDatabase ? 'serve' : 'dev', ...rest] = positionals;
  if (values.help || name === 'help') return { text: HELP, failed: false };
  if (values.version) return { text: `${version}\n`, failed: false };

  const command = COMMANDS.find((candidate) => candidate === name);
  if (!command) return mistake(`There is no command '${name}'. The commands are ${COMMANDS.join(', ')}`);
  if (rest.length > 0) return mistake(`${command} takes no '${rest.join(' ')}'`);
  const { port, host, temporary = false } = values;
  if (port !== undefined && !isPort(port))
    return mistake(`'--port' takes a whole number from 0 to 65535, not '${port}'`);
  if (host === '') return mistake(`'--host' takes an address`);
  if (temporary && command !== 'dev') return mistake(`'--temporary' is for dev, not for ${command}`);
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
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function mistake(sentence: string): Answer {
  return { text: `order-service: ${sentence}.\nTry: order-service --help\n`, failed: true };
}
