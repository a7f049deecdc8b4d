/**
 * An inbox with Knex: each event is processed once and in the order of its order's versions, in a transaction of its own,
 * however often it is delivered. What `handle` writes in its transaction is committed with the version, or not at all.
 *
 *   await createInboxTable(knex);
 *   const receive = createInbox(knex, async (event, transaction) => {
 *     await transaction('notices').insert({ order_id: event.data.order_id });
 *   });
 *   await consumeOrderEvents('amqp://localhost', 'notices', receive);
 */
import type { Knex } from 'knex';
import { orderedConsumer, type ConsumeOutcome, type OrderedConsumerOptions, type OrderEvent } from '@order-service/sdk';

export async function createInboxTable(knex: Knex, name = 'inbox'): Promise<void> {
  await knex.schema.createTable(name, (table) => {
    table.bigInteger('order_id').primary();
    table.integer('version').notNullable();
  });
}

export interface InboxOptions extends Pick<
  OrderedConsumerOptions<Knex.Transaction>,
  'joinMidway' | 'onGap' | 'onErased'
> {
  /** The table of the inbox. */
  readonly table?: string;
}

/** Returns a function that processes one event. Acknowledge the message after it has resolved. */
export function createInbox(
  knex: Knex,
  handle: (event: OrderEvent, transaction: Knex.Transaction) => Promise<void>,
  { table = 'inbox', ...options }: InboxOptions = {},
): (event: OrderEvent) => Promise<ConsumeOutcome> {
  const consume = orderedConsumer<Knex.Transaction>({
    ...options,
    async lastVersion(orderId, transaction) {
      const rows = transaction<{ order_id: number; version: number }>(table);
      // A row that is not there cannot be locked, so the first event inserts one.
      await rows.clone().insert({ order_id: orderId, version: 0 }).onConflict('order_id').ignore();
      return (await rows.where({ order_id: orderId }).forUpdate().first('version'))?.version;
    },
    async save(event, transaction) {
      await handle(event, transaction);
      const { data, order_version: version } = event;
      await transaction(table).where({ order_id: data.order_id }).update({ version });
    },
  });
  return (event) => knex.transaction((transaction) => consume(event, transaction));
}
