/**
 * An inbox with pg: each event is processed once and in the order of its order's versions, in a transaction of its own,
 * however often it is delivered. What `handle` writes with its connection is committed with the version, or not at all.
 *
 *   await createInboxTable(pool);
 *   const receive = createInbox(pool, async (event, connection) => {
 *     await connection.query('INSERT INTO notices (order_id) VALUES ($1)', [event.data.order_id]);
 *   });
 *   await consumeOrderEvents('amqp://localhost', 'notices', receive);
 */
import type { Pool, PoolClient } from 'pg';
import { orderedConsumer, type ConsumeOutcome, type OrderedConsumerOptions, type OrderEvent } from '@order-service/sdk';

export async function createInboxTable(pool: Pool): Promise<void> {
  await pool.query('CREATE TABLE inbox (order_id bigint PRIMARY KEY, version integer NOT NULL)');
}

/** Returns a function that processes one event. Acknowledge the message after it has resolved. */
export function createInbox(
  pool: Pool,
  handle: (event: OrderEvent, connection: PoolClient) => Promise<void>,
  options: Pick<OrderedConsumerOptions<PoolClient>, 'joinMidway' | 'onGap' | 'onErased'> = {},
): (event: OrderEvent) => Promise<ConsumeOutcome> {
  const consume = orderedConsumer<PoolClient>({
    ...options,
    async lastVersion(orderId, connection) {
      // A row that is not there cannot be locked, so the first event inserts one.
      await connection.query('INSERT INTO inbox VALUES ($1, 0) ON CONFLICT (order_id) DO NOTHING', [orderId]);
      const select = 'SELECT version FROM inbox WHERE order_id = $1 FOR UPDATE';
      const { rows } = await connection.query<{ version: number }>(select, [orderId]);
      return rows[0]?.version;
    },
    async save(event, connection) {
      await handle(event, connection);
      const { data, order_version: version } = event;
      await connection.query('UPDATE inbox SET version = $2 WHERE order_id = $1', [data.order_id, version]);
    },
  });
  return (event) => inTransaction(pool, (connection) => consume(event, connection));
}

async function inTransaction<T>(pool: Pool, work: (connection: PoolClient) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error; // The connection was cut while no query was running.
  };
  connection.on('error', onError);
  try {
    await connection.query('BEGIN');
    const result = await work(connection);
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch((reason: unknown) => {
      broken = reason as Error;
    });
    throw error;
  } finally {
    connection.off('error', onError);
    connection.release(broken); // A broken connection is closed instead of kept.
  }
}
