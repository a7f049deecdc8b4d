import { COMMANDS } from './command-list.js';
import { EXIT_CODE_MEANINGS } from './exit-codes.js';

/** The flags and descriptions of the global options. */
export const GLOBAL_OPTION_HELP = {
  output: ['-o, --output <format>', 'table, json, ndjson, csv, tsv, yaml or ids'],
  url: ['--url <url>', 'URL of the order service'],
  tokenFile: ['--token-file <path>', 'read the token from a file'],
  profile: ['--profile <name>', 'use the login stored by `orders login --profile <name>`'],
  catalogueUrl: ['--catalogue-url <url>', 'URL of the product catalogue, for prompts'],
  timeout: ['--timeout <span>', 'give up a request after so long, such as 5s'],
  raw: ['--raw', 'with -o csv: write cells unchanged, for programs'],
  bom: ['--bom', 'with -o csv: write a byte order mark, for spreadsheets'],
  utc: ['--utc', 'read and show times in UTC'],
  noColor: ['--no-color', 'print without colour'],
  noInput: ['--no-input', 'never prompt'],
  debug: ['--debug', 'log requests on stderr, with request ids'],
} as const satisfies Record<string, readonly [string, string]>;

export const ENVIRONMENT_HELP: readonly (readonly [string, string])[] = [
  ['ORDERS_URL', 'as --url'],
  ['ORDERS_TOKEN', 'the token itself'],
  ['ORDERS_PROFILE', 'as --profile'],
  ['ORDERS_CATALOGUE_URL', 'as --catalogue-url'],
  ['NO_COLOR', 'as --no-color'],
  ['ORDERS_PAGER', 'pager of long output, else PAGER; empty for none'],
  ['ORDERS_NO_UPDATE_NOTICE', 'as CI, NO_UPDATE_NOTIFIER: look for no new version'],
  ['HTTPS_PROXY', 'proxy for https: URLs; also HTTP_PROXY, NO_PROXY'],
];

export const SUMMARY = 'Place orders, follow them and move them along.';
export const PRECEDENCE =
  'Precedence of settings: option, environment, profile, the `orders dev` that\n' +
  'runs in this folder or one of its parents, http://localhost:8002.';

/** The text of `orders --help`. It loads no command module. */
export function rootHelp(): string {
  const groups = [...new Set(COMMANDS.map(({ group }) => group))];
  return `${[
    SUMMARY,
    section('Usage', ['orders <command> [options]']),
    ...groups.map((group) =>
      section(group, twoColumns(COMMANDS.filter((entry) => entry.group === group).map((e) => [e.name, e.summary]))),
    ),
    section('Options for every command', [
      ...twoColumns([...Object.values(GLOBAL_OPTION_HELP), ['-h, --help', 'show help for a command, with examples']]),
    ]),
    section('Environment', twoColumns(ENVIRONMENT_HELP)),
    section('Examples', [
      'orders create --item 1:2 --item 7     two of product 1, one of product 7',
      'orders list --status pending --since 2d',
      'orders status 42 confirmed',
      'orders list -o ids | head -1',
    ]),
    section('Exit codes', twoColumns(EXIT_CODE_MEANINGS.map(([code, meaning]) => [String(code), meaning]))),
    PRECEDENCE,
  ].join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
