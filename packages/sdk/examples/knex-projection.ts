/**
 * What every customer has spent, kept in the consumer's own database with Knex. Events arrive at least once; each is
 * processed once, because its version is saved in the transaction that processes it.
 *
 *   const project = createSpendingProjection(knex);
 *   await consumeOrderEvents('amqp://localhost', 'spending', project);
 */
import type { Knex } from 'knex';
import { orderedConsumer, toMoney, type ConsumeOutcome, type OrderEvent } from '@order-service/sdk';

export async function createSpendingTables(knex: Knex): Promise<void> {
  await knex.schema.createTable('spending_versions', (table) => {
    table.bigInteger('order_id').primary();
    table.integer('version').notNullable();
  });
  await knex.schema.createTable('spending_orders', (table) => {
    table.bigInteger('order_id').primary();
    table.bigInteger('user_id').notNullable();
    table.decimal('total_amount', 12, 2).notNullable();
    table.text('status').notNullable();
  });
}

/** Handles one event, in a transaction of its own. */
export function createSpendingProjection(knex: Knex): (event: OrderEvent) => Promise<ConsumeOutcome> {
  const consume = orderedConsumer<Knex.Transaction>({
    async lastVersion(orderId, transaction) {
      const versions = transaction<{ order_id: number; version: number }>('spending_versions');
      // A row that is not there cannot be locked, so the first event inserts one.
      await versions.clone().insert({ order_id: orderId, version: 0 }).onConflict('order_id').ignore();
      return (await versions.where({ order_id: orderId }).forUpdate().first('version'))?.version;
    },

    async save({ event_type: type, order_version: version, data }, transaction) {
      if (type === 'order.created') {
        const { order_id, user_id, status } = data;
        await transaction('spending_orders').insert({
          order_id,
          user_id,
          status,
          total_amount: toMoney(data.total_amount),
        });
      } else if (type === 'order.status.updated') {
        await transaction('spending_orders').where({ order_id: data.order_id }).update({ status: data.new_status });
      }
      await transaction('spending_versions').where({ order_id: data.order_id }).update({ version });
    },
  });

  return (event) => knex.transaction((transaction) => consume(event, transaction));
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
