import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import { orderDetail } from '../features/orders/order-page.js';
import { parseOrderId } from '../parse/order-id.js';

const EXAMPLES = `
Examples:
  orders get 42
  orders get 42 -o json | jq .items`;

export function define(command: Command, context: Context): void {
  command
    .argument('<id>', "the order's id", parseOrderId)
    .addHelpText('after', EXAMPLES)
    .action((orderId: number) => run(context, orderId));
}

async function run(context: Context, orderId: number): Promise<void> {
  const [output, client] = await Promise.all([context.output(), context.client()]);
  await output.one(orderDetail(await client.orders.get(orderId, { signal: context.signal })));
}
