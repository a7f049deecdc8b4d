import { connect } from 'amqplib';
import type pg from 'pg';

const EXCHANGE = 'ecommerce_events';
const POLL_MS = 100;
const BATCH = 100;

interface PublishedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: object;
}

export type Publish = (event: PublishedEvent) => Promise<void>;

/** Returns a function that publishes an event to RabbitMQ and resolves when the broker has confirmed it. */
export async function openPublisher(url: string): Promise<Publish> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
  return ({ id, type, data }) =>
    new Promise((resolve, reject) => {
      const body = { event_id: id, event_type: type, timestamp: new Date().toISOString(), data };
      const options = { persistent: true, messageId: id, type, contentType: 'application/json' };
      channel.publish(EXCHANGE, type, Buffer.from(JSON.stringify(body)), options, (error: unknown) => {
        if (error) reject(new Error('The broker rejected a message'));
        else resolve();
      });
    });
}

/** The oldest events of the outbox with their orders. Concurrent relays skip each other's. */
const NEXT = {
  name: 'next',
  text: `
    SELECT q.event_id, q.order_id, q.version, e.type, json_build_object('order_id', o.id, 'user_id', o.user_id,
           'status', e.to_status, 'total_amount', o.total_amount::text, 'items', o.items) AS data
    FROM outbox q JOIN order_events e USING (event_id) JOIN orders o ON o.id = q.order_id
    ORDER BY q.id LIMIT ${BATCH} FOR UPDATE OF q SKIP LOCKED`,
};
const FORGET = { name: 'forget', text: 'DELETE FROM outbox WHERE event_id = ANY ($1::uuid[])' };

/** Polls the outbox, and at once again while there is more than a batch. */
export async function relayOutbox(pool: pg.Pool, publish: Publish): Promise<never> {
  for (;;) {
    const count = await relayBatch(pool, publish);
    if (count < BATCH) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A transaction locks a batch, publishes it, deletes it when all is confirmed, and commits. Returns its size. */
async function relayBatch(pool: pg.Pool, publish: Publish): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ event_id: string; type: string; data: object }>(NEXT);
    await Promise.all(rows.map(({ event_id: id, type, data }) => publish({ id, type, data })));
    if (rows.length > 0) await client.query({ ...FORGET, values: [rows.map(({ event_id }) => event_id)] });
    await client.query('COMMIT');
    return rows.length;
  } finally {
    client.release();
  }
}
