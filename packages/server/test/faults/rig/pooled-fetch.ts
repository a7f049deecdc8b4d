import { Agent, request as httpRequest } from 'node:http';
import type { WireAnswer } from '../../support/conformance.js';

/** Receives every response before the client does. */
export type AnswerObserver = (answer: WireAnswer, requestId: string) => void;

/** Prefix of an idempotency key that is removed before the request is sent: the SDK gives every create a key. */
export const KEYLESS = 'keyless-';

/** A `fetch` for the SDK under load: one pool of keep-alive connections, cheaper than the built-in, with an observer. */
export function pooledFetch(observe: AnswerObserver, maxSockets: number): { fetch: typeof fetch; close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets, scheduling: 'fifo' });

  const pooled = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { hostname, port, pathname, search } = new URL(input instanceof Request ? input.url : input);
    const method = init.method ?? 'GET';
    const headers = Object.fromEntries(new Headers(init.headers));
    if (headers['idempotency-key']?.startsWith(KEYLESS)) delete headers['idempotency-key'];
    const target = pathname + search;
    const answer = await exchange({ host: hostname, port, method, path: target, headers }, init);
    observe({ ...answer, method, target }, headers['x-request-id'] ?? '');
    return new Response(answer.status === 304 ? null : answer.text, {
      status: answer.status,
      headers: answer.headers as Record<string, string>,
    });
  };

  function exchange(options: object, { body, signal }: RequestInit): Promise<Omit<WireAnswer, 'method' | 'target'>> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({ ...options, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, text });
        });
        response.on('close', () => {
          if (!response.complete) reject(new Error('the response was truncated'));
        });
      });
      request.on('error', reject);
      const abort = (): void => void request.destroy(new Error('aborted', { cause: signal?.reason }));
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
      request.once('close', () => signal?.removeEventListener('abort', abort));
      request.end(typeof body === 'string' ? body : undefined);
    });
  }

  return { fetch: pooled, close: () => agent.destroy() };
}
