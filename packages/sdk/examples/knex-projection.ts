/**
 * What every customer has spent, kept in the consumer's own database with Knex. Events arrive at least once; each is
 * processed once, because its version is saved in the transaction that processes it.
 *
 *   const project = createSpendingProjection(knex);
 *   await consumeOrderEvents('amqp://localhost', 'spending', project);
 */
import type { Knex } from 'knex';
import { toMoney, type ConsumeOutcome, type OrderEvent } from '@order-service/sdk';
import { createInbox, createInboxTable } from './inbox-knex.js';

export async function createSpendingTables(knex: Knex): Promise<void> {
  await createInboxTable(knex, 'spending_versions');
  await knex.schema.createTable('spending_orders', (table) => {
    table.bigInteger('order_id').primary();
    table.bigInteger('user_id').notNullable();
    table.decimal('total_amount', 12, 2).notNullable();
    table.text('status').notNullable();
  });
}

/** Handles one event, in a transaction of its own. */
export function createSpendingProjection(knex: Knex): (event: OrderEvent) => Promise<ConsumeOutcome> {
  return createInbox(knex, project, { table: 'spending_versions' });
}

async function project({ event_type: type, data }: OrderEvent, transaction: Knex.Transaction): Promise<void> {
  if (type === 'order.created') {
    const { order_id, user_id, status } = data;
    const total_amount = toMoney(data.total_amount);
    await transaction('spending_orders').insert({ order_id, user_id, status, total_amount });
  } else if (type === 'order.status.updated') {
    await transaction('spending_orders').where({ order_id: data.order_id }).update({ status: data.new_status });
  }
}

/** What a customer has spent on orders that were not cancelled, as a decimal with two places. */
export async function spendingOf(knex: Knex, userId: number): Promise<string> {
  const row: unknown = await knex('spending_orders')
    .where({ user_id: userId })
    .whereNot({ status: 'cancelled' })
    .sum({ total: 'total_amount' })
    .first();
  return (row as { total: string | null }).total ?? '0.00';
}
