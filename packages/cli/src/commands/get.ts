import type { Order } from '@order-service/sdk';
import type { Command } from 'commander';
import type { Context } from '../features/context.js';
import { orderDetail } from '../features/orders/order-page.js';
import { membersOf, parseFields } from '../features/orders/parse-fields.js';
import type { Column } from '../render/column.js';
import { parseOrderId } from '../parse/order-id.js';

const EXAMPLES = `
Examples:
  orders get 42
  orders get 42 -o json | jq .items
  orders get 42 -o csv --fields id,status,total_amount`;

export function define(command: Command, context: Context): void {
  command
    .argument('<id>', "the order's id", parseOrderId)
    .option('--fields <names>', 'only these, as in orders list', parseFields)
    .addHelpText('after', EXAMPLES)
    .action((orderId: number, { fields }: { fields?: Column<Order>[] }) => run(context, orderId, fields));
}

async function run(context: Context, orderId: number, fields: Column<Order>[] | undefined): Promise<void> {
  context.io.page();
  const [output, client] = await Promise.all([context.output(), context.client()]);
  const detail = orderDetail(await client.orders.get(orderId, { signal: context.signal }));
  if (!fields) return output.one(detail);
  const { value, id } = detail;
  const chosen = { columns: fields, document: membersOf(fields), id };
  if (output.isForPeople) await output.list({ ...detail, ...chosen, rows: [value], empty: '' });
  else await output.one({ ...detail, ...chosen });
}
