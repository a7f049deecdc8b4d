import { createSecretKey, randomUUID } from 'node:crypto';
import { Agent, get } from 'node:http';
import Fastify, { type FastifyRequest } from 'fastify';
import jsonwebtoken from 'jsonwebtoken';
import pg from 'pg';
import { openPublisher, relayOutbox, type Publish } from './publishing.js';
import { peerStatements } from './statements.js';

/**
 * The peer: a careful implementation with Fastify and pg. It uses the same tables and commits the same rows, with a pool of 8
 * connections, one named statement per request, concurrent product look-ups over keep-alive connections, tokens verified with
 * a KeyObject (not cached), schema validation, and Fastify's log, because the service logs too.
 *
 * PUBLISHING says what becomes of events: `none`, they stay in the outbox; `after-commit`, there is no outbox, and a request
 * is answered when the broker has confirmed its event; `outbox`, a relay in this process polls it.
 */
const {
  PORT,
  DATABASE_URL,
  SECRET_KEY = '',
  PRODUCT_SERVICE_URL,
  PUBLISHING = 'none',
  RABBITMQ_URL = '',
} = process.env;

const POOL_SIZE = 8;
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: POOL_SIZE });
const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'lifo' });
const key = createSecretKey(Buffer.from(SECRET_KEY));
const SQL = peerStatements({ withOutbox: PUBLISHING !== 'after-commit' });
const publish = PUBLISHING === 'none' ? undefined : await openPublisher(RABBITMQ_URL);
const publishNow: Publish | undefined = PUBLISHING === 'after-commit' ? publish : undefined;
if (publish && PUBLISHING === 'outbox') {
  const relayPool = new pg.Pool({ connectionString: DATABASE_URL, max: 1 });
  void relayOutbox(relayPool, publish);
}

interface Claims {
  readonly sub: string;
  readonly email: string;
  readonly role?: string;
}

interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: string;
  readonly stock_quantity: number;
  readonly is_active: boolean;
}

interface CreateBody {
  readonly items: readonly { product_id: number; quantity: number }[];
  readonly metadata?: Record<string, string>;
}

function callerOf(request: FastifyRequest): { userId: number; email: string; operator: boolean } {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  const claims = jsonwebtoken.verify(token, key, { algorithms: ['HS256'] }) as unknown as Claims;
  return { userId: Number(claims.sub), email: claims.email, operator: claims.role === 'operator' };
}

function lookUp(productId: number): Promise<Product> {
  return new Promise((resolve, reject) => {
    get(`${PRODUCT_SERVICE_URL}/api/v1/products/${productId}`, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as Product));
    }).on('error', reject);
  });
}

const money = (cents: number): string => (cents / 100).toFixed(2);
const cents = (amount: string): number => Math.round(Number(amount) * 100);

const positive = { type: 'integer', minimum: 1 } as const;
const createSchema = {
  body: {
    type: 'object',
    required: ['items'],
    properties: {
      items: {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        items: {
          type: 'object',
          required: ['product_id', 'quantity'],
          properties: { product_id: positive, quantity: positive },
        },
      },
      metadata: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
};

const app = Fastify({ logger: true });

app.post<{ Body: CreateBody }>('/api/v1/orders', { schema: createSchema }, async (request, reply) => {
  const caller = callerOf(request);
  const { items, metadata = {} } = request.body;
  const products = await Promise.all(items.map((item) => lookUp(item.product_id)));
  const lines = items.map(({ quantity }, index) => {
    const product = products[index]!;
    if (!product.is_active || product.stock_quantity < quantity) throw new Error('cannot be had');
    const price = cents(product.price);
    return {
      product_id: product.id,
      product_name: product.name,
      product_price: money(price),
      quantity,
      subtotal: money(price * quantity),
    };
  });
  const total = money(lines.reduce((sum, line) => sum + cents(line.subtotal), 0));
  const requestId = request.id;
  const eventId = randomUUID();
  const { rows } = await pool.query<{ id: string; created_at: Date }>({
    ...SQL.create,
    values: [
      caller.userId,
      caller.email,
      total,
      JSON.stringify(metadata),
      JSON.stringify(lines),
      lines.map((line) => line.product_id),
      lines.map((line) => line.product_name),
      lines.map((line) => line.product_price),
      lines.map((line) => line.quantity),
      lines.map((line) => line.subtotal),
      eventId,
      `user:${caller.userId}`,
      requestId,
    ],
  });
  const { id, created_at } = rows[0]!;
  const order = {
    id: Number(id),
    user_id: caller.userId,
    user_email: caller.email,
    status: 'pending',
    total_amount: total,
    version: 1,
    metadata,
    created_at,
    updated_at: created_at,
    items: lines.map((line, index) => ({ id: Number(id) * 100 + index, order_id: Number(id), created_at, ...line })),
  };
  await publishNow?.({ id: eventId, type: 'order.created', data: order });
  return await reply.code(201).send(order);
});

app.get<{ Params: { id: string } }>('/api/v1/orders/:id', async (request, reply) => {
  const { rows } = await pool.query({ ...SQL.get, values: [request.params.id, callerOf(request).userId] });
  return rows.length > 0 ? (rows[0] as object) : await reply.code(404).send();
});

app.get<{ Querystring: { limit?: string } }>('/api/v1/orders', async (request) => {
  const { rows } = await pool.query({ ...SQL.list, values: [callerOf(request).userId, request.query.limit ?? 20] });
  return rows as object[];
});

const SOURCES: Readonly<Record<string, readonly string[]>> = {
  confirmed: ['pending'],
  shipped: ['confirmed'],
  delivered: ['shipped'],
  cancelled: ['pending', 'confirmed', 'shipped'],
};

app.patch<{ Params: { id: string }; Body: { status: string } }>('/api/v1/orders/:id/status', async (request, reply) => {
  const caller = callerOf(request);
  const { status } = request.body;
  const eventId = randomUUID();
  const { rows } = await pool.query<object>({
    ...SQL.transition,
    values: [request.params.id, status, SOURCES[status] ?? [], eventId, `user:${caller.userId}`, request.id],
  });
  const [order] = rows;
  if (!order) return await reply.code(409).send();
  await publishNow?.({ id: eventId, type: 'order.status.updated', data: order });
  return order;
});

app.get('/health/live', () => ({ status: 'alive' }));

const stop = (): void => void app.close().then(() => process.exit());
process.on('SIGTERM', stop);
process.on('disconnect', stop);
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
