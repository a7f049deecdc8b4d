import { parseArgs } from 'node:util';
import { isCell, LANES, parseLanes, type LaneRange } from './domain/lane.js';
import { HELP } from './command-line-help.js';
import { parseDuration } from './config/duration.js';
import { MAX_PORT } from './config/environment-variables.js';

export const COMMANDS = ['serve', 'migrate', 'doctor', 'import', 'lanes', 'token', 'dev', 'catalogue'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** The options of `import`. */
export interface ImportOptions {
  readonly dryRun: boolean;
  readonly publish: boolean;
  readonly schema: string;
  /** The column of the other service's orders with the shop's own number of an order; empty for none. */
  readonly referenceColumn: string | undefined;
  /** Path of a CSV file. */
  readonly emails: string | undefined;
  /** Path of the file to write. */
  readonly rejected: string;
}

/** The options of `lanes`. */
export type LaneOptions =
  | { readonly action: 'list' | 'replicate'; readonly cells: string }
  | {
      readonly action: 'move';
      /** Path of the file with the cells. */
      readonly cells: string;
      readonly lanes: LaneRange;
      readonly from: number;
      readonly to: number;
      readonly revert: boolean;
    };

/** The options of `token`. */
export interface TokenOptions {
  readonly userId: number;
  readonly email: string | undefined;
  readonly role: string | undefined;
  readonly expiresInSeconds: number;
}

/** The options of `migrate` but for `--cell`. */
export interface MigrateLine {
  readonly action: 'run' | 'status' | 'dry-run';
  /** The last migration to run. */
  readonly to: string | undefined;
}

export interface CommandLine {
  readonly command: CommandName;
  readonly host: string | undefined;
  readonly port: string | undefined;
  /** Whether `dev` deletes its data when it stops. */
  readonly temporary: boolean;
  /** The number of the cell, for `migrate`. */
  readonly cell?: number;
  /** Present for `migrate` where it does anything else than run everything. */
  readonly migrating?: MigrateLine;
  /** Present for `import`, and for `migrate --adopt-existing`. */
  readonly importing?: ImportOptions;
  /** Present for `lanes`. */
  readonly lanes?: LaneOptions;
  /** Present for `token`. */
  readonly token?: TokenOptions;
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
  const [action, ...more] = rest;
  if (command === 'lanes' ? more.length > 0 : rest.length > 0)
    return invalid(`${command} takes no '${rest.join(' ')}'`);
  const { port, host, temporary = false } = values;
  if (port !== undefined && !isPort(port))
    return invalid(`'--port' takes a whole number from 0 to ${MAX_PORT}, not '${port}'`);
  if (host === '') return invalid(`'--host' takes an address`);
  const isAdopting = command === 'migrate' && values['adopt-existing'] === true;
  const misplaced = COMMAND_OPTIONS.find(
    ([option, of]) =>
      values[option] !== undefined &&
      of !== command &&
      !(isAdopting ? ADOPT_OPTIONS : (FURTHER_OPTIONS[command] ?? [])).includes(option),
  );
  if (misplaced) return invalid(`'--${misplaced[0]}' is for ${misplaced[1]}, not for ${command}`);
  if (values.cell !== undefined && !isCell(values.cell))
    return invalid(`'--cell' takes a whole number from 0 to ${LANES - 1}, not '${values.cell}'`);
  const cell = values.cell === undefined ? {} : { cell: Number(values.cell) };
  const line = { command, host, port, temporary, ...cell };
  if (command === 'migrate') {
    const migrating = migrateOptions(values);
    if (typeof migrating === 'string') return invalid(migrating);
    if (migrating) return { ...line, migrating };
  }
  if (command === 'import' || values['adopt-existing']) return { ...line, importing: importOptions(values) };
  if (command === 'lanes') {
    const lanes = laneOptions(action, values);
    return typeof lanes === 'string' ? invalid(lanes) : { ...line, lanes };
  }
  if (command !== 'token') return line;
  const token = tokenOptions(values);
  return typeof token === 'string' ? invalid(token) : { ...line, token };
}

/** Options that belong to one command. */
const COMMAND_OPTIONS = [
  ['temporary', 'dev'],
  ['adopt-existing', 'migrate'],
  ['cell', 'migrate'],
  ['status', 'migrate'],
  ['cells', 'lanes'],
  ['lanes', 'lanes'],
  ['from', 'lanes'],
  ['to', 'lanes'],
  ['revert', 'lanes'],
  ['dry-run', 'import'],
  ['publish', 'import'],
  ['schema', 'import'],
  ['reference-column', 'import'],
  ['emails', 'import'],
  ['rejected', 'import'],
  ['user', 'token'],
  ['email', 'token'],
  ['role', 'token'],
  ['expires', 'token'],
] as const;

/** Options of `import` that `migrate --adopt-existing` takes, too. */
const ADOPT_OPTIONS: readonly string[] = ['publish', 'reference-column', 'emails', 'rejected'];

/** Options of other commands that a command takes in its own meaning. */
const FURTHER_OPTIONS: Readonly<Partial<Record<CommandName, readonly string[]>>> = { migrate: ['dry-run', 'to'] };

type Values = ReturnType<typeof parse>['values'];

/** Undefined for everything; a sentence for options that exclude each other. */
function migrateOptions(values: Values): MigrateLine | string | undefined {
  const { status = false, 'dry-run': dryRun = false, to, 'adopt-existing': isAdopting = false, cell } = values;
  const given = Object.entries({ status, 'dry-run': dryRun, to: to !== undefined })
    .filter(([, isGiven]) => isGiven)
    .map(([option]) => option);
  const [first, second] = given;
  if (first === undefined) return undefined;
  if (isAdopting) return `'--${first}' does not go with '--adopt-existing'`;
  if (status && second !== undefined) return `'--status' does not go with '--${second}'`;
  if (cell !== undefined && first !== 'to') return `'--${first}' does not go with '--cell'`;
  if (to === '') return "'--to' takes the name of a migration, such as 0001_initial";
  return { action: status ? 'status' : dryRun ? 'dry-run' : 'run', to };
}

function importOptions({ 'dry-run': dryRun = false, publish = false, ...values }: Values): ImportOptions {
  const {
    schema = 'public',
    'reference-column': referenceColumn,
    emails,
    rejected = 'rejected-orders.ndjson',
  } = values;
  return { dryRun, publish, schema, referenceColumn, emails, rejected };
}

/** The options of `lanes`, or the sentence that says what is wrong with them. */
function laneOptions(action: string | undefined, values: Values): LaneOptions | string {
  const { cells = 'cells.json', revert = false, from = '', to = '' } = values;
  if (action === 'list' || action === 'replicate') return { action, cells };
  if (action !== 'move') return 'lanes needs what to do: list, move or replicate';
  const lanes = parseLanes(values.lanes ?? '');
  if (!lanes) return `lanes move needs '--lanes' with a lane, 0 to ${LANES - 1}, or a range such as 16-31`;
  if (!isCell(from) || !isCell(to) || Number(from) === Number(to))
    return "lanes move needs '--from' and '--to' with the numbers of two cells";
  return { action, cells, lanes, from: Number(from), to: Number(to), revert };
}

const MAX_EXPIRES_DIGITS = 6;

/** The options of `token`, or the sentence that says what is wrong with them. */
function tokenOptions({ user = '', email, role, expires = '1h' }: Values): TokenOptions | string {
  if (!/^(0|[1-9]\d{0,14})$/.test(user)) return "token needs '--user' with the number of a user";
  const expiresInSeconds = parseDuration(expires, MAX_EXPIRES_DIGITS);
  if (expiresInSeconds === undefined) return `'--expires' takes a duration such as 45m, 12h or 7d, not '${expires}'`;
  return { userId: Number(user), email, role, expiresInSeconds };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      temporary: { type: 'boolean' },
      'adopt-existing': { type: 'boolean' },
      cell: { type: 'string' },
      status: { type: 'boolean' },
      cells: { type: 'string' },
      lanes: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      revert: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      publish: { type: 'boolean' },
      schema: { type: 'string' },
      'reference-column': { type: 'string' },
      emails: { type: 'string' },
      rejected: { type: 'string' },
      user: { type: 'string' },
      email: { type: 'string' },
      role: { type: 'string' },
      expires: { type: 'string' },
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
