import http, { type IncomingMessage, type OutgoingHttpHeaders, type RequestOptions } from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { CancelToken } from './cancel-token.js';

/** Less than the 5 s after which uvicorn closes an idle connection, so that it seldom closes one before this client does. */
const MAX_IDLE_MS = 4_000;

export interface HttpRequest {
  /** With the query. */
  readonly path: string;
  /** The path without what differs between requests. */
  readonly template: string;
  readonly headers: OutgoingHttpHeaders;
  /** Of the answer's body. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
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
  const url = new URL(baseUrl);
  const { Agent, request } = url.protocol === 'https:' ? https : http;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: maxConnections,
    maxFreeSockets: maxConnections,
    timeout: MAX_IDLE_MS,
    scheduling: 'lifo',
  });
  const { protocol, hostname, port, auth } = urlToHttpOptions(url);
  const server: RequestOptions = { protocol, hostname, port, ...(auth ? { auth } : {}) };
  const prefix = url.pathname.replace(/\/+$/, '');

  return {
    async get({ path, headers, maxBytes }, token) {
      if (token.reason) throw token.reason;
      const options = (agent: http.Agent | false) => ({ path: `${prefix}${path}`, headers, agent, ...server });
      try {
        return await send(request(options(agent)), maxBytes, token);
      } catch (error) {
        if (!(error instanceof StaleConnectionError)) throw error;
        return send(request(options(false)), maxBytes, token); // a new connection
      }
    },
    close: () => agent.destroy(),
  };
}

/** The server had closed the kept-alive connection before the request arrived. */
class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';
}

function send(request: http.ClientRequest, maxBytes: number, token: CancelToken): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    token.onCancel((reason) => {
      reject(reason);
      request.destroy();
    });

    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(isStale ? new StaleConnectionError(error.message, { cause: error }) : error);
    });
    request.on('response', (response) => readResponse(response, maxBytes, resolve, reject));
    request.end();
  });
}

function readResponse(
  response: IncomingMessage,
  maxBytes: number,
  resolve: (response: HttpResponse) => void,
  reject: (error: Error) => void,
): void {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
    } else {
      resolve({ status, headers, body: undefined });
      response.destroy();
    }
  });
  response.on('end', () => resolve({ status, headers, body: Buffer.concat(chunks, size) }));
  response.on('error', reject);
}
