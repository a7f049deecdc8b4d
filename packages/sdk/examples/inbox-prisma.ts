/**
 * An inbox with Prisma on PostgreSQL: each event is processed once and in the order of its order's versions, in a
 * transaction of its own, however often it is delivered. What `handle` writes with its transaction is committed with the
 * version, or not at all. Your schema has the inbox:
 *
 *   model Inbox {
 *     order_id BigInt @id
 *     version  Int
 *
 *     @@map("inbox")
 *   }
 *
 * and your program receives events into it:
 *
 *   const receive = createInbox(prisma, async (event, transaction) => {
 *     await transaction.notice.create({ data: { order_id: event.data.order_id } });
 *   });
 *   await consumeOrderEvents('amqp://localhost', 'notices', receive);
 *
 * Version 7 of Prisma needs no engine with a driver adapter (`@prisma/adapter-pg`), but `prisma generate` downloads one. Where
 * nothing may be downloaded, set PRISMA_SCHEMA_ENGINE_BINARY to the path of any program, which it does not run.
 */
import { orderedConsumer, type ConsumeOutcome, type OrderedConsumerOptions, type OrderEvent } from '@order-service/sdk';

/** What the inbox needs of a transaction. */
export interface PrismaTransaction {
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
  $queryRaw<Rows>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
}

/** What the inbox needs of a client: your generated `PrismaClient` has it. */
export interface PrismaDatabase<Transaction extends PrismaTransaction> {
  $transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}

/** Returns a function that processes one event. Acknowledge the message after it has resolved. */
export function createInbox<Transaction extends PrismaTransaction>(
  prisma: PrismaDatabase<Transaction>,
  handle: (event: OrderEvent, transaction: Transaction) => Promise<void>,
  options: Pick<OrderedConsumerOptions<Transaction>, 'joinMidway' | 'onGap' | 'onErased'> = {},
): (event: OrderEvent) => Promise<ConsumeOutcome> {
  const consume = orderedConsumer<Transaction>({
    ...options,
    async lastVersion(orderId, transaction) {
      // A row that is not there cannot be locked, so the first event inserts one.
      await transaction.$executeRaw`
        INSERT INTO inbox (order_id, version) VALUES (${orderId}::bigint, 0) ON CONFLICT (order_id) DO NOTHING`;
      const rows = await transaction.$queryRaw<{ version: number }[]>`
        SELECT version FROM inbox WHERE order_id = ${orderId}::bigint FOR UPDATE`;
      return rows[0]?.version;
    },
    async save(event, transaction) {
      await handle(event, transaction);
      const { data, order_version: version } = event;
      await transaction.$executeRaw`UPDATE inbox SET version = ${version} WHERE order_id = ${data.order_id}::bigint`;
    },
  });
  return (event) => prisma.$transaction((transaction) => consume(event, transaction));
}
