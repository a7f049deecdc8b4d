import nock from 'nock';
import { createClient, type ClientOptions, type Order, type OrderServiceClient } from '../../src/index.js';

export const BASE_URL = 'http://orders.test';

export function service(options?: nock.Options): nock.Scope {
  return nock(BASE_URL, options);
}

export function stubClient(options: Partial<ClientOptions> = {}): OrderServiceClient {
  return createClient({ baseUrl: BASE_URL, token: 'secret-token', ...options });
}

/** What a call was rejected with; fails when it was not. */
export async function rejection(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call was expected to fail.');
}

export function anOrder(changes: Partial<Order> = {}): Order {
  return {
    id: 42,
    user_id: 1,
    user_email: 'u@example.com',
    status: 'pending',
    total_amount: '59.98',
    version: 1,
    metadata: {},
    created_at: '2026-02-15T17:28:41.878640Z',
    updated_at: '2026-02-15T17:28:41.878640Z',
    items: [],
    allowed_transitions: ['confirmed', 'cancelled'],
    ...changes,
  };
}

export const PROBLEM_JSON = { 'content-type': 'application/problem+json', 'x-request-id': 'server-id' };

export function aProblem(status: number, code: string, members: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: `/problems/${code}`,
    title: code,
    status,
    detail: `What ${code} means.`,
    code,
    request_id: 'server-id',
    ...members,
  };
}
