import { connectionAdvice } from './connection-advice.js';
import type { Settings } from './settings.js';
import { UnavailableError } from '../errors.js';

export interface RawRequest {
  readonly method: string;
  /** Begins with a slash; may include a query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface RawResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: string;
  readonly requestId: string | undefined;
}

/**
 * Sends one request unchanged, with the token. Redirects are not followed, so that the token reaches no other host. Throws
 * UnavailableError if the service cannot be reached or does not answer in time.
 */
export async function sendRaw(
  fetch: typeof globalThis.fetch,
  { url, token }: Settings,
  request: RawRequest,
): Promise<RawResponse> {
  const { method, path, headers, body, timeoutMs, signal } = request;
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        accept: 'application/json',
        'user-agent': 'orders-cli',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const { status, statusText } = response;
    const requestId = response.headers.get('x-request-id') ?? undefined;
    return { status, statusText, headers: response.headers, body: await response.text(), requestId };
  } catch (error) {
    const reason =
      error instanceof Error && error.name === 'TimeoutError' ? 'it did not answer in time' : reasonOf(error);
    const hints = [...connectionAdvice(error), 'orders doctor'];
    throw new UnavailableError(`Could not reach ${url}: ${reason}.`, { hints, cause: error });
  }
}

/** The reason for a failed `fetch` is in the cause of its error. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message } = cause as { code?: string; message?: string };
  // The system's codes are known better than its messages.
  return code !== undefined && /^E[A-Z]+$/.test(code) ? code : (message ?? String(cause));
}
