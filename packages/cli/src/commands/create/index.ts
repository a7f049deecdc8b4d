import type { Command } from 'commander';
import { limits, type CreateOrder } from '@order-service/sdk';
import type { CreateManyOptions } from '../../features/bulk/create-many.js';
import { confirmProtected } from '../../features/bulk/confirm-many.js';
import type { Context } from '../../features/context.js';
import { orderDetail } from '../../features/orders/order-page.js';
import { InterruptedError, UsageError } from '../../errors.js';
import { DEFAULT_CONCURRENCY, parseConcurrency } from '../../parse/concurrency.js';
import { parseIdempotencyKey } from '../../parse/idempotency-key.js';
import { parseItem, type ItemRequest } from '../../parse/item.js';
import { parseMetadata } from '../../parse/metadata.js';
import { parseReference } from '../../parse/reference.js';
import { describeServer, isServerNamed } from '../../session/settings.js';

interface CreateFlags {
  readonly item?: ItemRequest[];
  readonly metadata?: string[];
  readonly reference?: string;
  readonly idempotencyKey?: string;
  readonly file?: string;
  readonly batch?: string;
  readonly concurrency?: number;
  readonly failures?: string;
  readonly yes?: boolean;
}

export type CreateOptions =
  | { readonly kind: 'many'; readonly many: CreateManyOptions; readonly yes: boolean }
  | {
      readonly kind: 'one';
      readonly order: Partial<CreateOrder>;
      readonly idempotencyKey: string | undefined;
      readonly yes: boolean;
    };

const EXAMPLES = `
Examples:
  orders create --item 1:2 --item 7       two of product 1, one of product 7
  orders create                           asks, on a terminal
  orders create --item 7 --metadata channel=phone --idempotency-key call-1138
  orders create -f orders.csv
  orders create -f - < orders.ndjson

A CSV file has the columns items (1:2 7), reference, metadata.<key> and
idempotency_key.
A line of NDJSON is {"items": [{"product_id": 1, "quantity": 2}]}. A file whose
lines are not all orders is refused before anything is sent. Each line has an
idempotency key, so that an interrupted run can simply be run again within a
day; --batch <name> places the same lines once more.`;

export function define(command: Command, context: Context): void {
  command
    .option('-i, --item <product[:quantity]>', 'what to order; give it again for more', collectItem)
    .option('-m, --metadata <key=value>', 'a note on the order; give it again for more', collect)
    .option('--reference <text>', "your own number of the order, unique among the user's orders", parseReference)
    .option('--idempotency-key <key>', 'the same key never places a second order', parseIdempotencyKey)
    .option('-f, --file <path>', 'place every order of an NDJSON or CSV file; - is stdin')
    .option('--batch <name>', 'with -f: tells runs of the same lines apart')
    .option(
      '--concurrency <n>',
      `with -f: requests under way at once (default: ${DEFAULT_CONCURRENCY})`,
      parseConcurrency,
    )
    .option('--failures <path>', 'with -f: write what failed, and why, as NDJSON')
    .option('-y, --yes', 'do not ask for a confirmation')
    .addHelpText('after', EXAMPLES)
    .action((flags: CreateFlags) => run(context, parse(flags)));
}

function collectItem(text: string, earlier: readonly ItemRequest[] = []): ItemRequest[] {
  if (earlier.length >= limits.maxLineItems)
    throw new UsageError(`An order takes at most ${limits.maxLineItems} --item.`);
  return [...earlier, parseItem(text)];
}

function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}

/** The orders that the flags describe. `items` is undefined when the command has to prompt for them. */
export function parse({
  item,
  metadata,
  reference,
  idempotencyKey,
  file,
  yes = false,
  ...bulk
}: CreateFlags): CreateOptions {
  if (file === undefined) {
    const stray = Object.keys(bulk)[0];
    if (stray !== undefined) throw new UsageError(`--${stray} belongs to --file.`);
    const order = {
      ...(item && { items: item }),
      ...(reference !== undefined && { reference }),
      ...(metadata && { metadata: parseMetadata(metadata) }),
    };
    return { kind: 'one', order, idempotencyKey, yes };
  }
  if (item ?? metadata ?? reference ?? idempotencyKey) {
    throw new UsageError('--file says what to order: leave out --item, --reference, --metadata and --idempotency-key.');
  }
  const { batch = '', concurrency = DEFAULT_CONCURRENCY, failures } = bulk;
  return { kind: 'many', yes, many: { file, batch, concurrency, failuresFile: failures } };
}

async function run(context: Context, options: CreateOptions): Promise<void> {
  if (options.kind === 'many') {
    const { createMany } = await import('../../features/bulk/create-many.js');
    const change = { action: `Place the orders of ${options.many.file}`, denied: 'Nothing was ordered.' };
    return createMany(context, options.many, async () => {
      const isConfirmed = await confirmProtected(context, { ...change, yes: options.yes });
      if (!isConfirmed) await confirmServer(context, options.yes);
    });
  }
  const { order, idempotencyKey } = options;
  const client = await context.client();
  // Without items, the last question about them names the server.
  if (order.items) await confirmServer(context, options.yes);
  const placed = await client.orders.create(
    { ...order, items: order.items ?? (await askForItems(context)) },
    { signal: context.signal, ...(idempotencyKey !== undefined && { idempotencyKey }) },
  );
  const output = await context.output();
  await output.one(orderDetail(placed));
}

/** Asks on a terminal before anything is ordered from a server that was not named. Throws InterruptedError for a no. */
async function confirmServer(context: Context, yes: boolean): Promise<void> {
  const settings = await context.settings();
  if (yes || isServerNamed(settings)) return;
  if (!context.io.canPrompt) {
    context.io.log(`note: no server was named; this uses ${describeServer(settings)}.`);
    return;
  }
  const prompter = await context.prompter();
  const question = `No server was named. Order from ${describeServer(settings)}?`;
  if (!(await prompter.confirm(question, false))) throw new InterruptedError('Nothing was ordered.');
}

async function askForItems(context: Context): Promise<ItemRequest[]> {
  if (!context.io.canPrompt) {
    throw new UsageError('There is nothing to order.', { hints: ['orders create --item <product>:<quantity>'] });
  }
  const { chooseItems } = await import('./choose-items.js');
  return chooseItems(context);
}
