import nock from 'nock';
import { createClient, type ClientOptions, type OrderServiceClient } from '../../src/index.js';

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
