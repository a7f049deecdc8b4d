import type { Command, Option } from 'commander';
import type { Order } from '@order-service/sdk';
import { isStatus } from '../../parse/status.js';
import type { Context } from '../context.js';

/** A completion: a word and its description. */
export interface Candidate {
  readonly word: string;
  readonly meaning: string;
}

/** The position of the cursor: the command, the positional arguments before it, and the option whose value is typed. */
export interface Position {
  readonly program: Command;
  /** Undefined while the command itself is being typed. */
  readonly command: Command | undefined;
  readonly positionals: readonly string[];
  readonly pendingOption: Option | undefined;
  /** The typed part of the word at the cursor. */
  readonly word: string;
}

const MAX_IDS = 50;
const TIMEOUT_MS = 1_500;

/** The completions at the position, also those that do not begin with the typed part. */
export async function findCandidates(context: Context, position: Position): Promise<Candidate[]> {
  const { program, command, pendingOption, word } = position;
  if (pendingOption) return valuesOf(context, pendingOption, word);
  if (word.startsWith('-')) return [...(command?.options ?? []), ...program.options].flatMap(optionWords);
  const commands = (command ?? program).commands;
  if (!command || commands.length > 0)
    return commands.map((each) => ({ word: each.name(), meaning: each.description() }));
  return positionalsOf(context, command, position.positionals);
}

function optionWords({ long, description }: Option): Candidate[] {
  return long ? [{ word: long, meaning: description }] : [];
}

async function valuesOf(context: Context, option: Option, word: string): Promise<Candidate[]> {
  if (option.argChoices) return plain(option.argChoices);
  switch (option.attributeName()) {
    case 'status':
      return continueList(word, plain((await import('@order-service/sdk')).ORDER_STATUSES));
    case 'output':
      return plain((await import('../../terminal/format.js')).FORMATS);
    case 'fields':
      return continueList(word, plain(await orderFields()));
    case 'sort': {
      const dash = word.startsWith('-') ? '-' : '';
      return plain((await orderFields()).map((name) => `${dash}${name}`));
    }
    case 'id':
    case 'order':
      return continueList(word, await recentOrders(context));
    case 'profile':
      return storedProfiles(context);
    default:
      return [];
  }
}

async function orderFields(): Promise<string[]> {
  return (await import('../orders/order-columns.js')).ORDER_COLUMNS.map(({ name }) => name);
}

/** The candidates for the last value of a list with commas, behind the values before it, which are not offered again. */
export function continueList(word: string, candidates: readonly Candidate[]): Candidate[] {
  const before = word.slice(0, word.lastIndexOf(',') + 1);
  const typed = before.split(',');
  return candidates
    .filter((candidate) => !typed.includes(candidate.word))
    .map(({ word: value, meaning }) => ({ word: `${before}${value}`, meaning }));
}

/** The values of the argument at the cursor: its choices, or determined by its name. */
async function positionalsOf(context: Context, command: Command, typed: readonly string[]): Promise<Candidate[]> {
  const known = command.registeredArguments;
  const last = known.at(-1);
  const argument = known[typed.length] ?? (last?.variadic ? last : undefined);
  if (argument?.argChoices) return plain(argument.argChoices);
  switch (argument?.name()) {
    case 'id':
      return recentOrders(context);
    case 'profile':
      return storedProfiles(context);
    case 'event-id':
      return deadLetteredEvents(context, typed);
    case 'id-or-status':
      return idsAndStatuses(context, typed);
    default:
      return [];
  }
}

async function storedProfiles(context: Context): Promise<Candidate[]> {
  const { profiles } = await (await context.profiles()).read();
  return Object.entries(profiles).map(([word, { url }]) => ({ word, meaning: url }));
}

async function recentOrders(context: Context): Promise<Candidate[]> {
  const client = await context.client();
  const { items } = await client.orders.list({ limit: MAX_IDS }, { timeoutMs: TIMEOUT_MS, maxRetries: 0 });
  return items.map(({ id, status, total_amount: total }: Order) => ({
    word: String(id),
    meaning: `${status}, ${total}`,
  }));
}

/** The dead-lettered events that have not been typed yet. */
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

/** Orders that are not named yet; behind the first, the targets of the last one, too. A status is the last word. */
async function idsAndStatuses(context: Context, typed: readonly string[]): Promise<Candidate[]> {
  const last = typed.at(-1);
  if (last === undefined) return recentOrders(context);
  if (isStatus(last)) return [];
  const id = last.split(',').at(-1) ?? last;
  const statuses = await nextStatuses(context, id);
  if (!/^\d+$/.test(id)) return statuses;
  const named = typed.flatMap((word) => word.split(','));
  return [...statuses, ...(await recentOrders(context)).filter(({ word }) => !named.includes(word))];
}

/** The targets of this order; for a list of orders (`-`), the targets to which the caller may move orders. */
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
