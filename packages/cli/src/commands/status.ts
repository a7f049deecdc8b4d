import type { Command } from 'commander';
import { isProblem, type Order, type OrderStatus } from '@order-service/sdk';
import type { Context } from '../context.js';
import { nextSteps, orderDetail } from '../display/order-page.js';
import { STATUS_COLOURS } from '../display/order-text.js';
import { wrap } from '../display/wrap.js';
import { AdvisedError, UsageError } from '../errors.js';
import { parseOrderId } from '../parse/order-id.js';
import { parseStatus } from '../parse/status.js';

interface StatusFlags {
  readonly reason?: string;
}

const MAX_REASON_LENGTH = 500;
const EXAMPLES = `
Examples:
  orders status 42                            shows it; on a terminal, offers where it can go
  orders status 42 confirmed
  orders status 42 cancelled --reason 'The customer changed their mind'`;

export function define(command: Command, context: Context): void {
  command
    .argument('<id>', "the order's id", parseOrderId)
    .argument('[status]', 'where to move it', parseStatus)
    .option('--reason <text>', "why, kept in the order's history", parseReason)
    .addHelpText('after', EXAMPLES)
    .action((orderId: number, status: OrderStatus | undefined, { reason }: StatusFlags) =>
      status === undefined ? show(context, orderId, reason) : move(context, orderId, status, { reason }),
    );
}

/** Reads a reason: 1 to 500 characters. Throws UsageError. */
export function parseReason(text: string): string {
  const length = Array.from(text).length;
  if (length >= 1 && length <= MAX_REASON_LENGTH) return text;
  throw new UsageError(`--reason takes 1 to ${MAX_REASON_LENGTH} characters.`);
}

/** Shows the status; a person may then choose the next one. */
async function show(context: Context, orderId: number, reason: string | undefined): Promise<void> {
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const mayChoose = output.isForPeople && context.io.canPrompt;
  if (reason !== undefined && !mayChoose) {
    throw new UsageError('--reason belongs to a move: name the new status too.', {
      hints: [`orders status ${orderId} cancelled --reason '…'`],
    });
  }
  const order = await client.orders.get(orderId, { signal: context.signal });
  if (!mayChoose || order.allowed_transitions.length === 0) return print(context, order, 'is');
  const prompter = await context.prompter();
  const next = await prompter.choose(`Order ${orderId} is ${order.status}. Where should it go?`, [
    ...order.allowed_transitions.map((status) => ({ name: status, value: status })),
    { name: `leave it ${order.status}`, value: undefined },
  ]);
  // What was chosen was chosen for the version on the screen.
  if (next) await move(context, orderId, next, { reason, ifMatch: order.version });
}

interface MoveOptions {
  readonly reason?: string | undefined;
  readonly ifMatch?: number;
}

async function move(context: Context, orderId: number, status: OrderStatus, options: MoveOptions): Promise<void> {
  const client = await context.client();
  const { reason, ifMatch } = options;
  try {
    const order = await client.orders.updateStatus(orderId, status, {
      signal: context.signal,
      ...(reason !== undefined && { reason }),
      ...(ifMatch !== undefined && { ifMatch }),
    });
    await print(context, order, 'is now');
  } catch (error) {
    throw withNextMoves(error, orderId);
  }
}

/** A refused move tells where the order can go instead; these are the commands for it. */
function withNextMoves(error: unknown, orderId: number): unknown {
  if (!isProblem(error, 'invalid_transition', 'transition_not_permitted', 'version_mismatch')) return error;
  const hints = error.allowed_transitions.map((status) => `orders status ${orderId} ${status}`);
  return new AdvisedError(error.message, {
    hints: hints.length > 0 ? hints : [`orders history ${orderId}`],
    cause: error,
  });
}

/** A sentence for a person, the bare status in rows, the whole order in every other format. */
async function print(context: Context, order: Order, verb: 'is' | 'is now'): Promise<void> {
  const output = await context.output();
  if (output.format === 'tsv') return context.io.out(`${order.status}\n`);
  await output.one({
    ...orderDetail(order),
    page: ({ paint, widthColumns }) => {
      const status = paint(STATUS_COLOURS[order.status], order.status);
      return `${wrap(`Order ${order.id} ${verb} ${status} (${nextSteps(order)}).`, widthColumns).join('\n')}\n`;
    },
  });
}
