import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { formatAmount, parseAmount } from '../../src/domain/money.js';

/** A stand-in for the service that this one replaces: its routes, its statements, and nothing that it does not check. */
export interface ExistingService {
  readonly url: string;
  /** Finishes the requests under way, and ends its connections. Idempotent. */
  stop(): Promise<void>;
}

export interface ExistingServiceOptions {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly productServiceUrl: string;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

interface Product {
  readonly name: string;
  readonly price: string;
}

const NOW = `now() AT TIME ZONE 'utc'`;

export async function startExistingService(options: ExistingServiceOptions): Promise<ExistingService> {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, application_name: 'existing-service', max: 5 });
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await reply(request).catch((error: unknown) => ({ status: 500, body: String(error) }));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async function reply(request: IncomingMessage): Promise<Reply> {
    const { method, url = '', headers } = request;
    const body = (await json(request)) as { items?: RequestedItem[]; status?: string };
    const [, id] = /^\/api\/v1\/orders\/(\d+)\/status$/.exec(url) ?? [];
    if (method === 'PATCH' && id !== undefined) return await changeStatus(Number(id), body.status ?? '');
    if (method !== 'POST' || url !== '/api/v1/orders') return { status: 404, body: { detail: 'Not Found' } };
    const token = jwt.verify(headers.authorization?.replace('Bearer ', '') ?? '', options.secret) as { sub: string };
    return await place(Number(token.sub), body.items ?? []);
  }

  interface RequestedItem {
    readonly product_id: number;
    readonly quantity: number;
  }

  async function place(userId: number, items: readonly RequestedItem[]): Promise<Reply> {
    const lines = [];
    for (const { product_id, quantity } of items) {
      const answer = await fetch(`${options.productServiceUrl}/api/v1/products/${product_id}`);
      const { name, price } = (await answer.json()) as Product;
      const subtotal = formatAmount(parseAmount(price)! * BigInt(quantity));
      lines.push({ product_id, name, price, quantity, subtotal });
    }
    const total = formatAmount(lines.reduce((sum, { subtotal }) => sum + parseAmount(subtotal)!, 0n));
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ id: number }>(
        `INSERT INTO orders (user_id, status, total_amount, created_at, updated_at)
         VALUES ($1, 'PENDING', $2, ${NOW}, ${NOW}) RETURNING id`,
        [userId, total],
      );
      const { id } = rows[0]!;
      for (const { product_id, name, price, quantity, subtotal } of lines) {
        await client.query(
          `INSERT INTO order_items (order_id, product_id, product_name, product_price, quantity, subtotal, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, ${NOW})`,
          [id, product_id, name, price, quantity, subtotal],
        );
      }
      await client.query('COMMIT');
      return { status: 201, body: { id, user_id: userId, status: 'pending', total_amount: total } };
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  /** Like the existing service, it asks nobody for a token, and lets an order skip statuses and go back. */
  async function changeStatus(id: number, status: string): Promise<Reply> {
    const { rows } = await pool.query<{ id: number; user_id: number; total_amount: string }>(
      `UPDATE orders SET status = upper($2)::orderstatus, updated_at = ${NOW}
       WHERE id = $1 AND status NOT IN ('DELIVERED', 'CANCELLED') RETURNING id, user_id, total_amount`,
      [id, status],
    );
    if (!rows[0]) return { status: 400, body: { detail: 'Cannot update order' } };
    return { status: 200, body: { ...rows[0], status } };
  }

  async function end(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await closed;
    await pool.end();
  }

  let ending: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => (ending ??= end()),
  };
}
