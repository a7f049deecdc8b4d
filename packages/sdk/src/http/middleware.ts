/** One attempt of a call, before it is sent. Its headers hold the credentials. */
export interface MiddlewareRequest {
  /** `GET`, `POST`, `PATCH`, … */
  readonly method: string;
  /** The absolute URL. */
  readonly url: string;
  /** Of this attempt alone: a change of them does not reach the next attempt. */
  readonly headers: Headers;
  /** JSON; absent when there is no body. */
  readonly body: string | undefined;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Ends with the attempt. */
  readonly signal: AbortSignal;
}

/** Sends an attempt, by the middleware that follows and then by `fetch`. */
export type SendAttempt = (request: MiddlewareRequest) => Promise<Response>;

/**
 * Stands between the client and `fetch`, inside of the retries: it is called for every attempt, and sees and changes the
 * request and the response. It is not called for what the client does between attempts.
 *
 * What it throws fails the call at once, unless it is (or has as its `cause`) the error of `next`, which counts as a
 * failure of the connection. Read a response that you pass on by `response.clone()`.
 *
 * @example
 * const signed: Middleware = async (request, next) => {
 *   request.headers.set('x-signature', await sign(request.body ?? ''));
 *   return next(request);
 * };
 */
export type Middleware = (request: MiddlewareRequest, next: SendAttempt) => Promise<Response>;

/** A middleware failed by itself. Internal; callers get an `OrderServiceError`. */
export class MiddlewareFailure extends Error {
  /** Whether the request may have been sent before. */
  readonly sent: boolean;

  constructor(sent: boolean, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.sent = sent;
  }
}

/**
 * `fetch` behind the middleware, the first one outermost.
 *
 * @throws {MiddlewareFailure} from the result, when a middleware failed by itself
 */
export function withMiddleware(fetch: typeof globalThis.fetch, middleware: readonly Middleware[]): SendAttempt {
  const send: SendAttempt = ({ method, url, headers, body, signal }) =>
    fetch(url, {
      method,
      headers,
      signal,
      // Not 'error': worker runtimes do not support it, and other runtimes report it like a lost connection.
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
  return middleware.length === 0 ? send : (request) => sendThrough(middleware, send, request);
}

async function sendThrough(
  middleware: readonly Middleware[],
  send: SendAttempt,
  request: MiddlewareRequest,
): Promise<Response> {
  let sent = false;
  const failures = new Set<unknown>();
  const last: SendAttempt = async (changed) => {
    sent = true;
    try {
      return await send(changed);
    } catch (error) {
      failures.add(error);
      throw error;
    }
  };
  try {
    const chain = middleware.reduceRight<SendAttempt>((next, each) => async (changed) => each(changed, next), last);
    const response = await chain({ ...request, headers: new Headers(request.headers) });
    // Not `instanceof`: another `fetch` has another class of responses.
    if (typeof (response as Partial<Response> | undefined)?.status === 'number') return response;
    throw new TypeError('It returned something that is not a response.');
  } catch (error) {
    const cause: unknown = error instanceof Error ? error.cause : undefined;
    if (failures.has(error) || failures.has(cause)) throw error;
    throw new MiddlewareFailure(sent, error);
  }
}
