import { COMMANDS } from './command-list.js';
import { EXIT_CODE_MEANINGS } from './exit-codes.js';

/** The global options as help shows them; command-line.ts gives them to commander. */
export const GLOBAL_OPTION_HELP = {
  output: ['-o, --output <format>', 'table, json, ndjson, csv, tsv, yaml or ids'],
  url: ['--url <url>', 'where the order service is'],
  tokenFile: ['--token-file <path>', 'read the token from a file'],
  profile: ['--profile <name>', 'use what `orders login --profile <name>` stored'],
  catalogueUrl: ['--catalogue-url <url>', 'where the product catalogue is, for prompts'],
  raw: ['--raw', 'with -o csv: cells as they are, for programs'],
  bom: ['--bom', 'with -o csv: begin with a byte order mark, for spreadsheets'],
  utc: ['--utc', 'read and show times in UTC'],
  noColor: ['--no-color', 'print without colour'],
  noInput: ['--no-input', 'never ask anything'],
  debug: ['--debug', 'report on stderr what is sent, with request ids'],
} as const satisfies Record<string, readonly [string, string]>;

const ENVIRONMENT_HELP: readonly (readonly [string, string])[] = [
  ['ORDERS_URL', 'as --url'],
  ['ORDERS_TOKEN', 'the token itself'],
  ['ORDERS_PROFILE', 'as --profile'],
  ['ORDERS_CATALOGUE_URL', 'as --catalogue-url'],
  ['NO_COLOR', 'as --no-color'],
];

/** What `orders --help` prints. It needs no command to be loaded, so it comes at once. */
export function rootHelp(): string {
  const groups = [...new Set(COMMANDS.map(({ group }) => group))];
  return `${[
    'Place orders, follow them and move them along.',
    section('Usage', ['orders <command> [options]']),
    ...groups.map((group) =>
      section(group, twoColumns(COMMANDS.filter((entry) => entry.group === group).map((e) => [e.name, e.summary]))),
    ),
    section('Options for every command', [
      ...twoColumns([...Object.values(GLOBAL_OPTION_HELP), ['-h, --help', 'explain a command, with examples']]),
    ]),
    section('Environment', twoColumns(ENVIRONMENT_HELP)),
    section('Examples', [
      'orders create --item 1:2 --item 7     two of product 1, one of product 7',
      'orders list --status pending --since 2d',
      'orders status 42 confirmed',
      'orders list -o ids | head -1',
    ]),
    section('Exit codes', twoColumns(EXIT_CODE_MEANINGS.map(([code, meaning]) => [String(code), meaning]))),
    [
      'A setting is taken from its option, else the environment, else the profile,',
      'else the `orders dev` that runs in this folder or one above it, else',
      'http://localhost:8002.',
    ].join('\n'),
  ].join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
