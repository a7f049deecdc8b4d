import { randomUUID } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';

const CONCURRENT = 16;
const USERS = 500;
const TOKEN_LIFE_SECONDS = 24 * 3600;

export interface HourOfOrders {
  readonly url: string;
  readonly secret: string;
  readonly orders: number;
  /** The orders begin evenly over this time, or as fast as they are answered. */
  readonly seconds: number;
  readonly hour: number;
}

/** Places the orders of an hour, each with an idempotency key, and takes each to its end. One in ten is cancelled. */
export async function placeOrders({ url, secret, orders, seconds, hour }: HourOfOrders): Promise<void> {
  const startedAt = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < orders) {
      const turn = next++;
      const waitMs = startedAt + (turn / orders) * seconds * 1_000 - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      await placeOrder(url, tokenOf(secret, turn), turn + hour);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, work));
}

async function placeOrder(url: string, token: string, turn: number): Promise<void> {
  const items = [0, 1, 2].map((line) => ({ product_id: 1 + ((turn * 3 + line) % 150), quantity: 1 }));
  const { id } = await send<{ id: number }>(
    `${url}/api/v1/orders`,
    token,
    { items },
    { 'Idempotency-Key': randomUUID() },
  );
  for (const status of turn % 10 === 0 ? ['confirmed', 'cancelled'] : ['confirmed', 'shipped', 'delivered']) {
    await send(`${url}/api/v1/orders/${id}/status`, token, { status });
  }
}

async function send<Body>(url: string, token: string, body: object, more: Record<string, string> = {}): Promise<Body> {
  const answer = await fetch(url, {
    method: url.endsWith('/status') ? 'PATCH' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Body;
}

const tokens = new Map<number, string>();

function tokenOf(secret: string, turn: number): string {
  const userId = 2 + (turn % USERS);
  const known = tokens.get(userId);
  if (known !== undefined) return known;
  const claims = {
    sub: String(userId),
    email: `user${userId}@example.com`,
    exp: Math.floor(Date.now() / 1000) + TOKEN_LIFE_SECONDS,
  };
  const token = jsonwebtoken.sign(claims, secret, { noTimestamp: true });
  tokens.set(userId, token);
  return token;
}
