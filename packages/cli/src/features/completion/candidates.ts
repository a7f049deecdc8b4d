import type { Command, Option } from 'commander';
import type { Order } from '@order-service/sdk';
import type { Context } from '../context.js';

/** A word that could stand where the cursor is, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly meaning: string;
}

/** Where the cursor is: in which command, after which positional words, and behind which option that takes a value. */
export interface Position {
  readonly program: Command;
  /** Undefined while the command itself is being typed. */
  readonly command: Command | undefined;
  readonly positionals: readonly string[];
  readonly pendingOption: Option | undefined;
  /** What has been typed of the word so far. */
  readonly word: string;
}

const MAX_IDS = 50;
const TIMEOUT_MS = 1_500;

/** All that could stand there; the shell, too, drops what does not begin like the word. */
export async function findCandidates(context: Context, position: Position): Promise<Candidate[]> {
  const { program, command, pendingOption, word } = position;
  if (pendingOption) return valuesOf(context, pendingOption);
  if (word.startsWith('-')) return [...(command?.options ?? []), ...program.options].flatMap(optionWords);
  const commands = (command ?? program).commands;
  if (!command || commands.length > 0)
    return commands.map((each) => ({ word: each.name(), meaning: each.description() }));
  return positionalsOf(context, command, position.positionals);
}

function optionWords({ long, description }: Option): Candidate[] {
  return long ? [{ word: long, meaning: description }] : [];
}

async function valuesOf(context: Context, option: Option): Promise<Candidate[]> {
  if (option.argChoices) return plain(option.argChoices);
  switch (option.attributeName()) {
    case 'status':
      return plain((await import('@order-service/sdk')).ORDER_STATUSES);
    case 'output':
      return plain((await import('../../terminal/format.js')).FORMATS);
    case 'columns':
    case 'sort':
      return plain((await import('../orders/order-columns.js')).ORDER_COLUMNS.map(({ name }) => name));
    case 'profile': {
      const { profiles } = await (await context.profiles()).read();
      return Object.entries(profiles).map(([word, { url }]) => ({ word, meaning: url }));
    }
    case 'order':
      return recentOrders(context);
    default:
      return [];
  }
}

/** What the argument at the cursor may be: its choices, or what its name says it is. */
async function positionalsOf(context: Context, command: Command, typed: readonly string[]): Promise<Candidate[]> {
  const known = command.registeredArguments;
  const last = known.at(-1);
  const argument = known[typed.length] ?? (last?.variadic ? last : undefined);
  if (argument?.argChoices) return plain(argument.argChoices);
  switch (argument?.name()) {
    case 'id':
      return recentOrders(context);
    case 'event-id':
      return deadLetteredEvents(context, typed);
    case 'status':
      return nextStatuses(context, typed[0] ?? '');
    default:
      return [];
  }
}

async function recentOrders(context: Context): Promise<Candidate[]> {
  const client = await context.client();
  const { items } = await client.orders.list({ limit: MAX_IDS }, { timeoutMs: TIMEOUT_MS, maxRetries: 0 });
  return items.map(({ id, status, total_amount: total }: Order) => ({
    word: String(id),
    meaning: `${status}, ${total}`,
  }));
}

/** Those that have not been typed yet. */
async function deadLetteredEvents(context: Context, typed: readonly string[]): Promise<Candidate[]> {
  const client = await context.client();
  const { items } = await client.outbox.list({ limit: MAX_IDS }, { timeoutMs: TIMEOUT_MS, maxRetries: 0 });
  return items
    .filter(({ event_id: id }) => !typed.includes(id))
    .map(({ event_id: word, order_id: order, order_version: version }) => ({
      word,
      meaning: `version ${version} of order ${order}`,
    }));
}

/** Where this very order can go; of several (`-`), where the caller may move orders at all. */
async function nextStatuses(context: Context, id: string): Promise<Candidate[]> {
  const client = await context.client();
  const options = { timeoutMs: TIMEOUT_MS, maxRetries: 0 };
  if (!/^\d+$/.test(id)) return plain((await client.me(options)).order_transitions);
  const order = await client.orders.get(Number(id), options);
  return order.allowed_transitions.map((word) => ({ word, meaning: `from ${order.status}` }));
}

function plain(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word, meaning: '' }));
}
