import type { Command } from 'commander';
import type { Context } from '../../features/context.js';
import { parseOrderId } from '../../parse/order-id.js';
import { EXPLANATION_COLUMNS, explanationPage } from './explanation-page.js';

const EXAMPLES = `
Examples:
  orders explain 42
  orders explain 42 -o json | jq .waits_for

Shows what the order waits for, who may move it where, its timer, and for each
version when it was committed and what became of its event. What the broker
said, and who skipped an event and why, is shown to operators.`;

export function define(command: Command, context: Context): void {
  command
    .argument('<id>', "the order's id", parseOrderId)
    .addHelpText('after', EXAMPLES)
    .action((orderId: number) => run(context, orderId));
}

async function run(context: Context, orderId: number): Promise<void> {
  context.io.page();
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const explanation = await client.orders.explain(orderId, { signal: context.signal });
  await output.one({
    value: explanation,
    columns: EXPLANATION_COLUMNS,
    id: ({ order }) => String(order.id),
    page: (view) => explanationPage(explanation, view),
  });
}
