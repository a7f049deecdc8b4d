import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { AssertionError } from 'chai';
import type { components } from '@order-service/sdk';
import { contractViolations, type WireAnswer } from './conformance.js';

type Schemas = components['schemas'];
export type OrderBody = Schemas['Order'];
export type Problem = Schemas['ProblemDetails'] & {
  readonly current_status?: string;
  readonly current_version?: number;
  readonly allowed_transitions?: string[];
  readonly product_id?: number;
  readonly requested?: number;
  readonly available?: number;
  readonly retry_after?: number;
  readonly errors?: { in: string; pointer: string; detail: string }[];
};

export interface Answer<Body> extends WireAnswer {
  /** The parsed body, if it is JSON. */
  readonly body: Body;
}

export interface Sent {
  /** Body, sent as JSON. */
  readonly json?: unknown;
  /** Body, sent unchanged. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Closes the connection when aborted. */
  readonly signal?: AbortSignal;
}

export const TWO_HEADPHONES = [{ product_id: 1, quantity: 2 }];

/** A client with or without a token. Every response is checked against the contract; a violation fails the test. */
export class TestClient {
  readonly url: string;
  readonly token: string | undefined;
  readonly #agent = new Agent({ keepAlive: false });

  constructor(url: string, token: string | undefined) {
    this.url = url;
    this.token = token;
  }

  async send<Body = unknown>(method: string, target: string, sent: Sent = {}): Promise<Answer<Body>> {
    const answer = await this.sendUnchecked<Body>(method, target, sent);
    const faults = contractViolations(answer);
    if (faults.length === 0) return answer;
    throw new AssertionError(`${method} ${target} was answered outside the contract: ${faults.join('; ')}`);
  }

  /** The same without the check, for requests that the contract does not describe, such as HEAD. */
  async sendUnchecked<Body = unknown>(method: string, target: string, sent: Sent = {}): Promise<Answer<Body>> {
    const payload = sent.raw ?? (sent.json === undefined ? undefined : JSON.stringify(sent.json));
    const { hostname, port } = new URL(this.url);
    const request = httpRequest({
      host: hostname,
      port,
      method,
      path: target,
      agent: this.#agent,
      headers: {
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
        }),
        ...sent.headers,
      },
      ...(sent.signal && { signal: sent.signal }),
    });
    request.end(payload);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const headers = response.headers as Record<string, string | undefined>;
    const isText = headers['content-encoding'] === undefined;
    const isJson = isText && (headers['content-type'] ?? '').includes('json') && text !== '';
    const body = (isJson ? JSON.parse(text) : undefined) as Body;
    return { method, target, status: response.statusCode ?? 0, headers, text, body };
  }

  get<Body = unknown>(target: string, headers?: Sent['headers']): Promise<Answer<Body>> {
    return this.send('GET', target, headers && { headers });
  }

  /** Requests an order; the response may be an error. */
  create<Body = OrderBody>(order: unknown, headers?: Sent['headers']): Promise<Answer<Body>> {
    return this.send('POST', '/api/v1/orders', { json: order, ...(headers && { headers }) });
  }

  /** Requests a change of status; the response may be an error. */
  move<Body = OrderBody>(id: number, status: string, sent: Sent & { reason?: string } = {}): Promise<Answer<Body>> {
    const { reason, ...rest } = sent;
    const json = { status, ...(reason !== undefined && { reason }) };
    return this.send('PATCH', `/api/v1/orders/${id}/status`, { json, ...rest });
  }

  /** Places an order and changes its status along `path`; fails on any error. */
  async placed(items: unknown = TWO_HEADPHONES, path: readonly string[] = []): Promise<OrderBody> {
    let answer = await this.create({ items });
    for (const status of path) answer = await this.move(expectStatus(answer, answer.status < 300).body.id, status);
    return expectStatus(answer, answer.status < 300).body;
  }

  /** The orders of a list, from all pages that `Link` leads to. */
  async *pages(target: string): AsyncGenerator<Answer<OrderBody[]>> {
    for (let next: string | undefined = target; next !== undefined;) {
      const page: Answer<OrderBody[]> = await this.get(next);
      yield page;
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers.link ?? '')?.[1];
    }
  }
}

function expectStatus<Body>(answer: Answer<Body>, succeeded: boolean): Answer<Body> {
  if (!succeeded) throw new AssertionError(`${answer.method} ${answer.target}: ${answer.status} ${answer.text}`);
  return answer;
}
