import { parseArgs } from 'node:util';

export const COMMANDS = ['serve', 'migrate', 'dev', 'catalogue'] as const;
export type CommandName = (typeof COMMANDS)[number];

export const HELP = `order-service: orders over HTTP, events over RabbitMQ

Usage: order-service [command] [options]

Commands
  serve       serves on the database of DATABASE_URL; the default when that is set
  migrate     brings the database's schema up to this version, and ends
  dev         runs everything embedded, with nothing installed; the default when DATABASE_URL is not set
  catalogue   serves sample products over HTTP, in place of a product service

Options
  --port <port>   where to listen; PORT and 8002 otherwise
  --host <host>   the address to bind
  --help          this text
  --version       the version

Everything else is set by environment variables; the README lists them. serve and migrate report all that is wrong at
once, before anything connects.
`;

export interface CommandLine {
  readonly command: CommandName;
  readonly host: string | undefined;
  readonly port: string | undefined;
}

/** Returns what is asked for, or text to print: help, the version, or (with `failed`) what is wrong. */
export function readCommandLine(
  args: readonly string[],
  { version, hasDatabase }: { readonly version: string; readonly hasDatabase: boolean },
): CommandLine | { readonly text: string; readonly failed: boolean } {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
  } catch (error) {
    return { text: `${(error as Error).message}\nTry: order-service --help\n`, failed: true };
  }
  const { values, positionals } = parsed;
  if (values.help) return { text: HELP, failed: false };
  if (values.version) return { text: `${version}\n`, failed: false };

  const [name = hasDatabase ? 'serve' : 'dev', ...rest] = positionals;
  const command = COMMANDS.find((candidate) => candidate === name);
  if (!command || rest.length > 0) {
    const wrong = command ? `${command} takes no ${rest.join(' ')}` : `There is no command ${name}`;
    return { text: `${wrong}. The commands are ${COMMANDS.join(', ')}.\nTry: order-service --help\n`, failed: true };
  }
  return { command, host: values.host, port: values.port };
}
