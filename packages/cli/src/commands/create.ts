import type { Command } from 'commander';
import type { CreateOrder } from '@order-service/sdk';
import type { Context } from '../context.js';
import { orderDetail } from '../display/order-page.js';
import { UsageError } from '../errors.js';
import { parseIdempotencyKey } from '../parse/idempotency-key.js';
import { parseItem, type ItemRequest } from '../parse/item.js';
import { parseMetadata } from '../parse/metadata.js';

interface CreateFlags {
  readonly item?: ItemRequest[];
  readonly metadata?: string[];
  readonly idempotencyKey?: string;
}

const MAX_ITEMS = 100;
const EXAMPLES = `
Examples:
  orders create --item 1:2 --item 7       two of product 1, one of product 7
  orders create                           asks, on a terminal
  orders create --item 7 --metadata channel=phone --idempotency-key call-1138`;

export function define(command: Command, context: Context): void {
  command
    .option('-i, --item <product[:quantity]>', 'what to order; give it again for more', collectItem)
    .option('-m, --metadata <key=value>', 'a note on the order; give it again for more', collect)
    .option('--idempotency-key <key>', 'the same key never places a second order', parseIdempotencyKey)
    .addHelpText('after', EXAMPLES)
    .action((flags: CreateFlags) => run(context, flags));
}

function collectItem(text: string, earlier: readonly ItemRequest[] = []): ItemRequest[] {
  if (earlier.length >= MAX_ITEMS) throw new UsageError(`An order takes at most ${MAX_ITEMS} --item.`);
  return [...earlier, parseItem(text)];
}

function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}

/** The order that the flags describe; its items are undefined where they are still to be asked for. */
export function parse({ item, metadata }: CreateFlags): Partial<CreateOrder> {
  return { ...(item && { items: item }), ...(metadata && { metadata: parseMetadata(metadata) }) };
}

async function run(context: Context, flags: CreateFlags): Promise<void> {
  const { items, ...rest } = parse(flags);
  const client = await context.client();
  const order = await client.orders.create(
    { items: items ?? (await askForItems(context)), ...rest },
    { signal: context.signal, ...(flags.idempotencyKey !== undefined && { idempotencyKey: flags.idempotencyKey }) },
  );
  const output = await context.output();
  await output.one(orderDetail(order));
}

async function askForItems(context: Context): Promise<ItemRequest[]> {
  if (!context.io.canPrompt) {
    throw new UsageError('There is nothing to order.', { hints: ['orders create --item <product>:<quantity>'] });
  }
  const { chooseItems } = await import('../choose-items.js');
  return chooseItems(context);
}
