import { ORDER_STATUSES } from '@order-service/sdk';
import type { Argument, Command, Option } from 'commander';
import { FORMATS } from '../terminal/format.js';
import { ORDER_COLUMNS } from './orders/order-columns.js';

/** What a command may change. `service`: orders and events; `computer`: files and settings of this computer. */
export type Changes = 'nothing' | 'service' | 'computer';

/** An argument of a command, or the value of an option. */
export interface ValueDescription {
  readonly name: string;
  readonly type: ValueType;
  /** The permitted values; empty if the type says all. */
  readonly choices: readonly string[];
}

export interface ArgumentDescription extends ValueDescription {
  readonly description: string;
  readonly required: boolean;
  /** Whether several may be given. */
  readonly variadic: boolean;
}

export interface OptionDescription {
  /** The long name, such as `--status`. */
  readonly name: string;
  readonly short: string | null;
  readonly description: string;
  readonly required: boolean;
  /** Null for an option that is on or off. */
  readonly value: ValueDescription | null;
}

export interface CommandDescription {
  /** The words after `orders`, such as `outbox retry`. */
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** Null for a command that needs one of its subcommands. */
  readonly changes: Changes | null;
  readonly arguments: readonly ArgumentDescription[];
  readonly options: readonly OptionDescription[];
  /** Examples and notes. */
  readonly notes: string;
  readonly commands: readonly CommandDescription[];
}

/** The whole command line, as `orders commands -o json` prints it. */
export interface CommandLineDescription {
  readonly name: string;
  readonly summary: string;
  /** The options that every command takes. */
  readonly options: readonly OptionDescription[];
  readonly environment: readonly { readonly name: string; readonly meaning: string }[];
  readonly exit_codes: readonly { readonly code: number; readonly meaning: string }[];
  readonly notes: string;
  readonly commands: readonly CommandDescription[];
}

/** The types of values by the names that the help gives them; any other value is a string. */
const VALUE_TYPES = {
  n: 'integer',
  id: 'integer',
  ids: 'integers',
  amount: 'decimal',
  time: 'time',
  span: 'duration',
  path: 'path',
  file: 'path',
  url: 'url',
  'event-id': 'uuid',
} as const;

/** The permitted values, by the names that the help gives to values. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  status: ORDER_STATUSES,
  format: FORMATS,
  names: ORDER_COLUMNS.map(({ name }) => name),
  column: ORDER_COLUMNS.map(({ name }) => name),
};

type ValueType = (typeof VALUE_TYPES)[keyof typeof VALUE_TYPES] | 'string';

/** What a command changes, and its subcommands by name. */
export type ChangesOf = Changes | Readonly<Record<string, Changes>>;

/** Describes a command that has its arguments and options, as its help does. */
export function describeCommand(command: Command, changes: ChangesOf | null, parent = ''): CommandDescription {
  const name = `${parent}${command.name()}`;
  const notes = notesOf(command);
  const changesOf = (subcommand: string): Changes | null =>
    typeof changes === 'object' ? (changes?.[subcommand] ?? null) : changes;
  return {
    name,
    summary: command.description(),
    usage: `orders ${name} ${command.usage()}`,
    changes: typeof changes === 'string' ? changes : null,
    arguments: command.registeredArguments.map(describeArgument),
    options: describeOptions(command),
    notes,
    commands: command.commands.map((each) => describeCommand(each, changesOf(each.name()), `${name} `)),
  };
}

/** The visible options of a command, in the order of its help, without `--help`. */
export function describeOptions({ options }: Command): OptionDescription[] {
  return options
    .filter(({ hidden }) => !hidden)
    .map((option) => ({
      name: option.long ?? option.flags,
      short: option.short ?? null,
      description: option.description,
      required: option.mandatory,
      value: valueOf(option),
    }));
}

function valueOf({ flags, argChoices }: Option): ValueDescription | null {
  const [, name] = /[<[](.+)[>\]]$/.exec(flags) ?? [];
  return name === undefined ? null : describeValue(name, argChoices);
}

function describeArgument(argument: Argument): ArgumentDescription {
  const { description, required, variadic, argChoices } = argument;
  return { ...describeValue(argument.name(), argChoices), description, required, variadic };
}

function describeValue(name: string, choices: readonly string[] = CHOICES[name] ?? []): ValueDescription {
  const type = Object.hasOwn(VALUE_TYPES, name) ? VALUE_TYPES[name as keyof typeof VALUE_TYPES] : 'string';
  return { name, type, choices };
}

/** The text that the help adds behind arguments and options. */
function notesOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help.slice(command.helpInformation().length).trim();
}
