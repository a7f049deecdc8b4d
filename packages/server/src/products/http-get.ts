import type { IncomingHttpHeaders } from 'node:http';
import { Client, Pool, type Dispatcher } from 'undici';
import type { CancelToken } from './cancel-token.js';

/** Less than the 5 s after which uvicorn closes an idle connection, so that it seldom closes one before this client does. */
const MAX_IDLE_MS = 4_000;

export interface HttpRequest {
  /** With the query. */
  readonly path: string;
  /** The path without what differs between requests. */
  readonly template: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the answer's body. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when it was larger than `maxBytes`; the rest was not read. */
  readonly body: Buffer | undefined;
}

export interface HttpGetter {
  /**
   * GETs a path below the base URL. Redirects are not followed. When the server has closed the kept-alive connection, the
   * request is sent again on a new one.
   * @throws the reason of `token` when it is cancelled, at any stage; else the error of the socket or of the HTTP parser
   */
  get(request: HttpRequest, token: CancelToken): Promise<HttpResponse>;
  close(): void;
}

/** GETs over a pool of kept-alive connections to one server. */
export function createHttpGetter(baseUrl: string, maxConnections: number): HttpGetter {
  const { origin, pathname, username, password } = new URL(baseUrl);
  const limits = {
    keepAliveTimeout: MAX_IDLE_MS,
    keepAliveMaxTimeout: MAX_IDLE_MS,
    headersTimeout: 0, // the caller cancels what takes too long
    bodyTimeout: 0,
  };
  const pool = new Pool(origin, { ...limits, connections: maxConnections });
  const prefix = pathname.replace(/\/+$/, '');
  const account = username === '' ? {} : { authorization: basicAuthorization(username, password) };

  return {
    async get({ path, headers, maxBytes }, token) {
      if (token.reason) throw token.reason;
      const options: Dispatcher.DispatchOptions = {
        method: 'GET',
        path: `${prefix}${path}`,
        headers: { ...account, ...headers },
      };
      try {
        return await send(pool, options, maxBytes, token);
      } catch (error) {
        if (!(error instanceof StaleConnectionError)) throw error;
      }
      const connection = new Client(origin, limits);
      try {
        return await send(connection, options, maxBytes, token);
      } finally {
        void connection.destroy();
      }
    },
    close: () => void pool.destroy(),
  };
}

/** By the user name and password of a URL, which are percent-encoded there (RFC 7617). */
function basicAuthorization(username: string, password: string): string {
  const account = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(account).toString('base64')}`;
}

/** The server had closed the kept-alive connection before the request arrived. */
class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';
}

function send(
  connections: Dispatcher,
  options: Dispatcher.DispatchOptions,
  maxBytes: number,
  token: CancelToken,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    connections.dispatch(options, new ResponseReader(maxBytes, token, resolve, reject));
  });
}

/** Reads one response. */
class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #maxBytes: number;
  readonly #token: CancelToken;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (error: Error) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #head: Pick<HttpResponse, 'status' | 'headers'> | undefined;
  #size = 0;

  constructor(
    maxBytes: number,
    token: CancelToken,
    resolve: (response: HttpResponse) => void,
    reject: (error: Error) => void,
  ) {
    this.#maxBytes = maxBytes;
    this.#token = token;
    this.#resolve = resolve;
    this.#reject = reject;
    token.onCancel((reason) => {
      reject(reason);
      this.#controller?.abort(reason);
    });
  }

  /** The request has a connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#token.reason) controller.abort(this.#token.reason);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#head = { status, headers };
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= this.#maxBytes) {
      this.#chunks.push(chunk);
    } else if (this.#head) {
      this.#resolve({ ...this.#head, body: undefined });
      controller.abort(new Error('The response is too large'));
    }
  }

  onResponseEnd(): void {
    if (this.#head) this.#resolve({ ...this.#head, body: Buffer.concat(this.#chunks, this.#size) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const isStale = !this.#head && isClosedConnection(error);
    this.#reject(isStale ? new StaleConnectionError(error.message, { cause: error }) : error);
  }
}

/** Whether the server has closed or reset a connection that, as far as is known, had carried an answer before. */
function isClosedConnection(error: Error & { code?: unknown; socket?: { bytesRead?: number } | null }): boolean {
  if (error.code === 'UND_ERR_SOCKET') return (error.socket?.bytesRead ?? 0) > 0;
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}
